// Appointments that come again (RFC 5545 section 3.3.10), as far as leave is written so: every so
// many days or weeks, on some weekdays, a number of times or until a day. Other rules are refused
// by name, because half a rule would put somebody on leave on the wrong days.
//
// Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace signalbox {

struct CalendarRule {
  enum class Each { kDay, kWeek };
  Each each = Each::kDay;
  int interval = 1;
  int64_t count = 0;            // 0: without end
  std::optional<TimeUs> until;  // the last start, in the local time of the rule or in UTC
  bool until_utc = false;
  uint8_t days = 0;    // a bit a weekday, Monday the lowest; 0: that of the first one
  int week_start = 0;  // Monday is 0
};

// kInvalid names the part that is wrong, kUnsupported the one that is not done.
Result<CalendarRule> ParseCalendarRule(std::string_view text);

// What an event may come to: a standup of two years is 730.
inline constexpr size_t kMaxOccurrences = 1'000;
// Rules are followed from their first day; longer ago is an old calendar's.
inline constexpr TimeUs kLongestRuleUs = 60 * 366 * kDayUs;

// The starts of `rule` from `first` on that lie in [from, until), all in the rule's local time. The
// first one always counts. At most kMaxOccurrences of them.
std::vector<TimeUs> OccurrencesOf(const CalendarRule& rule, TimeUs first, TimeUs from,
                                  TimeUs until);

// `20261221`, `20261221T090000` and with `Z` (section 3.3.4 and 3.3.5); years 1970 to 2200.
struct CalendarMoment {
  TimeUs local = 0;  // what the clocks show
  bool day = false;  // a date
  bool utc = false;
};
std::optional<CalendarMoment> ParseCalendarMoment(std::string_view text);

// Section 3.3.6: `P7W`, `P1DT2H`; nothing for what is negative or none.
std::optional<TimeUs> ParseCalendarDuration(std::string_view text);

}  // namespace signalbox
