// `signalbox policy explain`: what a policy says, its conditions as CEL and in words.
#include "policy/policy_explain.h"

#include <cstdio>
#include <memory>

#include "main/policy.h"
#include "main/policy_source.h"

namespace signalbox {
namespace {

struct PolicyExplainOptions {
  WorkspaceOptions workspace;
  std::string bundle, rule;
  bool json = false;
};

Result<int> RunExplainPolicy(const PolicyExplainOptions& options) {
  SB_ASSIGN(const AskedPolicy asked, FindAskedPolicy(options.bundle, options.workspace));
  const PolicySource& source = asked.source;
  if (source.version == nullptr) {
    PrintFindings(source.findings, stderr);
    return int{kExitNotSo};
  }
  const Policy& policy = *source.version->policy;
  const std::string text = ExplainPolicy(policy, options.rule);
  if (text.empty()) {
    return Err(Code::kInvalid,
               "policy `" + NameOf(policy) + "` has no rule `" + options.rule + "`");
  }
  if (options.json)
    std::printf("%s\n", ExplainPolicyJson(policy, options.rule).c_str());
  else
    std::printf("%s", text.c_str());
  return int{kExitDone};
}

}  // namespace

void AddPolicyExplain(CLI::App& policy, int* exit) {
  auto options = std::make_shared<PolicyExplainOptions>();
  CLI::App* command =
      policy.add_subcommand("explain", "what a policy says, its conditions as CEL and in words");
  command->add_option("bundle", options->bundle,
                      "a bundle's directory, or a version of the workspace");
  command->add_option("--rule", options->rule, "one rule or guard");
  AddWorkspaceOption(*command, &options->workspace, false);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] {
    const Result<int> done = RunExplainPolicy(*options);
    *exit = done.ok() ? *done : Fail(done.error());
  });
}

}  // namespace signalbox
