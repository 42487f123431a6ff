// Logistic regression over bins: one weight a bin, summed over the columns, held small by a ridge
// and, between neighbouring bins of a number, held alike. Newton's method on the exact Hessian, so
// the same rows give the same weights. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace signalbox {

// Rows as bins, row by row: `bins[row * columns + column]` counts from 0 within its column.
struct BinnedRows {
  size_t columns = 0;
  std::vector<uint16_t> bins;
  std::vector<size_t> bin_counts;  // of each column
  std::vector<bool> ordered;       // of each column: bins from 1 on are neighbours in order

  size_t rows() const { return columns == 0 ? 0 : bins.size() / columns; }
  std::span<const uint16_t> Row(size_t row) const { return {bins.data() + row * columns, columns}; }
};

struct AdditivePenalty {
  double ridge = 3;
  double neighbours = 3;
};

struct AdditiveWeights {
  double intercept = 0;
  std::vector<std::vector<double>> weights;  // by column and bin

  double LogOdds(std::span<const uint16_t> row) const;
};

// Fits on the rows that `rows` names. `start` may be a fit on other rows, to begin from; null
// begins at the base rate.
AdditiveWeights FitAdditive(const BinnedRows& binned, std::span<const uint8_t> outcome,
                            std::span<const uint32_t> rows, AdditivePenalty penalty,
                            const AdditiveWeights* start = nullptr);

}  // namespace signalbox
