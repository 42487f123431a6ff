// Why a lead may be handed back, as the policy lists it and callers offer it (docs/sla.md).
//
// Any thread but the engine's.
#pragma once

#include <string>

#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// The reasons of the active policy or, where `lead` names one (as FindLead takes it), of the
// version that it was decided under, whose reasons are the ones that count for it; by name.
// `{"policy_version","items":[{"reason","then","queue","after","needs_until","text"}]}`: `then` is
// route_again, correct, recycle or disqualify, `queue` where the record is corrected, `after` how
// long until it comes back, `needs_until` where whoever hands it back names the day. No policy has
// no reasons. kNotFound for no such lead.
Result<std::string> HandBackReasonsJson(Workspace& workspace, const std::string& lead);

}  // namespace signalbox
