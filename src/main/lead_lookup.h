// A record's events in a stored log, found by reading all of it: for `audit`, which opens nothing
// but the log, and works on a copy without keys as far as that goes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"
#include "workspace/workspace.h"

namespace signalbox {

// Positions of every event of a record and of its runs, ascending, never empty. `lead` is a
// `lead_...` id, an external id or an e-mail address; the latter two need the keys. kNotFound when
// the log has no such lead.
Result<std::vector<int64_t>> PositionsOfLead(const WorkspaceOptions& options, const Store& store,
                                             const std::string& lead);

// Empty when DIR/views.db is what the log says, else the first difference in words.
Result<std::string> CompareViews(const WorkspaceOptions& options, const Store& store);

}  // namespace signalbox
