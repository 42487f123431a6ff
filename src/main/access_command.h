// Commands about users and tokens: asked of the API of the server that serves the workspace, or,
// where none does, of one that is made for the moment.
#pragma once

#include <CLI/App.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "api/http_message.h"
#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// The answer's body; errors as AskServer has them. The same code answers both ways, so that a
// served workspace and one that is not can't differ.
Result<std::string> AskAccess(const WorkspaceOptions& options, Method method,
                              const std::string& target, const std::string& body);

// AskAccess with a JSON object as body, of text that came with the command; kInvalid for what is
// not UTF-8.
Result<std::string> SendAccess(const WorkspaceOptions& options, Method method,
                               const std::string& target, const nlohmann::json& body);

// Each adds one command; its callback sets `*exit`.
void AddUser(CLI::App& app, int* exit);
void AddAccessRules(CLI::App& app, int* exit);
void AddToken(CLI::App& app, int* exit);

}  // namespace signalbox
