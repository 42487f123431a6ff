#include "insight/score/group_report.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/check.h"
#include "insight/score/significance.h"

namespace signalbox {
namespace {

struct GroupSums {
  GroupFigures figures;
  double variance = 0;
  double best = 0;
};

// The score from which a lead is in the best tenth.
double BestTenth(std::span<const double> predicted) {
  std::vector<double> sorted(predicted.begin(), predicted.end());
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  return sorted.empty() ? 0 : sorted[(sorted.size() - 1) / 10];
}

GroupFigures Finished(GroupSums sums, double most_selected) {
  GroupFigures& out = sums.figures;
  const double expected = out.mean_predicted;
  const auto rows = static_cast<double>(out.rows);
  const double apart = static_cast<double>(out.positives) - expected;
  if (sums.variance > 0)
    out.p_value = std::erfc(std::abs(apart) / std::sqrt(sums.variance) / std::sqrt(2.0));
  out.mean_predicted = expected / rows;
  out.positive_rate = static_cast<double>(out.positives) / rows;
  out.selection_ratio = most_selected > 0 ? out.selected / most_selected : 1;
  out.miscalibrated = out.p_value < kSignificance;
  out.seldom_selected = out.selection_ratio < kSelectionRatio;
  return out;
}

}  // namespace

std::vector<GroupFigures> CompareGroups(std::span<const double> predicted,
                                        std::span<const uint8_t> outcome,
                                        std::span<const std::string_view> group) {
  CHECK(predicted.size() == outcome.size() && predicted.size() == group.size());
  std::map<std::string_view, int64_t> sizes;
  for (const std::string_view each : group) ++sizes[each];
  // The small ones and the blank one sort last.
  std::map<std::pair<int, std::string>, GroupSums> groups;
  const double best = BestTenth(predicted);
  for (size_t row = 0; row < predicted.size(); ++row) {
    const bool small = sizes[group[row]] < kLeastGroupRows;
    const auto key = group[row].empty() ? std::pair{1, std::string("blank")}
                     : small            ? std::pair{2, std::string("any other")}
                                        : std::pair{0, std::string(group[row])};
    GroupSums& sums = groups[key];
    sums.figures.group = key.second;
    ++sums.figures.rows;
    sums.figures.positives += outcome[row];
    sums.figures.mean_predicted += predicted[row];
    sums.variance += predicted[row] * (1 - predicted[row]);
    sums.best += predicted[row] >= best ? 1 : 0;
  }
  double most = 0;
  for (auto& [key, sums] : groups) {
    sums.figures.selected = sums.best / static_cast<double>(sums.figures.rows);
    most = std::max(most, sums.figures.selected);
  }
  std::vector<GroupFigures> out;
  for (auto& [key, sums] : groups) out.push_back(Finished(std::move(sums), most));
  return out;
}

}  // namespace signalbox
