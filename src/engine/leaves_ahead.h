// Leave that somebody declared together with what becomes of the leads that the person has in hand
// when it begins (docs/people.md), and the fold of its two events.
//
// What begins when is said by the person's leaves in the roster; an entry here says for a stretch
// of time what the first leave within it brings about. Whoever cuts or removes the leave moves or
// cancels that with it. Part of State; changed by ApplyLeaves only. Engine thread only.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "engine/clock_body.h"

namespace signalbox {

struct Event;
struct State;

// What becomes of the leads that a person has in hand. Numbers are stored.
enum class InHandThen : uint8_t { kKeep = 0, kDelegate = 1, kRouteAgain = 2 };
std::string_view InHandThenName(InHandThen then);  // `keep`, `delegate`, `route_again`

// What came of it. Numbers are stored.
enum class LeaveOutcome : uint8_t {
  kDone = 0,       // the leads were given on, or there were none
  kCancelled = 1,  // the leave, or what was to be done then, was taken back
  kMissed = 2,     // it was over before they could be
};
std::string_view LeaveOutcomeName(LeaveOutcome outcome);

struct LeaveAhead {
  PersonRef person = 0;
  TimeUs from = 0, to = 0;  // the stretch of time, its end excluded
  InHandThen then = InHandThen::kKeep;
  PersonRef by = 0;       // who declared it; 0: an operator who is nobody of the roster
  int64_t most = 0;       // leads that they may move at once
  int64_t position = -1;  // of the event that declares it
};

// The fold of LeavePlanned and LeaveSettled.
Status ApplyLeaves(const Event& event, State* state);

}  // namespace signalbox
