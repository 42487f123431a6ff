// What of a workspace somebody sees and may touch, by the roster of this moment.
//
// Any thread; asks the engine's where the answer depends on the roster.
#pragma once

#include <string>

#include "access/principal.h"
#include "access/sight.h"
#include "base/result.h"
#include "engine/state.h"
#include "engine/submission.h"
#include "workspace/workspace.h"

namespace signalbox {

Result<Sight> SightOf(Workspace& workspace, const Principal& principal);
// The same where the state is: the engine's thread.
Sight SightIn(const State& state, const Principal& principal);

// Who a record counts as owned by: nobody while it waits in a queue.
const std::string& OwnerOf(const State& state, const LeadEntry& entry);

// FindLead for whoever sees so much. A record whose address a rule of the workspace keeps from them
// answers by it as one that is not there, and so does one whose external id is kept by that: who
// may not read an address learns by it of nobody. By its own id it is there. Engine thread.
Result<uint32_t> FindLeadFor(const State& state, const Keyring& keys, const Sight& sight,
                             std::string_view text);

// kNotFound, in the words of a record that is not there, where the principal may not see it, and
// kForbidden where it is seen and `permission` does not cover it. `lead` as FindLead takes it.
Status CheckActOnLead(Workspace& workspace, const Principal& principal, Permission permission,
                      const std::string& lead);

// The same of a record at hand; `by_id` where it was named by its own id and not by an address.
// Where the state is: the engine's thread.
Status CheckActIn(const State& state, const Principal& principal, Permission permission,
                  uint32_t lead, bool by_id);

// The person of the roster that a user is: `stated`, which must be there, or, when that is empty,
// the only one with this e-mail; else empty.
Result<std::string> PersonForUser(Workspace& workspace, const std::string& stated,
                                  const std::string& email);

}  // namespace signalbox
