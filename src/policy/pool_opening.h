// When a pool that nobody can take a record of opens again: somebody comes back from leave, a day
// begins, a cap's period ends.
#pragma once

#include <string_view>

#include "policy/decision.h"

namespace signalbox {

// The first instant after `now` at which some member of the pool, or of the pools that it falls
// back on, is at work and below every cap that counts all records; in closed form, whatever lies
// between. -1 when there is none within two years, and for a member who is free already: what keeps
// a record from them is not a matter of time. Pure.
TimeUs PoolOpensAt(const Policy& policy, std::string_view pool, const Roster& roster,
                   const PoolStates& pools, TimeUs now);

// The first instant of the period after the one that `now` lies in.
TimeUs NextPeriod(CapPeriod each, TimeUs now, std::string_view zone);

}  // namespace signalbox
