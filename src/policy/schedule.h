// Schedules: moments at which a policy looks at its records again.
//
//   triggers:
//     - {schedule: weekdays 08:00, when: {queue.id: nurture}}
//     - {schedule: "mon,thu 17:30", calendar: germany, when: 'lead.score >= 80'}
//     - {schedule: daily 02:00, older_than: 30d}
//
// Days are `daily`, `weekdays`, `weekends`, or names and ranges of names joined by commas
// (`mon-wed,fri`); the time is that of the policy's `zone`. A time that clocks skip is the instant
// at which they do, one that they show twice the first of the two. On free days of `calendar` there
// is no moment. Pure; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "lead/attributes.h"
#include "policy/policy.h"

namespace signalbox {

class Condition;

struct ScheduleSpec {
  std::string key;       // the same in every version that says the same
  std::string when_cel;  // of `when`
  uint8_t days = 0;      // bit 0 is Monday
  int minute = 0;        // of the local day
  std::string calendar;  // empty: none
  std::shared_ptr<const Condition> when;
  TimeUs older_than_us = 0;  // values of agents that are as old are asked anew; 0: at any age
};

// More schedules than a team keeps in its head.
inline constexpr size_t kMaxSchedules = 32;

const std::vector<ScheduleSpec>& SchedulesOf(const Policy& policy);

// The first moment after `after`; INT64_MAX when there is none within two years.
TimeUs NextMoment(const Policy& policy, const ScheduleSpec& schedule, TimeUs after);
// The last moment after `after` and not after `now`: of those that were missed only this one
// counts. Nothing when there is none.
std::optional<TimeUs> LatestMoment(const Policy& policy, const ScheduleSpec& schedule, TimeUs after,
                                   TimeUs now);

// Whether the schedule's condition holds for a record; an unknown one does not.
bool ScheduleTakes(const Policy& policy, const ScheduleSpec& schedule, const Attributes& record);

// Days and minute of `weekdays 08:00`. kInvalid says what is written instead.
Status ParseSchedule(std::string_view text, ScheduleSpec* schedule);

}  // namespace signalbox
