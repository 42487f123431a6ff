#include "main/law_command.h"

#include <memory>

#include "base/json_writer.h"
#include "main/ask_or_do.h"
#include "main/workspace_flags.h"

namespace signalbox {
namespace {

std::string RequestOf(const LawCommand& command) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Member("subject", command.subject);
  if (!command.reason.empty()) json.Member("reason", command.reason);
  json.EndObject();
  return body;
}

}  // namespace

void AddWorkspace(CLI::App& command, LawCommand* options) {
  AddWorkspaceFlags(command, &options->workspace, &options->json);
}

void AddSubject(CLI::App& command, LawCommand* options) {
  command
      .add_option(
          "subject", options->subject,
          "the person's e-mail address, or the lead id or external id of one of their leads")
      ->required();
  AddWorkspace(command, options);
}

Actor CommandActor() {
  return {ActorKind::kOperator, "command line"};
}

Result<std::string> AskOrDo(const LawCommand& command, const std::string& target,
                            const std::function<Result<std::string>(Workspace&)>& here) {
  AskedOfServer asked{.target = target};
  if (!command.subject.empty()) {
    asked.method = Method::kPost;
    asked.body = RequestOf(command);
  }
  return AskOrDo(command.workspace, asked, here);
}

}  // namespace signalbox
