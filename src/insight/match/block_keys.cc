#include "insight/match/block_keys.h"

#include <algorithm>

#include "base/ascii.h"
#include "insight/match/word_counts.h"

namespace signalbox {
namespace {

// `prcplst` for `procoplast`: vowels and repeats are what typing errors take most.
std::string Skeleton(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool vowel = std::string_view("aeiouy").find(c) != std::string_view::npos;
    if ((vowel && !out.empty()) || (!out.empty() && out.back() == c)) continue;
    out += c;
  }
  return out;
}

class KeyTaker {
 public:
  void Add(char kind, std::string_view text, uint8_t weight, size_t least = 2) {
    if (text.size() >= least) keys_.push_back({MatchHash(kind, text), weight});
  }
  void AddBoth(char kind, std::string_view a, std::string_view b, uint8_t weight) {
    if (a.empty() || b.empty()) return;
    Add(kind, std::string(a) + ' ' + std::string(b), weight);
  }
  std::vector<BlockKey> Take() {
    // Of one key found two ways, the stronger first.
    std::ranges::sort(keys_, [](const BlockKey& a, const BlockKey& b) {
      return a.hash != b.hash ? a.hash < b.hash : a.weight > b.weight;
    });
    const auto rest = std::ranges::unique(keys_, {}, &BlockKey::hash);
    keys_.erase(rest.begin(), rest.end());
    return std::move(keys_);
  }

 private:
  std::vector<BlockKey> keys_;
};

void AddNameKeys(const MatchProfile& profile, KeyTaker* keys) {
  constexpr size_t kPrefix = 6;
  const MatchName& name = profile.name;
  keys->Add('n', name.key, 8);
  keys->Add('n', name.core, 7);
  keys->Add('n', profile.label, 6, 3);
  keys->Add('n', name.initials, 4, 3);
  for (const std::string& alias : name.aliases) keys->Add('n', alias, 6, 3);
  if (name.core.size() > kPrefix) {
    keys->Add('b', std::string_view(name.core).substr(0, kPrefix), 3);
  }
  keys->Add('s', Skeleton(name.core), 5, 4);
  for (size_t i = 0; i < name.words.size(); ++i) {
    if (name.IsGeneric(i) || name.words[i].size() < 3) continue;
    keys->Add('w', name.words[i], 4);
    // For words that are too common to be followed alone.
    keys->AddBoth('p', name.words[i], profile.postal_code, 5);
    keys->AddBoth('c', name.words[i], profile.city, 4);
  }
}

void AddPersonKeys(const MatchProfile& profile, KeyTaker* keys) {
  const std::string_view given = profile.given_name, surname = profile.surname;
  if (given.empty() && surname.empty() && profile.birth_date.empty()) return;
  const std::string given_skeleton = Skeleton(given), surname_skeleton = Skeleton(surname);
  keys->Add('i', profile.national_id, 8, 4);
  keys->Add('d', profile.birth_date, 6, 4);
  // Names are also filed as if they were swapped.
  std::string first = given_skeleton, second = surname_skeleton;
  if (second < first) std::swap(first, second);
  keys->AddBoth('g', first, second, 6);
  for (const std::string& one : {given_skeleton, surname_skeleton}) {
    keys->AddBoth('q', one, profile.postal_code, 5);
    keys->AddBoth('y', one, profile.birth_date.substr(0, 4), 4);
    keys->AddBoth('t', one, profile.city, 4);
    keys->AddBoth('h', one, profile.street.empty() ? "" : profile.street.back(), 4);
  }
}

}  // namespace

std::vector<BlockKey> BlockKeys(const MatchProfile& profile) {
  KeyTaker keys;
  keys.Add('D', profile.domain, 9);
  keys.Add('P', PhoneTail(profile.phone), 8);
  keys.Add('E', profile.email, 9);
  AddNameKeys(profile, &keys);
  AddPersonKeys(profile, &keys);
  if (!profile.street.empty() && !profile.house.empty()) {
    const std::string& word = profile.street.front() != profile.house || profile.street.size() == 1
                                  ? profile.street.front()
                                  : profile.street.back();
    keys.AddBoth('a', word + profile.house,
                 profile.postal_code.empty() ? profile.city : profile.postal_code, 4);
  }
  return keys.Take();
}

}  // namespace signalbox
