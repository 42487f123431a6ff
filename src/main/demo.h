// The demo company: its policy, people and accounts, and leads already routed by it.
//
// Its files are policies/demo, carried inside the program, so that the program alone shows
// something.
#pragma once

#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// Fills a workspace that is new: the same people, accounts and leads in every demo, routed at the
// time of the call.
Status FillDemo(Workspace& workspace);

}  // namespace signalbox
