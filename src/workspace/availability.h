// When people are there, as it is asked and changed: the one way for commands and the API
// (docs/people.md).
//
// Any thread but the engine's; a change is durable when a function returns, and the next decision
// obeys it.
#pragma once

#include <string>

#include "access/principal.h"
#include "workspace/availability_change.h"
#include "workspace/holdings.h"

namespace signalbox {

// kForbidden where `permission` does not cover the person: themselves, or somebody whose manager
// the principal is in any number of steps.
Status CheckActOnPerson(Workspace& workspace, const Principal& principal, Permission permission,
                        const std::string& person);

// The same, where the state is: the engine's thread.
bool MayActOnPerson(const State& state, const Principal& principal, Permission permission,
                    const std::string& person);

// `{"person","name","active","available","why","away_until","zone","hours","weight","leaves":[{
// "from","to"}],"paused_until","delegate","stands_in_for","open_leads","not_given_on":{"since",
// "then","why"}|null,"weight_bounds":{"from","to"}|null,"text"}`, `not_given_on` as WaitingLeave
// (workspace/leave_plans.h) has it, `weight_bounds` within which `asker` may set the weight; leaves
// that are over are not listed. kNotFound.
Result<std::string> AvailabilityJson(Workspace& workspace, const std::string& person,
                                     const Principal& asker);

// The change, and what becomes of the leads in hand where `then` says something of it: they are
// given on at once, which needs the person to be away now. `options` has who does it, and how many
// leads they may move. The answer is AvailabilityJson with `changed`, `dry_run` and `in_hand`, what
// ReassignHoldings answers or null.
// kNotFound, kInvalid and kConflict store nothing; so does kForbidden for too many leads.
Result<std::string> ChangeAvailability(Workspace& workspace, const LeadsOwned& leads,
                                       const std::string& person, AvailabilityVerb verb,
                                       const AvailabilityRequest& request,
                                       const MoveOptions& options, const Actor& actor);

}  // namespace signalbox
