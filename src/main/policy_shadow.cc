// `signalbox policy shadow`: which leads a version in the shadow would have sent elsewhere.
#include <cstdio>
#include <memory>

#include "base/markup.h"
#include "main/control.h"
#include "main/policy.h"
#include "workspace/shadow_moves.h"

namespace signalbox {
namespace {

struct ShadowOptions {
  WorkspaceOptions workspace;
  std::string version;
  bool json = false;
};

Result<ShadowReport> ShadowReportOf(const ShadowOptions& options) {
  const Result<StoredWorkspace> stored = OpenStored(options.workspace);
  if (stored.ok())
    return FindShadowMoves(*stored->store, *stored->keys, LoadStoredVersion, options.version);
  if (stored.error().code != Code::kConflict) return stored.error();
  SB_ASSIGN(const std::string answer,
            AskServer(options.workspace, Method::kGet,
                      "/v1/policies/" + UrlEscape(options.version) + "/shadow", ""));
  return ReadShadowReport(answer);
}

int RunShadow(const ShadowOptions& options) {
  const Result<ShadowReport> report = ShadowReportOf(options);
  if (!report.ok()) return Fail(report.error());
  if (options.json)
    std::printf("%s\n", report->Json().c_str());
  else
    std::printf("%s", report->Text().c_str());
  return kExitDone;
}

}  // namespace

void AddPolicyShadow(CLI::App& policy, int* exit) {
  auto options = std::make_shared<ShadowOptions>();
  CLI::App* command = policy.add_subcommand(
      "shadow", "which leads a version in the shadow would have sent elsewhere");
  command->add_option("version", options->version, "as `policy versions` lists it")->required();
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunShadow(*options); });
}

}  // namespace signalbox
