// `signalbox policy check`: compiles a bundle and says what is wrong with it.
#include <cstdio>
#include <memory>

#include "main/control.h"
#include "main/policy.h"
#include "main/policy_source.h"
#include "plans/plan_loader.h"

namespace signalbox {
namespace {

struct CheckOptions {
  WorkspaceOptions workspace;
  std::string bundle;
  bool json = false;
};

int ShowChecked(const CheckOptions& options, const std::vector<Finding>& findings,
                const PolicyVersion* version) {
  if (options.json) {
    std::printf("%s\n", CheckedBundleJson(findings, version).c_str());
  } else {
    PrintFindings(findings, stdout);
    if (version != nullptr) {
      std::printf("policy %s, version %s, compiles\n", NameOf(*version->policy).c_str(),
                  version->name.c_str());
    }
  }
  return findings.empty() ? kExitDone : kExitNotSo;
}

// The roster of a workspace that is being served stays there, so the server says what it finds.
Result<std::vector<Finding>> AskForFindings(const CheckOptions& options, const BundleFiles& files) {
  SB_ASSIGN(const std::string answer,
            AskServer(options.workspace, Method::kPost, "/v1/policies/check", BundleJson(files)));
  return ReadFindings(answer);
}

int RunCheck(const CheckOptions& options) {
  const Result<BundleFiles> files = ReadGivenBundle(options.bundle);
  if (!files.ok()) return Fail(files.error());
  std::vector<Finding> findings;
  if (options.workspace.directory.empty()) {
    const auto version = CheckBundle(*files, nullptr, &findings);
    return ShowChecked(options, findings, version.get());
  }
  const Result<LookedAt> looked = LookAt(options.workspace);
  if (!looked.ok() && looked.error().code == Code::kConflict) {
    const Result<std::vector<Finding>> found = AskForFindings(options, *files);
    if (!found.ok()) return Fail(found.error());
    const auto version = LoadVersion(*files, nullptr, &findings);
    return ShowChecked(options, *found, version.get());
  }
  if (!looked.ok()) return Fail(looked.error());
  const auto version = CheckBundle(*files, &looked->state->roster, &findings);
  return ShowChecked(options, findings, version.get());
}

}  // namespace

void AddPolicyCheck(CLI::App& policy, int* exit) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = policy.add_subcommand(
      "check", "compile a bundle and say what is wrong with it; 1 with findings");
  command->add_option("bundle", options->bundle, "the bundle's directory")->required();
  AddWorkspaceOption(*command, &options->workspace, false);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunCheck(*options); });
}

}  // namespace signalbox
