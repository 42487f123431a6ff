// `signalbox policy diff A B`: which leads two policies decide differently.
#include "policy/policy_diff.h"

#include <cstdio>
#include <memory>

#include "intake/lead_file.h"
#include "main/policy.h"
#include "main/policy_source.h"
#include "policy/example_leads.h"
#include "workspace/first_decisions.h"

namespace signalbox {
namespace {

struct DiffOptions {
  WorkspaceOptions workspace;
  std::string before, after;
  LeadFileOptions file;
  bool json = false;
};

// What both sides decide on, where no workspace says it.
struct Stage {
  Roster roster;
  PoolStates pools;
};

void Compare(const PolicySource& before, const PolicySource& after, std::string_view lead,
             const DecideInput& input, PolicyDiff* diff) {
  diff->Add(lead, Decide(*before.version->policy, input), Decide(*after.version->policy, input));
}

Status CompareFile(const DiffOptions& options, const PolicySource& before,
                   const PolicySource& after, const Stage& stage, PolicyDiff* diff) {
  Result<std::unique_ptr<LeadFile>> file = OpenLeadFile(options.file);
  if (!file.ok()) return AsWrongUse(file.error());
  const TimeUs now = SystemClock().Now();
  for (LeadRow row;; row = LeadRow{}) {
    SB_ASSIGN(const bool more, (*file)->Next(&row));
    if (!more) return {};
    if (!row.good) {
      std::fprintf(stderr, "line %lu: %s\n", row.line, row.fault.error.c_str());
      continue;
    }
    std::string name(row.lead.Text(Field::kExternalId));
    if (name.empty()) name = "line " + std::to_string(row.line);
    Compare(before, after, name, {row.lead, stage.roster, stage.pools, now, {}}, diff);
  }
}

void CompareExamples(const PolicySource& before, const PolicySource& after, const Stage& stage,
                     PolicyDiff* diff) {
  const TimeUs now = SystemClock().Now();
  for (const PolicySource* source : {&before, &after}) {
    for (const ExampleLead& lead : ExampleLeads(*source->version->policy, source->files, now)) {
      Compare(before, after, lead.name, {lead.record, stage.roster, stage.pools, lead.now, {}},
              diff);
    }
  }
}

Status CompareStored(const LookedAt& looked, const PolicySource& before, const PolicySource& after,
                     PolicyDiff* diff) {
  return ForEachFirstDecision(looked.stored, [&](const FirstDecision& one) -> Status {
    Compare(before, after, FormatId("lead", one.state.leads[one.run.lead].id),
            {one.run.record, one.state.roster, one.state.pools, one.at, {}}, diff);
    return {};
  });
}

Result<int> RunDiff(const DiffOptions& options) {
  LookedAt looked;
  const bool has_workspace = !options.workspace.directory.empty();
  if (has_workspace) {
    SB_ASSIGN(looked, LookAt(options.workspace));
  }
  const LookedAt* workspace = has_workspace ? &looked : nullptr;
  SB_ASSIGN(const PolicySource before, FindPolicy(options.before, workspace));
  SB_ASSIGN(const PolicySource after, FindPolicy(options.after, workspace));
  for (const PolicySource* source : {&before, &after}) {
    if (source->version != nullptr) continue;
    std::fprintf(stderr, "`%s` does not compile\n", source->name.c_str());
    PrintFindings(source->findings, stderr);
    return int{kExitWrongUse};
  }
  Stage stage;
  if (has_workspace) {
    stage = {looked.state->roster, looked.state->pools};
  } else {
    stage.roster = RosterForExamples({before.version->policy.get(), after.version->policy.get()});
  }
  PolicyDiff diff;
  const char* over = "leads of the file";
  if (!options.file.path.empty()) {
    SB_TRY(CompareFile(options, before, after, stage, &diff));
  } else if (has_workspace && !looked.state->leads.empty()) {
    over = "stored leads";
    SB_TRY(CompareStored(looked, before, after, &diff));
  } else {
    over = "example leads, one on each side of every condition and row";
    CompareExamples(before, after, stage, &diff);
  }
  if (options.json) {
    std::printf("%s\n", diff.Json().c_str());
  } else {
    std::printf("%s -> %s, over %s\n\n%s", before.name.c_str(), after.name.c_str(), over,
                diff.Text().c_str());
  }
  return int{diff.moved() > 0 ? kExitNotSo : kExitDone};
}

}  // namespace

void AddPolicyDiff(CLI::App& policy, int* exit) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* command =
      policy.add_subcommand("diff", "which leads two policies decide differently; 1 when any");
  command->add_option("before", options->before, "a bundle's directory or a published version")
      ->required();
  command->add_option("after", options->after, "a bundle's directory or a published version")
      ->required();
  command->add_option("--leads", options->file.path,
                      "leads as the policy sees them (default: the stored leads of the workspace, "
                      "else examples made from both policies)");
  command->add_option("--map", options->file.map_path, "YAML that maps the file's columns");
  AddWorkspaceOption(*command, &options->workspace, false);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] {
    const Result<int> done = RunDiff(*options);
    *exit = done.ok() ? *done : Fail(done.error());
  });
}

}  // namespace signalbox
