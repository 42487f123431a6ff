// How far the schedules of the policy are (policy/schedule.h): folded state, changes through
// ApplyEvent only. Engine thread only.
//
// A schedule's time comes without a stored timer: its next moment follows from the last one that
// was served and from when the version became active. So one that passed while nobody was there is
// found at the next start, and served once.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/clock.h"
#include "engine/policy_events.h"
#include "policy/schedule.h"
#include "store/event.h"

namespace signalbox {

struct State;

struct ScheduleRuns {
  std::map<std::string, ev::ScheduleRan, std::less<>> runs;  // the latest, by schedule
  TimeUs active_since = 0;                                   // of the active version
  int64_t changes = 0;                                       // raised by each that is folded
};

// Records that one turn looks at, so that intake never waits for a schedule.
inline constexpr int64_t kScheduledPerTurn = 256;

// The one under way, which is gone on with whatever the version now says; null for none.
const ev::ScheduleRan* UnderWay(const ScheduleRuns& schedules, const ScheduleSpec& schedule);
// After which moments count that were not served yet.
TimeUs ServedUntil(const ScheduleRuns& schedules, const ScheduleSpec& schedule);

Status ApplyScheduleRan(const Event& event, State* state);

}  // namespace signalbox
