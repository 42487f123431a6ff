// What a served workspace recorded of one lead that somebody names.
#pragma once

#include <string>

#include "base/result.h"
#include "workspace/run_history.h"
#include "workspace/workspace.h"

namespace signalbox {

// Of the lead that FindLead finds, whose errors it has; as of one moment. Any thread but the
// engine's.
Result<LeadHistory> ReadHistoryOf(Workspace& workspace, const std::string& lead);

}  // namespace signalbox
