#include "main/ask_or_do.h"

#include "main/command.h"
#include "main/control.h"

namespace signalbox {

Result<std::string> AskOrDo(const WorkspaceOptions& options, const AskedOfServer& asked,
                            const std::function<Result<std::string>(Workspace&)>& here) {
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options);
  if (!workspace.ok() && workspace.error().code == Code::kConflict)
    return AskServer(options, asked.method, asked.target, asked.body, asked.headers);
  if (!workspace.ok()) return workspace.error();
  Result<std::string> done = here(**workspace);
  (*workspace)->Close();
  return done;
}

int FailAsThingsStand(const Error& error) {
  const int code = Fail(error);
  return error.code == Code::kConflict || error.code == Code::kForbidden ? kExitNotSo : code;
}

}  // namespace signalbox
