// The words and figures that the report's forms (text, HTML) share. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workspace/backtest.h"

namespace signalbox {

// `lena by territory, row territories/de-south`.
std::string PlaceWords(const BacktestPlace& place);
// `0.9981`.
std::string RatioText(int64_t e4);
// `-3.25`, from turns x kLevelScale.
std::string TurnsText(int64_t level);
// `3.25 turns below: off hours 2.00, away 1.00, order of turns 0.25`.
std::string DeviationWords(const MemberFairness& member);

struct ConflictCount {
  std::string words;
  int64_t leads = 0, before = 0;
};
// By kind, rule and what it is about; most leads first.
std::vector<ConflictCount> CountConflicts(const BacktestReport& report);

// What was looked at, and what was not: source, slice, roster, erased, unreadable.
std::vector<std::string> ScopeLines(const BacktestReport& report);

}  // namespace signalbox
