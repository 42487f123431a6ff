// The arithmetic of clocks: what of a lead's time has passed, and when its next step is due.
//
// Pure functions of the state; the core records what they say. Engine thread only, because they
// read the state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/state.h"
#include "policy/sla_due.h"

namespace signalbox {

// What a lead that is given to `owner` must do by when.
struct Assignment {
  uint32_t lead = 0;
  PersonRef owner = 0;  // 0: it is taken away, and no SLA counts
  const Policy* policy = nullptr;
  std::vector<std::string> slas;
  std::string zone;        // of the lead, as its record says
  bool came_back = false;  // the person asked again: every clock begins anew
  std::string reassigns;   // SLA whose step takes it from its owner
  // Whoever gets it stands in for who had it: SLAs go on, whatever they say of a new owner.
  bool keeps_clocks = false;
};

// Every clock that the assignment begins, goes on with or ends.
std::vector<ev::ClockBody> ClocksOfAssignment(const State& state, const Assignment& assignment,
                                              TimeUs now);

// Clocks that change when a record comes to rest with this status: one of the queue it waits in
// begins, others end, and SLAs pause or end where the owner cannot act.
std::vector<ev::ClockBody> ClocksAtRest(const State& state, uint32_t lead, const Policy& policy,
                                        LeadStatus status, std::string_view queue, TimeUs now);

// The zone that a lead's clocks were begun with, for a new owner.
std::string ZoneOfClocks(const State& state, uint32_t lead);

// A clock that fires at `due` and then is over.
ev::ClockBody RecycleClock(TimeUs due, TimeUs now);

// Counts what was worked up to `now`, by the roster as it is.
void CountClock(const State& state, uint32_t lead, const Policy& policy, TimeUs now,
                ev::ClockBody* clock);
// Times of the next step and of the end, by the roster as it is. Over when there is no next step.
void SetClockTimes(const State& state, uint32_t lead, const Policy& policy, PersonRef owner,
                   ev::ClockBody* clock);
// As both, for a clock that goes on: paused or resumed.
void PauseClock(const State& state, uint32_t lead, const Policy& policy, TimeUs now,
                ev::ClockBody* clock);
void ResumeClock(const State& state, uint32_t lead, const Policy& policy, TimeUs now,
                 ev::ClockBody* clock);

// The SLA of a clock; null for other kinds, and where its policy no longer is known.
const SlaSpec* SlaOf(const Policy& policy, const ev::ClockBody& clock);

}  // namespace signalbox
