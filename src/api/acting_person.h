// Whom a request acts for: the one place that says so, so that everything behind it works the same
// however people prove who they are.
#pragma once

#include <string>

#include "access/permissions.h"
#include "api/router.h"
#include "engine/events.h"

namespace signalbox {

struct ApiParts;

inline constexpr std::string_view kActingHeader = "X-Signalbox-As";

// A person's id as the roster has it; empty where the request names nobody. Whoever signed in acts
// for themselves; the header counts with the workspace's own token alone, because whoever has it
// may speak for anybody.
std::string ActingPerson(const RouteContext& context);
// The roles of that person: with the workspace's own token those that they have as a user, none
// where they are none, because whoever speaks for somebody may what that one may.
RoleSet ActingRoles(const ApiParts& parts, const RouteContext& context);

// As whom it is recorded: the name of whoever signed in, or of the token.
Actor ActorOf(const RouteContext& context);

}  // namespace signalbox
