// `signalbox adopt`: drafts a bundle from what an organisation has, and says how far it agrees with
// the owners its leads really had.
#include <algorithm>
#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "main/adopt_comparison.h"
#include "main/bundle_folder.h"
#include "main/command.h"

namespace signalbox {
namespace {

struct AdoptOptions {
  std::string users, queues, accounts, rules, rule, leads, history, out;
  bool json = false;
};

// Differences told on a screen; `--json` has more.
constexpr size_t kDifferencesTold = 20;

void PrintAdoption(const Adoption& adoption, const AdoptOptions& options) {
  if (options.json) {
    std::printf("%s\n", AdoptionJson(adoption, options.out).c_str());
    return;
  }
  for (const std::string& note : adoption.notes) std::printf("note: %s\n", note.c_str());
  for (const AdoptionFinding& one : adoption.missing) {
    std::printf("missing: %s\n", one.message.c_str());
  }
  for (const AdoptionFinding& one : adoption.stale) std::printf("stale: %s\n", one.message.c_str());
  for (const std::string& rule : adoption.unused_rules) {
    std::printf("unused: %s took none of the leads\n", rule.c_str());
  }
  for (size_t i = 0; i < std::min(kDifferencesTold, adoption.differences.size()); ++i) {
    const OwnerDifference& one = adoption.differences[i];
    std::printf("different: lead %s went to %s; %s gives it to %s (%s)%s\n", one.lead.c_str(),
                one.real.c_str(), one.rule.c_str(), one.ours.c_str(), one.why.c_str(),
                one.moved_to_ours ? ", and people moved it there" : "");
  }
  std::printf("%s, %ld compared: %ld same, %ld different, %ld of them moved to ours later\n",
              Counted(adoption.leads, "lead").c_str(), adoption.compared, adoption.same,
              adoption.different, adoption.moved_to_ours);
  std::printf("the draft is in %s; check it with `signalbox policy check %s`\n",
              options.out.c_str(), options.out.c_str());
}

Status Adopt(const AdoptOptions& options) {
  Adoption adoption;
  Organisation org;
  if (!options.users.empty()) SB_TRY(org.AddUsers(options.users, &adoption.notes));
  if (!options.queues.empty()) SB_TRY(org.AddQueues(options.queues, &adoption.notes));
  SB_ASSIGN(const AdoptedRules rules, AdoptRules(options.rules, options.rule, org));
  adoption.notes.insert(adoption.notes.end(), rules.notes.begin(), rules.notes.end());
  SB_TRY(CheckExports(rules, org, options.accounts, &adoption));
  SB_ASSIGN(const OwnerHistory history, OwnerHistory::Read(options.history, &adoption.notes));
  LeadFileOptions leads;
  leads.path = options.leads;
  Result<std::unique_ptr<LeadFile>> file = OpenLeadFile(leads);
  if (!file.ok()) return AsWrongUse(file.error());
  SB_TRY(CompareOwners(rules, org, history, **file, &adoption));
  BundleFiles files = rules.files;
  files.insert(rules.roster.begin(), rules.roster.end());
  SB_TRY(WriteBundleFolder(options.out, files));
  PrintAdoption(adoption, options);
  return {};
}

}  // namespace

void AddAdopt(CLI::App& app, int* exit) {
  auto options = std::make_shared<AdoptOptions>();
  CLI::App* command =
      app.add_subcommand("adopt", "draft a bundle from another system and compare owners");
  command->add_option("--users", options->users, "users, CSV");
  command->add_option("--queues", options->queues, "queues, CSV");
  command->add_option("--accounts", options->accounts, "accounts with their owners, CSV");
  command->add_option("--rules", options->rules, "Salesforce's XML, or a territory list")
      ->required();
  command->add_option("--rule", options->rule, "the assignment rule; default: the active one");
  command->add_option("--leads", options->leads, "the leads of some 90 days")->required();
  command->add_option("--history", options->history, "lead_id,time,old_owner,new_owner,by")
      ->required();
  command->add_option("--out", options->out, "the drafted bundle's folder")->required();
  command->add_flag("--json", options->json, "the report as JSON");
  command->callback([options, exit] {
    const Status done = Adopt(*options);
    *exit = done.ok() ? kExitDone : Fail(done.error());
  });
}

}  // namespace signalbox
