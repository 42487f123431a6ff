// Which numbers of a report are not told to a reader who does not see all records behind them whole
// (access/small_groups.h; docs/security.md, "Numbers about few").
//
// Counts are of one measure in one period: lines of a group share a total, which the report tells
// too. A figure is told where each measure that it is made of is. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "workspace/report.h"

namespace signalbox {

// Of everything together.
class FewInTotal {
 public:
  explicit FewInTotal(int64_t fewest) : fewest_(fewest) {}
  // `records` that are kept from the reader were counted.
  void Add(ReportMeasure measure, int64_t records) { counts_[measure] += records; }
  bool IsNotTold(const FigureSpec& figure) const;

 private:
  int64_t fewest_;
  std::map<ReportMeasure, int64_t> counts_;
};

// Of the lines of a group, by their places.
class FewInLines {
 public:
  FewInLines(size_t lines, int64_t fewest) : lines_(lines), fewest_(fewest) {}
  void Add(size_t line, ReportMeasure measure, int64_t records);
  // After the last Add. `told_elsewhere` is a line of which another figure tells the decisions, as
  // those of the fallback: the others are not computed by it.
  void Settle(std::optional<size_t> told_elsewhere);

  bool IsNotTold(const FigureSpec& figure, size_t line) const;
  // Nothing that the figure is made of is told of any line.
  bool TellsNothing(const FigureSpec& figure) const;

 private:
  size_t lines_;
  int64_t fewest_;
  std::map<ReportMeasure, std::vector<int64_t>> counts_;
  std::map<ReportMeasure, std::vector<bool>> hidden_;
};

}  // namespace signalbox
