// Which leads somebody has, by the views of a server.
#pragma once

#include "api/api_parts.h"
#include "workspace/holdings.h"

namespace signalbox {

// Waits until the views have what was committed; kUnavailable where they are too far behind.
// `parts` outlives what is returned. Any thread but the engine's and the views'.
LeadsOwned LeadsOwnedByViews(ApiParts& parts);

}  // namespace signalbox
