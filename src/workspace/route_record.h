// A record that is routed again by hand: by what it says now, and the policy that is active now.
//
// Any thread but the engine's; the change is durable when it returns.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/submission.h"
#include "workspace/workspace.h"

namespace signalbox {

struct RouteAgain {
  RunTrigger trigger = RunTrigger::kByHand;
  // Asked in the turn that would route it; what it refuses with is what is answered, and nothing
  // was done. May be empty.
  std::function<Status(const State& state, uint32_t lead, TimeUs now)> check = {};
};

// `record` is its id, `lead_...`. kNotFound; kConflict where its person was forgotten or it changes
// faster than it can be read; kUnavailable without a policy, kUnsupported where the policy has no
// plan for its kind.
Result<LeadAnswer> RouteRecordAgain(Workspace& workspace, std::string_view record,
                                    const std::string& actor, const RouteAgain& how = {});

// A record as it was received, with what later touches said over it; nothing that agents said.
// `last` is the last event of its own. kConflict where its person was forgotten.
Result<Attributes> ReadRecordAsSaid(const Store& store, const Keyring& keys, int64_t last);

}  // namespace signalbox
