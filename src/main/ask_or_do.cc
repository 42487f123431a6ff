#include "main/ask_or_do.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "main/command.h"
#include "main/control.h"

namespace signalbox {

Result<std::unique_ptr<Workspace>> OpenUnlessServed(const WorkspaceOptions& options) {
  Result<std::unique_ptr<Workspace>> opened = Workspace::Open(options);
  if (!opened.ok() && opened.error().code == Code::kConflict) return std::unique_ptr<Workspace>();
  return opened;
}

void RestUntil(TimeUs at) {
  constexpr TimeUs kLongestRestUs = kMinuteUs;
  const TimeUs left = at - SystemClock().Now();
  if (left <= 0) return;
  std::this_thread::sleep_for(std::chrono::microseconds(std::min(left, kLongestRestUs)));
}

Result<std::string> AskOrDo(const WorkspaceOptions& options, const AskedOfServer& asked,
                            const std::function<Result<std::string>(Workspace&)>& here) {
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, OpenUnlessServed(options));
  if (workspace == nullptr)
    return AskServer(options, asked.method, asked.target, asked.body, asked.headers);
  Result<std::string> done = here(*workspace);
  workspace->Close();
  return done;
}

int FailAsThingsStand(const Error& error) {
  const int code = Fail(error);
  return error.code == Code::kConflict || error.code == Code::kForbidden ? kExitNotSo : code;
}

}  // namespace signalbox
