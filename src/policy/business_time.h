// Working time: hours of a week in an IANA zone, through weekends, leave and both DST changes, in
// closed form per day.
//
// A time is working time when the minute that the zone's clocks show lies in a span of their
// weekday and in no leave: an hour that clocks skip is nobody's, an hour that they show twice
// counts twice. Zones come from the system's tzdata through Hinnant's date library
// (business_time.cc only). Pure; thread safe; what a thread remembers of zones changes no answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "lead/person.h"

namespace signalbox {

bool IsKnownZone(std::string_view zone);
// Version of the tzdata in use, for the EngineStarted event; `none` without
// tzdata, `unknown` when it does not say.
std::string TzdataVersion();

struct LocalTime {
  int year = 1970, month = 1, day = 1;
  int weekday = 0;         // Monday 0
  int minute = 0;          // of the local day
  int64_t day_number = 0;  // days since 1970-01-01
};
// `zone` empty is UTC; an unknown zone reads as UTC (it was refused when it came in).
LocalTime ToLocal(TimeUs time, std::string_view zone);

bool IsWorking(const WeekHours& hours, std::string_view zone, const std::vector<Leave>& leaves,
               TimeUs time);
// The first instant at which `work_us` of working time after `from` has passed: `from` itself for
// none or less, the end of a day's hours rather than the next day's begin. -1 when there is none
// within two years, or `from` is not between the years 1800 and 9999.
TimeUs AddWorkingTime(const WeekHours& hours, std::string_view zone,
                      const std::vector<Leave>& leaves, TimeUs from, TimeUs work_us);
// First working instant at or after `from`; -1 when there is none within two years.
TimeUs NextWorking(const WeekHours& hours, std::string_view zone, const std::vector<Leave>& leaves,
                   TimeUs from);

// One person's or office's hours. Borrows all three.
struct Timetable {
  const WeekHours* hours = nullptr;
  std::string_view zone;
  const std::vector<Leave>* leaves = nullptr;
};
// As AddWorkingTime, where time counts while anybody of `anybody` is at work. -1 for nobody.
TimeUs AddWorkingTime(const std::vector<Timetable>& anybody, TimeUs from, TimeUs work_us);
// Working time in [from, to), at most two years of it; 0 when `to` is not after `from`.
TimeUs WorkingTimeBetween(const std::vector<Timetable>& anybody, TimeUs from, TimeUs to);
// The instant at which the zone's clocks first show `local`, which is that reading taken as UTC;
// where clocks go forward over it, the instant as if they had not yet (RFC 5545, 3.3.5).
TimeUs FromLocal(TimeUs local, std::string_view zone);

}  // namespace signalbox
