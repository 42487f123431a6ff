// `signalbox retention set|show|apply|purge`: how long leads are kept.
#include "workspace/retention.h"

#include <cstdio>
#include <memory>

#include "base/json_writer.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/law_command.h"
#include "main/whole_number.h"
#include "main/workspace_flags.h"

namespace signalbox {
namespace {

struct RetentionOptions {
  WorkspaceOptions workspace;
  int64_t days = 0;
  bool dry_run = false, json = false;
};

int RunSet(const RetentionOptions& options) {
  std::string body;
  JsonWriter(&body).BeginObject().Member("lead_days", options.days).EndObject();
  const Result<std::string> done =
      AskOrDo(options.workspace, {Method::kPost, "/v1/retention", body},
              [&](Workspace& workspace) -> Result<std::string> {
                SB_TRY(SetRetention(workspace, CommandActor(), options.days));
                return RetentionRuleJson(workspace);
              });
  if (!done.ok()) return Fail(done.error());
  if (options.json)
    std::printf("%s\n", done->c_str());
  else if (options.days == 0)
    std::printf("leads are kept for ever\n");
  else
    std::printf("leads are kept for %ld days after the last thing that happened to them\n",
                options.days);
  return kExitDone;
}

int RunShow(const RetentionOptions& options) {
  const Result<std::string> rule = AskOrDo(
      options.workspace, {Method::kGet, "/v1/retention", ""},
      [](Workspace& workspace) -> Result<std::string> { return RetentionRuleJson(workspace); });
  if (!rule.ok()) return Fail(rule.error());
  std::printf("%s\n", rule->c_str());
  return kExitDone;
}

int RunApply(const RetentionOptions& options) {
  std::string body;
  JsonWriter(&body).BeginObject().Member("dry_run", options.dry_run).EndObject();
  const Result<std::string> done = AskOrDo(
      options.workspace, {Method::kPost, "/v1/retention/apply", body},
      [&](Workspace& workspace) -> Result<std::string> {
        SB_ASSIGN(const RetentionReport report,
                  ApplyRetention(workspace, CommandActor(),
                                 options.dry_run ? RetentionMode::kCount : RetentionMode::kForget));
        return report.Json();
      });
  if (!done.ok()) return FailAsThingsStand(done.error());
  if (options.json) {
    std::printf("%s\n", done->c_str());
  } else {
    std::printf(
        "%s %ld of %ld leads that are older than %ld days, and %ld requests of the desk; %ld leads "
        "and %ld requests are held\n",
        options.dry_run ? "would forget" : "forgot", NumberMember(*done, "expired"),
        NumberMember(*done, "looked_at"), NumberMember(*done, "lead_days"),
        NumberMember(*done, "requests"), NumberMember(*done, "held"),
        NumberMember(*done, "held_requests"));
  }
  return kExitDone;
}

CLI::App* Below(CLI::App& retention, const char* name, const char* what,
                RetentionOptions* options) {
  CLI::App* command = retention.add_subcommand(name, what);
  AddWorkspaceFlags(*command, &options->workspace, &options->json);
  return command;
}

}  // namespace

void AddRetention(CLI::App& app, int* exit) {
  auto options = std::make_shared<RetentionOptions>();
  CLI::App* retention = app.add_subcommand("retention", "how long leads are kept");
  retention->require_subcommand(1);
  CLI::App* set = Below(*retention, "set", "the rule; a server keeps it by itself", options.get());
  set->add_option("days", options->days, "after the last thing that happened; 0 for ever")
      ->required()
      ->check(WholeNumber());
  set->callback([options, exit] { *exit = RunSet(*options); });
  CLI::App* show = Below(*retention, "show", "the rule as it is", options.get());
  show->callback([options, exit] { *exit = RunShow(*options); });
  CLI::App* apply = Below(*retention, "apply", "forget whose time is over, now", options.get());
  apply->add_flag("--dry-run", options->dry_run, "count, and change nothing");
  apply->callback([options, exit] { *exit = RunApply(*options); });
  AddRetentionPurge(*retention, exit);
}

}  // namespace signalbox
