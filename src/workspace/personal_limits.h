// For what shows the personal fields of everybody at once: whether the workspace's rules keep some
// of them from whoever asks (access/personal_rules.h).
//
// Any thread but the engine's.
#pragma once

#include "access/principal.h"
#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// kForbidden where some rule does.
Status CheckNothingKept(Workspace& workspace, const Principal& principal);

}  // namespace signalbox
