#include "insight/score/metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"

namespace signalbox {
namespace {

// Rows with one score, best first.
struct TiedGroup {
  double rows = 0;
  double positives = 0;
};

std::vector<TiedGroup> GroupsBestFirst(std::span<const double> predicted,
                                       std::span<const uint8_t> outcome) {
  std::vector<size_t> order(predicted.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return predicted[a] > predicted[b]; });
  std::vector<TiedGroup> groups;
  for (size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || predicted[order[i]] != predicted[order[i - 1]]) groups.push_back({});
    groups.back().rows += 1;
    groups.back().positives += outcome[order[i]];
  }
  return groups;
}

}  // namespace

std::vector<double> RowLosses(std::span<const double> predicted, std::span<const uint8_t> outcome) {
  CHECK(predicted.size() == outcome.size());
  std::vector<double> losses(predicted.size());
  for (size_t i = 0; i < predicted.size(); ++i) {
    const double p = std::clamp(predicted[i], 1e-6, 1 - 1e-6);
    losses[i] = -std::log(outcome[i] != 0 ? p : 1 - p);
  }
  return losses;
}

ScoreFigures MeasureScores(std::span<const double> predicted, std::span<const uint8_t> outcome) {
  CHECK(predicted.size() == outcome.size());
  ScoreFigures out;
  out.rows = static_cast<int64_t>(predicted.size());
  out.positives = std::accumulate(outcome.begin(), outcome.end(), int64_t{0});
  out.table = ReliabilityTable(predicted, outcome);
  out.ece = ExpectedCalibrationError(out.table);
  if (out.rows == 0) return out;
  const auto rows = static_cast<double>(out.rows);
  const auto positives = static_cast<double>(out.positives);
  const std::vector<double> losses = RowLosses(predicted, outcome);
  out.log_loss = std::accumulate(losses.begin(), losses.end(), 0.0) / rows;
  for (size_t i = 0; i < predicted.size(); ++i) {
    const double miss = predicted[i] - outcome[i];
    out.brier += miss * miss / rows;
  }
  double above_rows = 0, above_positives = 0, pairs_won = 0, precision_sum = 0, top = 0;
  const double tenth = std::ceil(rows / 10);
  for (const TiedGroup& group : GroupsBestFirst(predicted, outcome)) {
    const double fits = std::clamp(tenth - above_rows, 0.0, group.rows);
    top += group.positives * fits / group.rows;
    const double negatives = group.rows - group.positives;
    pairs_won += negatives * (above_positives + group.positives / 2);
    above_rows += group.rows;
    above_positives += group.positives;
    precision_sum += group.positives * above_positives / above_rows;
  }
  if (positives > 0) {
    out.pr_auc = precision_sum / positives;
    out.lift_10 = (top / tenth) / (positives / rows);
  }
  if (!out.one_class()) out.auc = pairs_won / (positives * (rows - positives));
  return out;
}

}  // namespace signalbox
