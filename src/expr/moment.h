// Timestamps and durations of CEL: text forms (RFC 3339; Go's duration syntax), arithmetic in
// range, and calendar fields in a time zone. Timestamps lie in the years 1 to 9999, durations in
// +-2^63 ns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "expr/value.h"

namespace signalbox::cel {

inline constexpr int64_t kNsPerSecond = 1'000'000'000;

// RFC 3339 with `T` and `Z` or an offset, up to nanoseconds. An error value when it is not, or out
// of range.
Value ParseTimestamp(std::string_view text);
// In UTC with as many fraction digits as needed (0, 3, 6 or 9).
std::string TimestampText(const Value& timestamp);

// `1h30m`, `-1.5h`, `250ms`, `0`. An error value when malformed or out of range.
Value ParseDuration(std::string_view text);
// Seconds and fraction: `5400s`, `-0.5s`.
std::string DurationText(int64_t ns);

// A timestamp of `seconds` and `ns` (any sign and size), or a range error.
Value TimestampInRange(int64_t seconds, int64_t ns);
Value AddDuration(const Value& timestamp, int64_t ns);
Value Since(const Value& later, const Value& earlier);  // a duration

struct CalendarFields {
  int year;
  unsigned month;        // 1..12
  unsigned day;          // 1..31
  unsigned day_of_week;  // 0 = Sunday
  unsigned day_of_year;  // 0..365
  int hour, minute, second;
};

// The fields `offset_s` seconds east of UTC.
CalendarFields FieldsAt(int64_t seconds, int64_t offset_s);

// Seconds east of UTC in `zone` at that moment: an IANA name, `UTC`, or `+01:00`, `01:00`,
// `-05:30`. False when there is no such zone. Reads the system's time zone database on first use.
bool ZoneOffset(std::string_view zone, int64_t seconds, int64_t* offset_s);

}  // namespace signalbox::cel
