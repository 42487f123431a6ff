// `signalbox policy check`: compiles a bundle and says what is wrong with it.
#include <cstdio>
#include <memory>

#include "base/json_writer.h"
#include "main/policy.h"
#include "plans/plan_loader.h"
#include "policy/check.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

struct CheckOptions {
  WorkspaceOptions workspace;
  std::string bundle;
  bool json = false;
};

std::string CheckJson(const std::vector<Finding>& findings, const PolicyVersion* version) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().MemberOrNull("policy_version", version == nullptr ? "" : version->name);
  json.Key("findings").Raw(FindingsJson(findings)).EndObject();
  return text;
}

int RunCheck(const CheckOptions& options) {
  const Result<BundleFiles> files = ReadGivenBundle(options.bundle);
  if (!files.ok()) return Fail(files.error());
  std::unique_ptr<State> state;
  if (!options.workspace.directory.empty()) {
    const Result<StoredWorkspace> stored = OpenStored(options.workspace);
    if (!stored.ok()) return Fail(stored.error());
    auto folded = FoldStored(*stored->store, *stored->keys, LoadStoredVersion);
    if (!folded.ok()) return Fail(folded.error());
    state = std::move(*folded);
  }
  std::vector<Finding> findings;
  const auto version = LoadVersion(*files, state == nullptr ? nullptr : &state->roster, &findings);
  if (version != nullptr) {
    const Roster* roster = state == nullptr ? nullptr : &state->roster;
    for (Finding& one : CheckPolicy(*version->policy, *files, roster)) {
      findings.push_back(std::move(one));
    }
  }
  if (options.json) {
    std::printf("%s\n", CheckJson(findings, version.get()).c_str());
  } else {
    PrintFindings(findings, stdout);
    if (version != nullptr) {
      std::printf("policy %s, version %s, compiles\n", NameOf(*version->policy).c_str(),
                  version->name.c_str());
    }
  }
  return findings.empty() ? kExitDone : kExitNotSo;
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
