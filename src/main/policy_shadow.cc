// `signalbox policy shadow`: which leads a version in the shadow would have sent elsewhere.
#include <cstdio>
#include <memory>

#include "base/markup.h"
#include "main/access_command.h"
#include "main/policy.h"
#include "workspace/shadow_moves.h"

namespace signalbox {
namespace {

struct ShadowOptions {
  WorkspaceOptions workspace;
  std::string version;
  bool json = false;
};

// Asked of the API, which names the leads as it does for the console.
int RunShadow(const ShadowOptions& options) {
  const Result<std::string> answer =
      AskAccess(options.workspace, Method::kGet,
                "/v1/policies/" + UrlEscape(options.version) + "/shadow", "");
  if (!answer.ok()) return Fail(answer.error());
  const Result<ShadowReport> report = ReadShadowReport(*answer);
  if (!report.ok()) return Fail(report.error());
  std::printf("%s", options.json ? (*answer + "\n").c_str() : report->Text().c_str());
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
