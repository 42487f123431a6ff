// Refusals that a handler makes itself, of what a route lets in by its right but not for this
// record: recorded as the router's own are.
#pragma once

#include "api/api_parts.h"
#include "api/router.h"
#include "base/result.h"

namespace signalbox {

// `checked`, as it is; a kForbidden one is noted as a denial first.
Status NoteRefusal(ApiParts& parts, const RouteContext& context, Status checked);

}  // namespace signalbox
