// Working hours as text (interfaces.md, `import people`): `Mon-Fri 09:00-17:00`, with several spans
// and parts: `Mon-Thu 09:00-12:00 13:00-17:00; Fri 09:00-15:00`.
//
// Days are three or more letters of the English name, in ranges that may wrap (`Fri-Mon`) and lists
// (`Mon,Wed`). A span that ends before it begins goes on into the next day. Empty text and `always`
// are always at work; `never` is no hours at all.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "lead/person.h"

namespace signalbox {

// kInvalid names the part that is wrong. Spans of a day come out sorted and apart; those that meet
// are joined, those that overlap refused.
Result<WeekHours> ParseWeekHours(std::string_view text);

// Reads back as the same hours; empty for always.
std::string FormatWeekHours(const WeekHours& hours);

}  // namespace signalbox
