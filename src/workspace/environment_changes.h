// A workspace's environment, imported and shown: what commands and the API do.
//
// Any thread; SetEnvironment returns when it is durable.
#pragma once

#include <string>
#include <string_view>

#include "engine/state.h"
#include "workspace/environment_file.h"
#include "workspace/workspace.h"

namespace signalbox {

// Errors as ReadEnvironmentFile and CheckEnvironment have them; the same text again changes
// nothing.
Status SetEnvironment(Workspace& workspace, const std::string& actor, std::string_view text);

// `{"workspace","set_at","people","queues","production_endpoints","text"}`: kind, when the file was
// imported (null: never), how many it maps, and the file itself.
Result<std::string> EnvironmentJson(const State& state);
// The same for a terminal, from that.
Result<std::string> EnvironmentTextOf(std::string_view json);

}  // namespace signalbox
