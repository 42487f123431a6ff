#include "reference/countries.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <string>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "reference/country_spellings.h"
#include "reference/fold.h"
#include "reference/iso_codes.h"

namespace signalbox::reference {
namespace {

// Longer than any country or state is written; longer text is not looked up.
constexpr size_t kMaxPlaceName = 80;

// Languages whose names of countries we read besides English.
constexpr const char* kLanguages[] = {"de", "fr", "es", "it", "pt", "nl", "da", "sv", "nb", "fi",
                                      "pl", "cs", "sk", "hu", "ro", "bg", "el", "tr", "ru", "uk",
                                      "ar", "he", "ja", "zh", "ko", "hr", "sl", "et", "lv", "lt"};

using Names = std::vector<std::pair<std::string, std::string_view>>;  // folded name, code

struct Tables {
  Status status;
  std::bitset<26 * 26> alpha2;
  std::vector<std::string> codes;      // alpha-2 of every country
  Names names;                         // sorted
  std::vector<IsoSubdivision> states;  // owns the codes that `state_names` views
  Names state_names;                   // `US louisiana`, sorted
};

size_t Place(char first, char second) {
  return static_cast<size_t>(first - 'A') * 26 + static_cast<size_t>(second - 'A');
}

void SortUnique(Names* names) {
  std::stable_sort(names->begin(), names->end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  names->erase(std::unique(names->begin(), names->end(), same), names->end());
}

std::string_view Find(const Names& names, std::string_view key) {
  const auto at = std::lower_bound(names.begin(), names.end(), key,
                                   [](const auto& a, std::string_view k) { return a.first < k; });
  return at == names.end() || at->first != key ? std::string_view() : at->second;
}

void AddCountries(const IsoCodes& iso, Tables* tables) {
  for (const Spelling& s : kCountrySpellings) tables->names.emplace_back(s.folded, s.code);
  tables->alpha2.set(Place('X', 'K'));  // Kosovo: user-assigned, in use by the EU and in practice
  for (const IsoCountry& country : iso.countries) {
    const std::string_view code = TwoLetters(country.alpha2[0], country.alpha2[1]);
    tables->alpha2.set(Place(code[0], code[1]));
    tables->codes.emplace_back(code);
    tables->names.emplace_back(Fold(country.alpha3), code);
    for (const std::string& name : country.names) tables->names.emplace_back(Fold(name), code);
  }
  SortUnique(&tables->names);
}

std::string StateKey(std::string_view country, std::string_view folded) {
  return std::string(country) + ' ' + std::string(folded);
}

void AddStates(IsoCodes iso, Tables* tables) {
  for (const StateSpelling& s : kStateSpellings) {
    tables->state_names.emplace_back(StateKey(s.country, s.folded), s.code);
  }
  tables->states = std::move(iso.subdivisions);
  for (const IsoSubdivision& state : tables->states) {
    tables->state_names.emplace_back(StateKey(state.country, Fold(state.code)), state.code);
  }
  // After the codes: where a name is another state's code, the code wins.
  for (const IsoSubdivision& state : tables->states) {
    tables->state_names.emplace_back(StateKey(state.country, Fold(state.name)), state.code);
  }
  SortUnique(&tables->state_names);
}

const Tables& Get() {
  static const Tables tables = [] {
    Tables made;
    Result<IsoCodes> iso = ReadIsoCodes(kIsoCodesFolder);
    if (!iso.ok()) {
      made.status = iso.error();
      return made;
    }
    AddCountries(*iso, &made);
    AddStates(std::move(*iso), &made);
    return made;
  }();
  return tables;
}

// Built at the first name that is in no other table: most workspaces never need it.
const Names& LocalNames() {
  static const Names names = [] {
    Names made;
    for (const char* language : kLanguages) {
      const icu::Locale in(language);
      for (const std::string& code : Get().codes) {
        icu::UnicodeString name;
        std::string utf8;
        icu::Locale("", code.c_str()).getDisplayCountry(in, name);
        name.toUTF8String(utf8);
        made.emplace_back(Fold(utf8), TwoLetters(code[0], code[1]));
      }
    }
    SortUnique(&made);
    return made;
  }();
  return names;
}

}  // namespace

std::string_view TwoLetters(char first, char second) {
  static constexpr auto kLetters = [] {
    std::array<char, 26 * 26 * 2> letters{};
    for (size_t i = 0; i < 26 * 26; ++i) {
      letters[2 * i] = static_cast<char>('A' + i / 26);
      letters[2 * i + 1] = static_cast<char>('A' + i % 26);
    }
    return letters;
  }();
  first = UpperAscii(first);
  second = UpperAscii(second);
  if (!IsAsciiLetter(first) || !IsAsciiLetter(second)) return {};
  return {kLetters.data() + 2 * Place(first, second), 2};
}

Status CheckReferenceTables() {
  return Get().status;
}

std::string_view CountryCode(std::string_view text) {
  text = TrimBlanks(text);
  if (text.empty() || text.size() > kMaxPlaceName) return {};
  const Tables& tables = Get();
  if (text.size() == 2) {
    const std::string_view code = TwoLetters(text[0], text[1]);
    if (!code.empty() && tables.alpha2.test(Place(code[0], code[1]))) return code;
  }
  thread_local std::string folded;
  FoldInto(text, &folded);
  std::string_view key = folded;
  if (key.starts_with("the ")) key.remove_prefix(4);
  if (key.ends_with(" the")) key.remove_suffix(4);
  if (key.empty()) return {};
  const std::string_view code = Find(tables.names, key);
  return !code.empty() ? code : Find(LocalNames(), key);
}

std::string_view StateCode(std::string_view country, std::string_view text) {
  text = TrimBlanks(text);
  if (country.size() != 2 || text.empty() || text.size() > kMaxPlaceName) return {};
  // `US-CA` as well as `CA`.
  if (text.size() > 3 && text[2] == '-' && EqualsIgnoreCase(text.substr(0, 2), country)) {
    text.remove_prefix(3);
  }
  thread_local std::string folded;
  thread_local std::string key;
  FoldInto(text, &folded);
  key.assign(country).append(1, ' ').append(folded);
  return Find(Get().state_names, key);
}

}  // namespace signalbox::reference
