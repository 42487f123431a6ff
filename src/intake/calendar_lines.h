// Content lines of iCalendar (RFC 5545 section 3.1): unfolded, and taken apart into name,
// parameters and value.
//
// Pure; any bytes may come. The text outlives the reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// A line of some pages is a picture, not an appointment.
inline constexpr size_t kMaxCalendarLineBytes = 64 * 1024;

struct CalendarLine {
  uint64_t line = 0;                                            // of its first byte, from 1
  std::string name;                                             // upper case
  std::vector<std::pair<std::string, std::string>> parameters;  // names upper case, unquoted
  std::string value;                                            // as it stands
  std::string fault;                                            // not empty: it is no content line

  // Empty where it is not given.
  std::string_view Parameter(std::string_view parameter) const;
};

class CalendarLines {
 public:
  explicit CalendarLines(std::string_view text) : text_(text) {}
  // False at the end; empty lines are passed over.
  bool Next(CalendarLine* line);

 private:
  std::string_view Physical();

  std::string_view text_;
  uint64_t line_ = 1;
};

// TEXT (section 3.3.11): `\n`, `\,`, `\;` and `\\` as what they stand for.
std::string CalendarText(std::string_view value);

}  // namespace signalbox
