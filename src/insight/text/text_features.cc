#include "insight/text/text_features.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/check.h"

namespace signalbox {
namespace {

constexpr size_t kShortestRun = 3;
constexpr size_t kLongestRun = 5;
// A word longer than this is a web address or a mistake.
constexpr size_t kLongestWord = 40;

// FNV-1a, with the kind of the feature as its first byte so that kinds never meet by intent.
uint32_t HashOf(char kind, std::string_view a, std::string_view b = {}) {
  uint64_t hash = 1469598103934665603U;
  const auto mix = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211U;
  };
  mix({&kind, 1});
  mix(a);
  mix(" ");
  mix(b);
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

// Where each code point of a UTF-8 text begins, and its end.
std::vector<size_t> Starts(std::string_view word) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < word.size(); ++i) {
    if ((static_cast<uint8_t>(word[i]) & 0xc0) != 0x80) starts.push_back(i);
  }
  starts.push_back(word.size());
  return starts;
}

void AddRuns(const std::string& word, std::vector<uint32_t>* out) {
  const std::string framed = " " + word + " ";
  const std::vector<size_t> starts = Starts(framed);
  for (size_t length = kShortestRun; length <= kLongestRun; ++length) {
    for (size_t i = 0; i + length < starts.size(); ++i) {
      const size_t from = starts[i];
      out->push_back(HashOf('c', std::string_view(framed).substr(from, starts[i + length] - from)));
    }
  }
}

void KeepEachOnce(std::vector<uint32_t>* hashes) {
  std::sort(hashes->begin(), hashes->end());
  hashes->erase(std::unique(hashes->begin(), hashes->end()), hashes->end());
}

std::vector<std::string> SplitWords(std::string_view text, bool digits_alike) {
  text = text.substr(0, kMaxFeatureBytes);
  icu::UnicodeString read = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  read.foldCase();
  std::vector<std::string> words;
  icu::UnicodeString word;
  const auto end_word = [&words, &word] {
    if (word.isEmpty()) return;
    word.toUTF8String(words.emplace_back());
    word.remove();
  };
  for (int32_t i = 0; i < read.length(); i = read.moveIndex32(i, 1)) {
    const UChar32 point = read.char32At(i);
    if (point == '\'' || point == 0x2019) continue;
    if (digits_alike && u_isdigit(point)) {
      word.append(UChar32{'0'});
    } else if (u_isalnum(point) || u_charType(point) == U_NON_SPACING_MARK) {
      word.append(point);
    } else {
      end_word();
    }
  }
  end_word();
  return words;
}

}  // namespace

std::vector<std::string> FoldedWords(std::string_view text) {
  return SplitWords(text, true);
}

std::vector<std::string> FoldedWordsAndNumbers(std::string_view text) {
  return SplitWords(text, false);
}

HashedText HashText(std::string_view text) {
  HashedText out;
  std::string before = "^";
  for (const std::string& word : FoldedWords(text)) {
    out.words.push_back(HashOf('w', word));
    out.words.push_back(HashOf('p', before, word));
    if (word.size() <= kLongestWord) AddRuns(word, &out.letters);
    before = word;
  }
  if (before != "^") out.words.push_back(HashOf('p', before, "$"));
  KeepEachOnce(&out.words);
  KeepEachOnce(&out.letters);
  return out;
}

FeatureTable::FeatureTable(std::vector<uint32_t> hashes, std::vector<float> rarity)
    : hashes_(std::move(hashes)), rarity_(std::move(rarity)) {
  CHECK(hashes_.size() == rarity_.size());
  row_of_.reserve(hashes_.size());
  for (uint32_t row = 0; row < hashes_.size(); ++row) row_of_.emplace(hashes_[row], row);
}

FeatureTable FeatureTable::Learn(const std::vector<HashedText>& texts) {
  std::map<uint32_t, uint32_t> seen;
  for (const HashedText& text : texts) {
    for (const uint32_t hash : text.words) ++seen[hash];
    for (const uint32_t hash : text.letters) ++seen[hash];
  }
  std::vector<uint32_t> hashes;
  std::vector<float> rarity;
  for (const auto& [hash, count] : seen) {
    if (count < 2) continue;
    hashes.push_back(hash);
    rarity.push_back(
        1 + std::log(static_cast<float>(texts.size() + 1) / static_cast<float>(count + 1)));
  }
  return FeatureTable(std::move(hashes), std::move(rarity));
}

void FeatureTable::WeighGroup(const std::vector<uint32_t>& group,
                              std::vector<RowWeight>* out) const {
  const size_t first = out->size();
  float squares = 0;
  for (const uint32_t hash : group) {
    const auto at = row_of_.find(hash);
    if (at == row_of_.end()) continue;
    out->push_back({at->second, rarity_[at->second]});
    squares += rarity_[at->second] * rarity_[at->second];
  }
  const float down = squares == 0 ? 0 : 1 / std::sqrt(squares);
  for (size_t i = first; i < out->size(); ++i) (*out)[i].weight *= down;
}

std::vector<RowWeight> FeatureTable::Weigh(const HashedText& text) const {
  std::vector<RowWeight> out;
  out.reserve(text.words.size() + text.letters.size());
  WeighGroup(text.words, &out);
  WeighGroup(text.letters, &out);
  return out;
}

}  // namespace signalbox
