// For what shows the personal fields of everybody at once, and for what tells by its answer whether
// an address is known: whether the workspace's rules keep some of that from whoever asks
// (access/personal_rules.h).
//
// Any thread but the engine's.
#pragma once

#include "access/principal.h"
#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// kForbidden where some rule keeps any field from them.
Status CheckNothingKept(Workspace& workspace, const Principal& principal);

// Whether they may learn whose address, number or external id is known: for programs it is what
// they are for, and the workspace's own token is not narrowed.
Result<bool> MayLookUp(Workspace& workspace, const Principal& principal);
// kForbidden where they may not.
Status CheckMayLookUp(Workspace& workspace, const Principal& principal);

}  // namespace signalbox
