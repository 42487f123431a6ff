// `signalbox retention purge`: writes the log anew without what nobody needs of its older part.
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/law_command.h"
#include "main/whole_number.h"
#include "main/workspace_flags.h"
#include "workspace/purge.h"

namespace signalbox {
namespace {

struct PurgeCommand {
  WorkspaceOptions workspace;
  int64_t days = kPurgeOlderThanDays;
  bool dry_run = false, yes = false, json = false;
};

int PrintPurge(const PurgeCommand& command, const PurgeReport& report) {
  if (command.json) {
    std::printf("%s\n", report.Json().c_str());
    return kExitDone;
  }
  if (!report.anything_new) {
    std::printf(
        "nothing to purge: below position %ld nobody was forgotten whom a purge has not "
        "seen%s\n",
        report.before, report.runs > 0 ? ", nor is anything left of what agents said" : "");
    return kExitDone;
  }
  std::printf(
      "%s %s and what was sealed in %s, of %s and %s whose agents' time is over, below position "
      "%ld\n",
      report.dry_run ? "would purge" : "purged", Counted(report.removed, "event").c_str(),
      Counted(report.reduced, "other").c_str(), Counted(report.leads, "forgotten lead").c_str(),
      Counted(report.runs, "run").c_str(), report.before);
  if (!report.dry_run)
    std::printf("log.db had %ld bytes and has %ld\n", report.bytes_before, report.bytes_after);
  return kExitDone;
}

Error WhileServed(const Error& error) {
  if (error.code != Code::kConflict) return error;
  return Err(Code::kConflict, error.message + "; a purge writes the log anew, so stop it first");
}

// Nobody can bring back what is purged.
Result<bool> Agree(const PurgeCommand& command, const PurgeReport& would) {
  if (command.yes || !would.anything_new) return true;
  PrintPurge(command, would);
  if (isatty(STDIN_FILENO) != 1)
    return Err(Code::kInvalid, "nothing was changed; add `--yes` to purge");
  std::fprintf(stderr, "a backup is the only way back; purge? [y/N] ");
  char answer[8] = {};
  const bool read = std::fgets(answer, sizeof answer, stdin) != nullptr;
  return read && (answer[0] == 'y' || answer[0] == 'Y');
}

int RunPurge(const PurgeCommand& command) {
  const Result<PurgeReport> would =
      PurgeWorkspace(command.workspace, CommandActor(), command.days, PurgeMode::kCount);
  if (!would.ok()) return FailAsThingsStand(WhileServed(would.error()));
  if (command.dry_run || !would->anything_new) return PrintPurge(command, *would);
  const Result<bool> agreed = Agree(command, *would);
  if (!agreed.ok()) return Fail(agreed.error());
  if (!*agreed) return Fail(Err(Code::kInvalid, "nothing was changed"));
  const Result<PurgeReport> done =
      PurgeWorkspace(command.workspace, CommandActor(), command.days, PurgeMode::kPurge);
  return done.ok() ? PrintPurge(command, *done) : FailAsThingsStand(WhileServed(done.error()));
}

}  // namespace

void AddRetentionPurge(CLI::App& retention, int* exit) {
  auto command = std::make_shared<PurgeCommand>();
  CLI::App* purge = retention.add_subcommand(
      "purge", "write the log anew without what nobody needs of whoever was forgotten");
  AddWorkspaceFlags(*purge, &command->workspace, &command->json);
  purge
      ->add_option("--older-than", command->days,
                   "events of the last so many days stay as they are (default 30)")
      ->check(WholeNumber());
  purge->add_flag("--dry-run", command->dry_run, "count, and change nothing");
  purge->add_flag("--yes", command->yes, "do not ask");
  purge->callback([command, exit] { *exit = RunPurge(*command); });
}

}  // namespace signalbox
