// `signalbox policy graph`: the flow of a policy as a picture.
#include "policy/policy_graph.h"

#include <cstdio>
#include <memory>

#include "main/policy.h"
#include "main/policy_source.h"
#include "workspace/first_decisions.h"

namespace signalbox {
namespace {

struct GraphOptions {
  WorkspaceOptions workspace;
  std::string bundle, out;
  bool json = false;
};

// Decisions of this version alone: others went through other rules.
Status CountStored(const LookedAt& looked, const Digest& version, FlowCounts* counts) {
  return ForEachFirstDecision(looked.stored, [&](const FirstDecision& one) -> Status {
    if (one.run.policy == nullptr || one.run.policy->hash != version) return {};
    CountFlow(one.made.disposition, one.made.rule, one.made.reason, one.made.pool, one.made.queue,
              one.state.PersonOf(one.made.owner), counts);
    return {};
  });
}

Result<int> RunGraph(const GraphOptions& options) {
  SB_ASSIGN(const AskedPolicy asked, FindAskedPolicy(options.bundle, options.workspace));
  const PolicySource& source = asked.source;
  if (source.version == nullptr) {
    PrintFindings(source.findings, stderr);
    return int{kExitNotSo};
  }
  FlowCounts counts;
  if (asked.workspace) SB_TRY(CountStored(*asked.workspace, source.version->hash, &counts));
  const Policy& policy = *source.version->policy;
  const std::string flow = options.json ? FlowJson(policy, counts) + "\n" : FlowSvg(policy, counts);
  SB_TRY(WriteWhole(options.out, flow));
  return int{kExitDone};
}

}  // namespace

void AddPolicyGraph(CLI::App& policy, int* exit) {
  auto options = std::make_shared<GraphOptions>();
  CLI::App* command = policy.add_subcommand("graph", "the flow of a policy as an SVG picture");
  command->add_option("bundle", options->bundle,
                      "a bundle's directory, or a version of the workspace");
  options->out = "-";
  command->add_option("--out", options->out, "the file (default: standard output)");
  AddWorkspaceOption(*command, &options->workspace, false);
  command->add_flag("--json", options->json, "the steps, targets and counts as JSON, no picture");
  command->callback([options, exit] {
    const Result<int> done = RunGraph(*options);
    *exit = done.ok() ? *done : Fail(done.error());
  });
}

}  // namespace signalbox
