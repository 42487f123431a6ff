// Absences as calendars and HR programs export them: iCalendar (RFC 5545), or CSV of
// `person,from,to` and, where there is such a column, `then`.
//
// A bad line or event costs itself and is reported by its line; the others are read. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/calendar_rule.h"
#include "intake/lead_file.h"
#include "intake/reference_rows.h"
#include "lead/person.h"

namespace signalbox {

// A year of a company of some thousands; more comes in several files.
inline constexpr size_t kMaxLeaveFileBytes = 8 * 1024 * 1024;
inline constexpr size_t kMaxLeaveEntries = 20'000;
// Rules without end are followed so far ahead, and no event is read that was over so long ago.
inline constexpr TimeUs kLeaveAheadUs = 2 * 366 * kDayUs;
inline constexpr TimeUs kLeaveBehindUs = 31 * kDayUs;

// One absence as it was written. Days and times without a zone are meant in the zone of whoever is
// away, so instants are made once that is known.
struct LeaveEntry {
  uint64_t line = 0;
  // Who is away, by id or e-mail address, the latter in small letters; of an event its attendees
  // who did not decline, else its organizer. Empty: nobody is named.
  std::vector<std::string> people;
  // Of a row of CSV.
  std::string from, to;
  std::string then;  // what becomes of the leads in hand; empty where nothing is said
  // Of an event.
  bool event = false;
  std::string uid;
  CalendarMoment start;
  std::string zone;   // of start; empty: a day, a floating time, or UTC
  TimeUs length = 0;  // in local time of days, in time of moments
  std::optional<CalendarRule> rule;
  std::vector<TimeUs> except;  // local starts that do not take place
};

struct LeaveFile {
  std::vector<LeaveEntry> entries;
  std::vector<RowFault> faults;
  int64_t passed_over = 0;  // events that keep nobody away: cancelled, or shown as free
};

// iCalendar where the text begins with `BEGIN:VCALENDAR`, else CSV. kInvalid for a CSV file without
// the three columns, kExhausted beyond the limits above.
Result<LeaveFile> ReadLeaveFile(std::string_view text, const ZoneRules& zones);

// The stretches away, for somebody of `zone`; those that were over kLeaveBehindUs ago are left out.
// kInvalid for a row of CSV that cannot be read.
Result<std::vector<Leave>> LeavesOf(const LeaveEntry& entry, std::string_view zone,
                                    const ZoneRules& zones, TimeUs now);

}  // namespace signalbox
