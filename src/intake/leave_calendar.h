// The events of an iCalendar text as absences; what leave_file.h reads such a text with.
#pragma once

#include <string_view>

#include "intake/leave_file.h"

namespace signalbox {

// VEVENT alone is read: DTSTART with DTEND or DURATION, RRULE (intake/calendar_rule.h), EXDATE,
// RECURRENCE-ID, STATUS, TRANSP, ATTENDEE and ORGANIZER. kExhausted beyond kMaxLeaveEntries.
Result<LeaveFile> ReadLeaveCalendar(std::string_view text, const ZoneRules& zones);

}  // namespace signalbox
