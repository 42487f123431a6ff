#include "insight/calibration/reliability.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace signalbox {

std::vector<ReliabilityBin> ReliabilityTable(std::span<const double> predicted,
                                             std::span<const uint8_t> outcome, int bins) {
  CHECK(predicted.size() == outcome.size() && bins > 0);
  std::vector<ReliabilityBin> table(static_cast<size_t>(bins));
  for (size_t row = 0; row < predicted.size(); ++row) {
    const int bin = std::clamp(static_cast<int>(predicted[row] * bins), 0, bins - 1);
    ReliabilityBin& at = table[static_cast<size_t>(bin)];
    ++at.rows;
    at.mean_predicted += predicted[row];
    at.positive_rate += outcome[row];
  }
  for (ReliabilityBin& bin : table) {
    if (bin.rows == 0) continue;
    bin.mean_predicted /= static_cast<double>(bin.rows);
    bin.positive_rate /= static_cast<double>(bin.rows);
  }
  return table;
}

double ExpectedCalibrationError(std::span<const ReliabilityBin> table) {
  double sum = 0;
  double rows = 0;
  for (const ReliabilityBin& bin : table) {
    const auto count = static_cast<double>(bin.rows);
    sum += count * std::abs(bin.mean_predicted - bin.positive_rate);
    rows += count;
  }
  return rows == 0 ? 0 : sum / rows;
}

}  // namespace signalbox
