// `signalbox policy flag`: lists the flags of the policy, or sets one.
#include <cstdio>
#include <memory>

#include "base/markup.h"
#include "main/control.h"
#include "main/policy.h"
#include "workspace/policy_flags.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

struct FlagOptions {
  WorkspaceOptions workspace;
  FlagRequest request;
  bool json = false;
};

// The flags as they are afterwards.
Result<std::string> SetAndList(const FlagOptions& options) {
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict)
    return AskServer(options.workspace, Method::kPost,
                     "/v1/flags/" + UrlEscape(options.request.name),
                     FlagRequestJson(options.request));
  if (!workspace.ok()) return workspace.error();
  SB_TRY(SetPolicyFlag(**workspace, "", options.request));
  std::string text;
  SB_TRY((*workspace)->Ask([&](const Engine& engine) { text = PolicyFlagsJson(engine.state()); }));
  return text;
}

Result<std::string> ListFlags(const FlagOptions& options) {
  const Result<StoredWorkspace> stored = OpenStored(options.workspace);
  if (!stored.ok() && stored.error().code == Code::kConflict)
    return AskServer(options.workspace, Method::kGet, "/v1/flags", "");
  if (!stored.ok()) return stored.error();
  SB_ASSIGN(const auto state, FoldStored(*stored->store, *stored->keys, LoadStoredVersion));
  return PolicyFlagsJson(*state);
}

int RunFlag(const FlagOptions& options) {
  if (options.request.name.empty() != options.request.to.empty())
    return Fail(
        Error{Code::kInvalid, "say what to set it to: on, off, a share such as 25%, or default"});
  const Result<std::string> flags =
      options.request.name.empty() ? ListFlags(options) : SetAndList(options);
  if (!flags.ok()) return Fail(AsWrongUse(flags.error()));
  if (options.json) {
    std::printf("%s\n", flags->c_str());
    return kExitDone;
  }
  const Result<std::string> text = PolicyFlagsTextOf(*flags);
  if (!text.ok()) return Fail(text.error());
  std::printf("%s", text->c_str());
  return kExitDone;
}

}  // namespace

void AddPolicyFlag(CLI::App& policy, int* exit) {
  auto options = std::make_shared<FlagOptions>();
  CLI::App* command = policy.add_subcommand(
      "flag", "list the feature flags of the policy, or turn one on or off for this workspace");
  command->add_option("name", options->request.name, "a flag; without it all are listed");
  command->add_option("to", options->request.to, "on, off, a share such as 25%, or default");
  command->add_option("--by", options->request.by, "who says so, a person of the roster");
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunFlag(*options); });
}

}  // namespace signalbox
