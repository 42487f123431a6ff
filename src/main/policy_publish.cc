// `signalbox policy publish`: stores a bundle and makes it active.
#include <cstdio>
#include <memory>

#include "base/json_writer.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/policy.h"

namespace signalbox {
namespace {

struct PublishOptions {
  WorkspaceOptions workspace;
  std::string bundle;
  bool json = false;
};

// That a bundle does not compile is an answer about it.
int RefusedBundle(const Error& error) {
  const int exit = Fail(error);
  return error.code == Code::kInvalid ? kExitNotSo : exit;
}

int RunPublish(const PublishOptions& options) {
  const Result<BundleFiles> files = ReadGivenBundle(options.bundle);
  if (!files.ok()) return Fail(files.error());
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    const Result<std::string> answer =
        AskServer(options.workspace, Method::kPost, "/v1/policies", BundleJson(*files));
    if (!answer.ok()) return RefusedBundle(answer.error());
    return ShowVersion(TextMember(*answer, "policy_version"), options.json, "published");
  }
  if (!workspace.ok()) return Fail(workspace.error());
  std::vector<Finding> findings;
  const auto version = (*workspace)->Publish(*files, &findings);
  PrintFindings(findings, stderr);
  if (!version.ok()) return RefusedBundle(version.error());
  return ShowVersion((*version)->name, options.json, "published");
}

}  // namespace

void AddPolicyPublish(CLI::App& policy, int* exit) {
  auto options = std::make_shared<PublishOptions>();
  CLI::App* command = policy.add_subcommand("publish", "store a bundle and make it active");
  command->add_option("bundle", options->bundle, "the bundle's directory")->required();
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunPublish(*options); });
}

}  // namespace signalbox
