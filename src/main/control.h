// Commands on a workspace that is being served: asked of the server through its control socket.
#pragma once

#include <string>
#include <string_view>

#include "api/control_client.h"
#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// The server's answer, an error for every status from 400 on; its message is the problem's
// `detail`. kConflict, saying what to do, when a process has the workspace open but answers nobody
// (`route`, for one).
Result<std::string> AskServer(const WorkspaceOptions& options, Method method,
                              const std::string& target, const std::string& body,
                              const HeaderList& headers = {});

}  // namespace signalbox
