// How kind or unkind words are, from a list of words with a valence, and what a text says by them:
// a word that is denied (`not good`, `never a problem`) counts the other way or not at all, and
// what stands before a `but` counts half.
//
// The list comes from whoever trains (docs/understanding.md) and is kept in the model. Immutable
// once made; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "insight/text/byte_cursor.h"

namespace signalbox {

// More words than any list of valences has; keeps a damaged count from asking for memory.
inline constexpr size_t kMaxValenceWords = 100'000;
inline constexpr int kMostValence = 5;

class ValenceWords {
 public:
  // How much kind and unkind is said, the sum of both, whether either is, whether something is
  // denied; each about between -1 and 1.
  static constexpr size_t kFeatures = 6;
  using Features = std::array<float, kFeatures>;

  ValenceWords() = default;
  // Each from -kMostValence to kMostValence, others are taken as these; of two words that fold to
  // one the later counts. What is not one word is left out.
  explicit ValenceWords(const std::vector<std::pair<std::string, int>>& words);

  bool empty() const { return valence_.empty(); }
  size_t size() const { return valence_.size(); }
  Features Read(std::string_view text) const;

  void AppendTo(Bytes* out) const;
  // Whether it was read whole.
  bool Read(ByteCursor* from);

 private:
  std::unordered_map<std::string, int8_t> valence_;  // by folded word
};

}  // namespace signalbox
