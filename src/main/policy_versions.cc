// `signalbox policy versions`: what was published, oldest first, and in which stage it is.
#include "workspace/policy_versions.h"

#include <cstdio>
#include <memory>

#include "main/control.h"
#include "main/policy.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

struct VersionsOptions {
  WorkspaceOptions workspace;
  bool json = false;
};

int RunVersions(const VersionsOptions& options) {
  const Result<StoredWorkspace> stored = OpenStored(options.workspace);
  if (!stored.ok()) {
    if (stored.error().code != Code::kConflict) return Fail(stored.error());
    const Result<std::string> answer =
        AskServer(options.workspace, Method::kGet, "/v1/policies", "");
    if (!answer.ok()) return Fail(answer.error());
    std::printf("%s\n", answer->c_str());
    return kExitDone;
  }
  const auto state = LoadStored(*stored, LoadStoredVersion);
  if (!state.ok()) return Fail(state.error());
  if (options.json) {
    std::printf("%s\n", PolicyVersionsJson(**state).c_str());
    return kExitDone;
  }
  std::printf("%s", PolicyVersionsText(**state).c_str());
  return kExitDone;
}

}  // namespace

void AddPolicyVersions(CLI::App& policy, int* exit) {
  auto options = std::make_shared<VersionsOptions>();
  CLI::App* command = policy.add_subcommand("versions", "what was published, oldest first");
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunVersions(*options); });
}

}  // namespace signalbox
