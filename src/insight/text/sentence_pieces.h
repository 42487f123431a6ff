// Splits a text into the pieces that the sentence encoder knows: the likeliest way to write it with
// them (SentencePiece's unigram model, Kudo 2018, by the Viterbi algorithm), after NFKC, with `▁`
// for a space and before the first word. What no piece covers is piece 0, once for a run of it.
// Gives what the package's own tokeniser gives, its way of breaking ties included.
// Immutable once made; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace signalbox {

class SentencePieces {
 public:
  // The first pieces stand for no text.
  static constexpr size_t kReserved = 6;

  // `text` has to be called in order of ids; a text added twice keeps its later id.
  void Add(std::string_view text, double score);

  std::vector<int> Split(std::string_view text) const;

 private:
  struct Node {
    int piece = -1;
    double score = 0;
  };
  struct Step {
    double score = 0;
    int piece = 0;
    int length = 1;  // in code points
    bool reached = false;
  };
  void Extend(const std::u32string& points, size_t from, std::vector<Step>* steps) const;

  int added_ = 0;
  // A trie; a child is found by its parent's number and the code point.
  std::vector<Node> nodes_{Node{}};
  std::unordered_map<uint64_t, uint32_t> children_;
};

}  // namespace signalbox
