// Orders passages by how well a question's words fit them: BM25 (Robertson and Zaragoza 2009) with
// the usual k1 of 1.2 and b of .75. How rare a word is, and how long a passage is beside others, is
// counted over the passages that the reader may read and no others. Pure; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace signalbox {

class WordRanking {
 public:
  // Passages that the reader may read, and their mean length in any unit.
  WordRanking(double passages, double mean_length)
      : passages_(passages), mean_length_(mean_length) {}

  // A readable passage with one of the words at least; `hits` as word_hits
  // (store/sqlite/word_hits.h) gives them of a title and a body. Each passage once.
  void Add(size_t at, double length, BytesView hits);

  // What was added, in that order, each with its score: the more the better, never negative.
  std::vector<std::pair<size_t, double>> Scores() const;

 private:
  double passages_, mean_length_;
  size_t words_ = 0;  // that the index looks for; known from the first passage
  std::vector<std::pair<size_t, double>> added_;  // and its length
  std::vector<double> counts_;                    // words_ for each of added_
};

}  // namespace signalbox
