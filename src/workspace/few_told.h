// What the workspace's rules leave of numbers over all records, for whoever they keep fields from
// (access/small_groups.h; docs/security.md, "Numbers about few").
#pragma once

#include "access/sight.h"
#include "base/result.h"
#include "engine/state.h"

namespace signalbox {

// Of how many records a number is told to whom they are kept from. Where the state is.
int64_t FewestToldIn(const State& state);

// kForbidden where the rules keep fields of some record from them: for answers that count over all
// records and any time, by which they would learn about single people. It names the reports that
// hide those. Any thread.
Status CheckNothingKept(const Sight& sight);

}  // namespace signalbox
