// A backtest over leads of a file, which the workspace need never have seen: each goes through the
// plan up to its decision, by the core that does it in earnest, on the workspace's people, accounts
// and pools as they are now.
//
// Agents outside the process are not called: the program's own stand in, as they would where nobody
// answers. Earlier leads of the workspace are not looked at; the same person twice in the file
// comes back, as in life.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "engine/core.h"
#include "engine/state.h"
#include "lead/attributes.h"
#include "workspace/backtest_run.h"

namespace signalbox {

// The next lead; false at the end.
using LeadSource = std::function<Result<bool>(Attributes* lead)>;

// The parts of a workspace's state that a decision reads, without its leads. Where the state is.
std::unique_ptr<State> CopyForTrial(const State& state);

// Takes the parts of `state` that decisions read. `now` is when leads arrive that do not say
// (`received_at`). kUnsupported for a version whose plan for leads never decides.
Result<BacktestReport> BacktestLeads(std::unique_ptr<State> state, const LeadSource& next,
                                     const BacktestOptions& options, TimeUs now);

}  // namespace signalbox
