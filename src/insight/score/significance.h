// Whether one model is better than another on the same rows, or better than no model, by more than
// chance would give. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>

namespace signalbox {

// A difference that chance gives less often than this counts. One in a hundred and not one in
// twenty, because training tries several things and keeps the best.
inline constexpr double kSignificance = 0.01;

struct PairedTest {
  double difference = 0;      // first minus second
  double standard_error = 0;  // 0 where there is nothing to compare
  // One-sided: how often chance alone gives a difference as large. 1 where there is no variation
  // and no difference.
  double p_value = 1;
  bool significant() const { return p_value < kSignificance; }
};

// Of the areas under two ROC curves on the same rows (DeLong, DeLong and Clarke-Pearson 1988, by
// the ranks of Sun and Xu 2014).
PairedTest CompareAucs(std::span<const double> first, std::span<const double> second,
                       std::span<const uint8_t> outcome);

// Of one area against one half, the area of knowing nothing.
PairedTest AucAgainstChance(std::span<const double> scores, std::span<const uint8_t> outcome);

// Of the means of paired values, `first` minus `second`, by the normal approximation.
PairedTest CompareMeans(std::span<const double> first, std::span<const double> second);

}  // namespace signalbox
