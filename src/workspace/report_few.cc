#include "workspace/report_few.h"

#include <algorithm>

#include "access/small_groups.h"

namespace signalbox {
namespace {

bool IsMadeOf(const FigureSpec& figure, ReportMeasure measure) {
  return Has(figure.top | figure.bottom, measure);
}

}  // namespace

bool FewInTotal::IsNotTold(const FigureSpec& figure) const {
  return std::any_of(counts_.begin(), counts_.end(), [&](const auto& one) {
    return IsMadeOf(figure, one.first) && IsFew(one.second, fewest_);
  });
}

void FewInLines::Add(size_t line, ReportMeasure measure, int64_t records) {
  std::vector<int64_t>& counts = counts_[measure];
  counts.resize(lines_);
  counts[line] += records;
}

void FewInLines::Settle(std::optional<size_t> told_elsewhere) {
  for (auto& [measure, counts] : counts_) {
    std::vector<bool>& hidden = hidden_[measure] = GroupsNotTold(counts, fewest_);
    if (measure != ReportMeasure::kDecided || !told_elsewhere) continue;
    // The others by themselves, as if their total were told.
    std::vector<int64_t> others = counts;
    others[*told_elsewhere] = 0;
    const std::vector<bool> among = GroupsNotTold(others, fewest_);
    for (size_t line = 0; line < lines_; ++line)
      hidden[line] = hidden[line] || (among[line] && line != *told_elsewhere);
  }
}

bool FewInLines::IsNotTold(const FigureSpec& figure, size_t line) const {
  return std::any_of(hidden_.begin(), hidden_.end(), [&](const auto& one) {
    return IsMadeOf(figure, one.first) && one.second[line];
  });
}

bool FewInLines::TellsNothing(const FigureSpec& figure) const {
  return std::any_of(hidden_.begin(), hidden_.end(), [&](const auto& one) {
    return IsMadeOf(figure, one.first) &&
           std::find(one.second.begin(), one.second.end(), false) == one.second.end();
  });
}

}  // namespace signalbox
