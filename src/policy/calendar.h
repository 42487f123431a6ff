// A calendar of a bundle: working hours that belong to nobody (an office, a country), and the days
// on which nobody works.
//
// Belongs to the policy, immutable, shared between threads. A clock that runs by the calendar reads
// `closed`, in the calendar's own zone. A pool asks for the day itself, in the zone of whoever is
// asked about: the same 25 December begins earlier in Warsaw than in Lisbon.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lead/person.h"
#include "policy/business_time.h"

namespace signalbox {

struct CalendarSpec {
  std::string id;
  WeekHours hours;                           // always, where it says none
  std::string zone;                          // empty is UTC
  std::vector<Leave> closed;                 // the free days in that zone
  std::map<int32_t, std::string> free_days;  // 20261225 to its name, which may be empty
};

// 20261225. Days compare as their numbers do.
int32_t DayNumber(const LocalTime& local);
// `2026-12-25`; nothing for anything else, and for a day that no calendar has (`2026-02-30`).
std::optional<int32_t> ParseDayNumber(std::string_view text);
bool IsFreeDay(const CalendarSpec& calendar, const LocalTime& local);

}  // namespace signalbox
