// What a text is made of, as hashed features for a linear model: its words and pairs of neighbours,
// and the letters of its words three to five at a time (words alone miss a typing error, letters
// alone miss the order). Lower case by Unicode's folding; digits count as one digit, so that
// `30 seats` teaches about `45 seats`. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace signalbox {

// The words of a text in order, folded, without punctuation; apostrophes are dropped, so that
// `what's` is one word. Reads at most kMaxFeatureBytes.
std::vector<std::string> FoldedWords(std::string_view text);
// The same, with the digits as written: for who looks for the words.
std::vector<std::string> FoldedWordsAndNumbers(std::string_view text);

inline constexpr size_t kMaxFeatureBytes = 4096;

struct HashedText {
  std::vector<uint32_t> words;    // hashes of words and pairs, each once, in order of hash
  std::vector<uint32_t> letters;  // of three to five letters
};

HashedText HashText(std::string_view text);

// One feature of a text: which row of the model's table, and how much.
struct RowWeight {
  uint32_t row = 0;
  float weight = 0;
};

// The features that a model knows: those that at least two of its training texts have, each with
// how rare it is (inverse document frequency). Immutable once made.
class FeatureTable {
 public:
  FeatureTable() = default;
  static FeatureTable Learn(const std::vector<HashedText>& texts);
  // As a model file keeps it: hashes in order of row, and their rarity.
  FeatureTable(std::vector<uint32_t> hashes, std::vector<float> rarity);

  size_t rows() const { return hashes_.size(); }
  const std::vector<uint32_t>& hashes() const { return hashes_; }
  const std::vector<float>& rarity() const { return rarity_; }

  // Words and letters each of length 1; empty when nothing of the text is known.
  std::vector<RowWeight> Weigh(const HashedText& text) const;

 private:
  void WeighGroup(const std::vector<uint32_t>& group, std::vector<RowWeight>* out) const;

  std::vector<uint32_t> hashes_;
  std::vector<float> rarity_;
  std::unordered_map<uint32_t, uint32_t> row_of_;
};

}  // namespace signalbox
