// `signalbox policy test`: runs the tests of a bundle.
#include <cstdio>
#include <memory>

#include "main/policy.h"
#include "main/policy_source.h"
#include "policy/scenario.h"
#include "workspace/scenario_json.h"

namespace signalbox {
namespace {

struct ScenarioOptions {
  WorkspaceOptions workspace;
  std::string bundle;
  bool json = false;
};

void PrintFailure(const ScenarioResult& result) {
  std::printf("%s:%d: %s\n", result.file.c_str(), result.line, result.name.c_str());
  for (const ScenarioCheck& miss : result.Misses()) {
    std::printf("  line %d: %s: expected %s, got %s\n", miss.line, miss.key.c_str(),
                miss.expected.empty() ? "nothing" : miss.expected.c_str(),
                miss.got.empty() ? "nothing" : miss.got.c_str());
  }
  for (const std::string& line : result.why) std::printf("  why: %s\n", line.c_str());
  std::printf("\n");
}

Result<int> RunScenarioFiles(const ScenarioOptions& options) {
  if (options.bundle.empty() && options.workspace.directory.empty()) {
    return Err(Code::kInvalid, "name a bundle's directory, or a workspace with --workspace");
  }
  SB_ASSIGN(const AskedPolicy asked, FindAskedPolicy(options.bundle, options.workspace));
  const PolicySource& source = asked.source;
  if (source.version == nullptr) {
    PrintFindings(source.findings, stderr);
    return int{kExitNotSo};
  }
  const ScenarioReport report =
      RunScenarios(source.files, *source.version->policy,
                   asked.workspace ? &asked.workspace->state->roster : nullptr);
  if (options.json) {
    std::printf("%s\n", ScenariosJson(report, source.version->name).c_str());
  } else {
    PrintFindings(report.findings, stdout);
    for (const ScenarioResult& result : report.results) {
      if (!result.passed()) PrintFailure(result);
    }
    if (report.results.empty() && report.findings.empty()) {
      std::printf("the bundle has no tests; write tests/NAME.yaml\n");
    }
    std::printf("%ld passed, %ld failed\n", report.passed, report.failed);
  }
  return int{report.failed > 0 ? kExitNotSo : kExitDone};
}

}  // namespace

void AddPolicyTest(CLI::App& policy, int* exit) {
  auto options = std::make_shared<ScenarioOptions>();
  CLI::App* command = policy.add_subcommand("test", "run the tests of a bundle");
  command->add_option("bundle", options->bundle,
                      "the bundle's directory (default: the workspace's active version)");
  AddWorkspaceOption(*command, &options->workspace, false);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] {
    const Result<int> done = RunScenarioFiles(*options);
    *exit = done.ok() ? *done : Fail(done.error());
  });
}

}  // namespace signalbox
