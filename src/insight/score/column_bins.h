// Cuts a column's values into a few bins: a number by edges, a category by its levels. Bin 0 is for
// what is missing; a category's bin 1 is for every level that is rare or was never seen.
//
// Immutable after it is made; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/cbor.h"
#include "base/result.h"
#include "insight/score/score_columns.h"

namespace signalbox {

class ColumnBins {
 public:
  ColumnBins() = default;

  // Of numbers: edges between bins of like many rows, at most 20, where a value that fills a bin
  // alone has its own. Edges are as short as they can be written.
  static ColumnBins OfNumbers(std::vector<double> values);
  // Of levels: those with at least 10 rows, the 100 most frequent of them.
  static ColumnBins OfLevels(std::span<const std::string_view> levels);

  size_t Count() const { return is_number_ ? edges_.size() + 2 : levels_.size() + 2; }
  size_t BinOf(const ColumnValue& value) const;
  bool is_number() const { return is_number_; }
  // Joins the number bins `bin` and `bin + 1`, both from 1.
  void Merge(size_t bin);

  // As people read it: `blank`, `below 3`, `3 to 12`, `Google`, `any other`.
  std::string Words(size_t bin) const;

  void Encode(CborWriter* out) const;
  static Result<ColumnBins> Decode(CborReader* in);

 private:
  bool is_number_ = true;
  std::vector<double> edges_;        // ascending; bin i + 1 holds values below edges_[i]
  std::vector<std::string> levels_;  // ascending; bin i + 2
};

// The shortest decimal above `low` and at most `high`.
double ShortNumberBetween(double low, double high);
// As short as it reads back.
std::string NumberText(double number);

}  // namespace signalbox
