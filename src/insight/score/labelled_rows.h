// The rows of a file that have an outcome, as a spec says, in the order of time where it names one.
// Pure; any thread. The rows must outlive what is made of them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "insight/score/score_columns.h"
#include "insight/score/score_spec.h"

namespace signalbox {

struct LabelledRows {
  // By feature of the spec, then by row.
  std::vector<std::vector<std::string_view>> cells;
  std::vector<uint8_t> outcome;
  std::vector<uint32_t> source_row;  // in the file's rows
  int64_t left_out = 0;              // without an outcome, or with one that the spec does not take
  int64_t untimed = 0;               // of rows(), where the spec names a time: without one

  size_t rows() const { return outcome.size(); }
  int64_t Positives() const;
  // The cells of one row, in `out`, which is one long for each feature.
  void Row(size_t row, std::span<std::string_view> out) const;
};

// Whether a label is one of `values`, as it is spelled there or as the same number: 1.0 is 1.
bool IsLabelOf(const std::vector<std::string>& values, std::string_view label);

// kInvalid when a column is not there, or when no row has an outcome.
Result<LabelledRows> LabelRows(const ScoreSpec& spec, const TextRows& rows);

// Rows to learn from and rows to judge by; no row is in both.
struct Fold {
  std::vector<uint32_t> fit;
  std::vector<uint32_t> held;
};

inline constexpr int kFolds = 5;

// In time order: the later half in five blocks, each judged by what came before it. Otherwise five
// parts with like shares of positives, by `seed`; each row is held once.
std::vector<Fold> MakeFolds(std::span<const uint8_t> outcome, bool in_time_order, uint64_t seed);

}  // namespace signalbox
