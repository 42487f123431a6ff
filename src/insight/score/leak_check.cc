#include "insight/score/leak_check.h"

#include <fmt/format.h>

#include "insight/score/metrics.h"

namespace signalbox {
namespace {

// Rows that the base rate counts for in a bin, so that a bin of one row knows little.
constexpr double kPriorRows = 10;

// Of the column's bins, each row judged by the other half of the rows.
double AucAlone(const BinnedRows& binned, std::span<const uint8_t> outcome, size_t column,
                double base) {
  std::vector<double> rows[2], positives[2];
  for (int half = 0; half < 2; ++half) {
    rows[half].resize(binned.bin_counts[column]);
    positives[half].resize(binned.bin_counts[column]);
  }
  for (size_t row = 0; row < outcome.size(); ++row) {
    const uint16_t bin = binned.Row(row)[column];
    rows[row % 2][bin] += 1;
    positives[row % 2][bin] += outcome[row];
  }
  std::vector<double> predicted(outcome.size());
  for (size_t row = 0; row < outcome.size(); ++row) {
    const uint16_t bin = binned.Row(row)[column];
    const size_t other = 1 - row % 2;
    predicted[row] = (positives[other][bin] + kPriorRows * base) / (rows[other][bin] + kPriorRows);
  }
  return MeasureScores(predicted, outcome).auc;
}

}  // namespace

std::vector<std::string> LeakWarnings(const TrainingRows& training, const BinnedRows& binned) {
  const std::vector<uint8_t>& outcome = training.rows->outcome;
  const auto positives = static_cast<double>(training.rows->Positives());
  const double base = positives / static_cast<double>(outcome.size());
  std::vector<std::string> warnings;
  for (size_t c = 0; c < training.columns.size(); ++c) {
    const std::string& name = training.columns[c].name;
    const double auc = AucAlone(binned, outcome, c, base);
    if (auc >= kLeakAuc) {
      warnings.push_back(fmt::format(
          "`{}` predicts the label with an AUC of {:.2f} alone: is it known before the lead is "
          "routed, or filled in afterwards?",
          name, auc));
      continue;
    }
    if (base > 0.5) continue;
    std::vector<double> rows_in(binned.bin_counts[c]), positives_in(binned.bin_counts[c]);
    for (size_t row = 0; row < outcome.size(); ++row) {
      rows_in[binned.Row(row)[c]] += 1;
      positives_in[binned.Row(row)[c]] += outcome[row];
    }
    for (size_t bin = 0; bin < rows_in.size(); ++bin) {
      if (positives_in[bin] < kLeakShareOfPositives * positives ||
          positives_in[bin] < kLeakRate * rows_in[bin]) {
        continue;
      }
      warnings.push_back(fmt::format(
          "of the {:.0f} rows where `{}` is `{}`, {:.0f} % have the positive label: is it known "
          "before the lead is routed, or filled in afterwards?",
          rows_in[bin], name, training.bins[c].Words(bin), 100 * positives_in[bin] / rows_in[bin]));
    }
  }
  return warnings;
}

}  // namespace signalbox
