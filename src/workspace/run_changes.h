// Runs as an operator changes them: the one way that commands and the API write them.
#pragma once

#include <string>

#include "base/result.h"
#include "engine/submission.h"
#include "workspace/workspace.h"

namespace signalbox {

// Ends a run: its timers are closed, its steps that are out are cancelled, and its record is held
// as `cancelled` until somebody routes it again. What the run did before stays done; the record
// keeps the owner that was written.
//
// `reason` is free: a code of lower-case letters, digits and `_` is part of the record's reason
// (`cancelled: sent_by_mistake`), anything else is kept sealed with the person's data. kInvalid
// beyond 500 bytes or for what is not clean text, kNotFound, kConflict for a run that is over. The
// record as it is then.
Result<LeadAnswer> CancelRun(Workspace& workspace, const Actor& actor, const std::string& run,
                             const std::string& reason);

}  // namespace signalbox
