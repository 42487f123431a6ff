// FilterLogic: how the numbered criteria of a Salesforce rule combine, `(1 AND 3) OR (2 AND NOT
// 4)`.
//
// Numbers count the criteria from 1; words in any case; NOT binds closest, then AND, then OR.
// (Salesforce Help, "Filter Logic"; Metadata API Developer Guide, `booleanFilter`.)
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

struct FilterLogic {
  enum class Kind { kCriterion, kAnd, kOr, kNot };
  Kind kind = Kind::kAnd;
  int criterion = 0;               // 1-based, of kCriterion
  std::vector<FilterLogic> parts;  // one of kNot, two or more of kOr, any number of kAnd
};

// Bytes of one filter; Salesforce's own limit is far below.
inline constexpr size_t kMaxFilterBytes = 16 * 1024;

// kInvalid as `column N: what is wrong`, also for a number beyond `criteria` and for parentheses
// deeper than kMaxNesting.
Result<FilterLogic> ParseFilterLogic(std::string_view text, int criteria);

// All of the criteria: what a rule without a filter means.
FilterLogic AllCriteria(int criteria);

}  // namespace signalbox
