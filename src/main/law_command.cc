#include "main/law_command.h"

#include <memory>

#include "base/json_writer.h"
#include "main/control.h"

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
  command.add_option("--workspace", options->workspace.directory, "the workspace")->required();
  command.add_option("--keys", options->workspace.keys_directory,
                     "keys directory (default: DIR.keys)");
  command.add_flag("--json", options->json, "as JSON");
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
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(command.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    const bool asks = command.subject.empty();
    return AskServer(command.workspace, asks ? Method::kGet : Method::kPost, target,
                     asks ? std::string() : RequestOf(command));
  }
  if (!workspace.ok()) return workspace.error();
  Result<std::string> done = here(**workspace);
  (*workspace)->Close();
  return done;
}

int FailByLaw(const Error& error) {
  const int code = Fail(error);
  return error.code == Code::kConflict ? kExitNotSo : code;
}

}  // namespace signalbox
