// A record that is routed again by hand: by what it says now, and the policy that is active now.
//
// Any thread but the engine's; the change is durable when it returns.
#pragma once

#include <string>
#include <string_view>

#include "engine/submission.h"
#include "workspace/workspace.h"

namespace signalbox {

// `record` is its id, `lead_...`. kNotFound; kConflict where its person was forgotten or it changes
// faster than it can be read; kUnavailable without a policy, kUnsupported where the policy has no
// plan for its kind.
Result<LeadAnswer> RouteRecordAgain(Workspace& workspace, std::string_view record,
                                    const std::string& actor);

}  // namespace signalbox
