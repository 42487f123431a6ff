// Agents as changes of the log: the one way that commands and the API write them.
#pragma once

#include <string>

#include "agents/registry.h"
#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// Registers a specification, its webhook secret sealed beside. The same content again changes
// nothing; kConflict for another content under the same id and version; kInvalid for a
// specification that breaks the contract; kForbidden for an address that a sandbox may not call
// (workspace/environment_file.h). The position that it is durable at.
Result<int64_t> RegisterAgent(Workspace& workspace, const Actor& actor, const AgentSpec& spec);

// Every version of `id` when `version` is empty. kNotFound, kConflict for a retired one, kInvalid
// for a successor that does not exist, or for a sunset or successor of an agent that is not
// deprecated.
Result<int64_t> SetAgentState(Workspace& workspace, const Actor& actor, const std::string& id,
                              const std::string& version, const LifecycleChange& change);

}  // namespace signalbox
