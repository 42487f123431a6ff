// How the pools of a policy stand: who is in them, who is next in turn, what each has had so far,
// and who takes no lead now and why; what GET /v1/pools shows.
#pragma once

#include <string>

#include "access/principal.h"
#include "base/clock.h"
#include "engine/state.h"

namespace signalbox {

// `{"policy_version","pools":[{"id","strategy","members_in_words","next_in_turn","waiting",
// "turns":[{"key","turns"}],"members":[...]}]}` of the active policy; no pools without one. A
// member has "id", "name", "weight", "weight_open" (whether `asker` may set it), "open",
// "available", "why" (null or what Absence is called), "away_until", "turns" and "level_e9", which
// is how many turns they are behind their share, in billionths; the two add up what the pool's
// bands and lanes count apart. The engine's thread, or a state of one's own.
std::string PoolStandingJson(const State& state, TimeUs now, const Principal& asker);

}  // namespace signalbox
