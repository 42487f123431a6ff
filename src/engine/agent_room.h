// When agents outside have room for what can wait: values that are brought up to date must not use
// up the calls that leads which come need.
#pragma once

#include "agents/registry.h"
#include "engine/plan.h"

namespace signalbox {

// From when on every agent outside that `plan` may ask has room for one more call, `now` where each
// has. A quarter of an agent's calls a minute, and of those that may be out at once, is left to
// leads that come; an open breaker is waited for. Local agents always have room. Pure.
TimeUs RoomFrom(const Registry& registry, const Plan& plan, TimeUs now);

}  // namespace signalbox
