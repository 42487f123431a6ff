// Making a version of the policy the active one, and with it giving the pools whose turns it
// changes new levels. Engine thread, inside a turn.
#pragma once

#include <vector>

#include "base/result.h"
#include "engine/engine.h"

namespace signalbox {

// Feeds PolicyActivated and, for every pool whose strategy, members or sharing of turns differ from
// those of the version that was active, PoolReshaped with the levels before and after: zero for
// all, since nobody owes anything by a rule that does not hold any more. The version is published.
Status ActivatePolicy(Turn& turn, const Actor& actor, const Digest& hash, bool rollback,
                      PersonRef by = 0);

// What ActivatePolicy feeds of pools when `after` follows `before`. Pure.
std::vector<ev::PoolReshaped> ReshapedPools(const State& state, const Policy& before,
                                            const Policy& after);

}  // namespace signalbox
