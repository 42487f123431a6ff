// What a model's probabilities are worth against outcomes. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "insight/calibration/reliability.h"

namespace signalbox {

struct ScoreFigures {
  int64_t rows = 0;
  int64_t positives = 0;
  // The chance that a positive stands above a negative, ties half (Mann and Whitney). One half
  // where there is only one class.
  double auc = 0.5;
  // Average precision: the mean, over positives, of the share of positives among all that score at
  // least as high. Tied scores count as one group.
  double pr_auc = 0;
  double log_loss = 0;  // natural logarithm; of probabilities held to 1e-6 .. 1 - 1e-6
  double brier = 0;     // mean squared error
  double ece = 0;       // calibration/reliability.h
  // How many times the base rate the positive rate of the best tenth (rounded up) is; of a group
  // tied across the border, the share that fits. 1 where there is no positive.
  double lift_10 = 1;
  std::vector<ReliabilityBin> table;

  double base_rate() const {
    return rows == 0 ? 0 : static_cast<double>(positives) / static_cast<double>(rows);
  }
  bool one_class() const { return positives == 0 || positives == rows; }
};

ScoreFigures MeasureScores(std::span<const double> predicted, std::span<const uint8_t> outcome);

// The log loss of each row, as in ScoreFigures.
std::vector<double> RowLosses(std::span<const double> predicted, std::span<const uint8_t> outcome);

}  // namespace signalbox
