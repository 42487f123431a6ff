// Whom a request acts for: the one place that says so, so that everything behind it works the same
// however people prove who they are.
#pragma once

#include <string>

#include "api/router.h"

namespace signalbox {

inline constexpr std::string_view kActingHeader = "X-Signalbox-As";

// A person's id as the roster has it; empty where the request names nobody. Whoever signed in acts
// for themselves; the header counts with the workspace's own token alone, because whoever has it
// may speak for anybody.
std::string ActingPerson(const RouteContext& context);

}  // namespace signalbox
