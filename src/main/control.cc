#include "main/control.h"

#include "api/control_socket.h"
#include "main/json_text.h"

namespace signalbox {
namespace {

Code CodeOf(int status) {
  switch (status) {
    case 400:
    case 413:
    case 415:
    case 422:
      return Code::kInvalid;
    case 401:
    case 403:
      return Code::kForbidden;
    case 404:
      return Code::kNotFound;
    case 409:
      return Code::kConflict;
    case 429:
      return Code::kExhausted;
    default:
      return Code::kUnavailable;
  }
}

}  // namespace

Result<std::string> AskServer(const WorkspaceOptions& options, Method method,
                              const std::string& target, const std::string& body,
                              const HeaderList& headers) {
  Result<ControlReply> reply = CallControl(ControlSocketPath(options.directory), method, target,
                                           body, kControlTimeoutUs, headers);
  if (!reply.ok() && reply.error().code == Code::kNotFound) {
    return Err(Code::kUnavailable, "workspace `" + options.directory +
                                       "` is open in another process that takes no commands; wait "
                                       "until it ends");
  }
  if (!reply.ok()) return reply.error();
  if (reply->status < 400) return std::move(reply->body);
  std::string message = TextMember(reply->body, "detail");
  if (message.empty()) message = "the server answered " + std::to_string(reply->status);
  for (const std::string& one : ErrorDetails(reply->body)) message += "\n" + one;
  return Err(CodeOf(reply->status), std::move(message));
}

}  // namespace signalbox
