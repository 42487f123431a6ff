#include "main/access_command.h"

#include <memory>
#include <nlohmann/json.hpp>

#include "access/access_book.h"
#include "access/reading_log.h"
#include "api/reply_waiter.h"
#include "api/service.h"
#include "main/control.h"
#include "main/json_text.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

Code CodeOfStatus(int status) {
  if (status == 404) return Code::kNotFound;
  if (status == 409) return Code::kConflict;
  return status < 500 ? Code::kInvalid : Code::kIo;
}

}  // namespace

Result<std::string> AskAccess(const WorkspaceOptions& options, Method method,
                              const std::string& target, const std::string& body) {
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options);
  if (!workspace.ok() && workspace.error().code == Code::kConflict)
    return AskServer(options, method, target, body);
  if (!workspace.ok()) return workspace.error();
  SB_ASSIGN(const std::unique_ptr<Views> views, Views::Open(options.directory + "/views.db"));
  SystemRandom random;
  SB_ASSIGN(const std::unique_ptr<AccessBook> book,
            AccessBook::Open((*workspace)->keys_directory(), (*workspace)->own_keys(),
                             (*workspace)->clock(), random));
  ReadingLog readings(options.directory + "/readings.db", (*workspace)->clock());
  HttpResponse response;
  {
    const ApiService service(**workspace, *views, *book, readings, {});
    HttpRequest request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.remote = "local";
    ReplyWaiter answer;
    service.HandleLocal(request, answer.NewResponder());
    response = answer.WaitForOne();
  }
  (*workspace)->Close();
  if (response.status < 400) return std::move(response.body);
  return Err(CodeOfStatus(response.status), TextMember(response.body, "detail"));
}

Result<std::string> SendAccess(const WorkspaceOptions& options, Method method,
                               const std::string& target, const nlohmann::json& body) {
  std::string text;
  try {
    text = body.dump();
  } catch (const nlohmann::json::type_error&) {
    return Err(Code::kInvalid, "a name, a role or a password here is not UTF-8 text");
  }
  return AskAccess(options, method, target, text);
}

}  // namespace signalbox
