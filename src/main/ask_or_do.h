// One thing done to a workspace: by this process, or by the server that has it open.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/control_client.h"
#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// What a server is asked where there is one.
struct AskedOfServer {
  Method method = Method::kGet;
  std::string target, body{};
  HeaderList headers{};
};

// The workspace, null while a server has it open. Errors are those of opening it.
Result<std::unique_ptr<Workspace>> OpenUnlessServed(const WorkspaceOptions& options);

// Sleeps until `at`, or for the minute after which it is looked again: clocks are set meanwhile.
void RestUntil(TimeUs at);

// `here` is called on the open workspace, which is closed after it; it gives what the server would
// answer. Errors are those of either, and of opening the workspace.
Result<std::string> AskOrDo(const WorkspaceOptions& options, const AskedOfServer& asked,
                            const std::function<Result<std::string>(Workspace&)>& here);

// As Fail, but what is refused as things stand is nobody's failure: kExitNotSo.
int FailAsThingsStand(const Error& error);

}  // namespace signalbox
