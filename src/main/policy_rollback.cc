// `signalbox policy rollback`: makes an earlier version active again.
#include <memory>

#include "base/json_writer.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/policy.h"

namespace signalbox {
namespace {

struct RollbackOptions {
  WorkspaceOptions workspace;
  std::string version;
  bool json = false;
};

int RunRollback(const RollbackOptions& options) {
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    std::string body;
    JsonWriter json(&body);
    json.BeginObject().MemberOrNull("policy_version", options.version).EndObject();
    const Result<std::string> answer =
        AskServer(options.workspace, Method::kPost, "/v1/policies/rollback", body);
    if (!answer.ok()) return Fail(answer.error());
    return ShowVersion(TextMember(*answer, "policy_version"), options.json, "back to");
  }
  if (!workspace.ok()) return Fail(workspace.error());
  const Result<std::string> version = (*workspace)->Rollback(options.version);
  if (!version.ok()) return Fail(version.error());
  return ShowVersion(*version, options.json, "back to");
}

}  // namespace

void AddPolicyRollback(CLI::App& policy, int* exit) {
  auto options = std::make_shared<RollbackOptions>();
  CLI::App* command = policy.add_subcommand("rollback", "make an earlier version active again");
  command->add_option("version", options->version, "default: the one before the active one");
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunRollback(*options); });
}

}  // namespace signalbox
