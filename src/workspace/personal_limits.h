// For what shows the personal fields of everybody at once, and for what tells by its answer whether
// an address is known: what of that the workspace's rules keep from whoever asks
// (access/personal_rules.h).
//
// Any thread but the engine's.
#pragma once

#include "access/field_set.h"
#include "access/principal.h"
#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// What some rule keeps from them of some record, so that it is left out of all of them.
Result<FieldSet> KeptAnywhere(Workspace& workspace, const Principal& principal);

// Whether they may learn whose address, number or external id is known: for programs it is what
// they are for, and the workspace's own token is not narrowed.
Result<bool> MayLookUp(Workspace& workspace, const Principal& principal);
// kForbidden where they may not.
Status CheckMayLookUp(Workspace& workspace, const Principal& principal);

}  // namespace signalbox
