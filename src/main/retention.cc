// `signalbox retention set|show|apply|purge`: how long each store keeps what is personal.
#include "workspace/retention.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <string_view>

#include "base/counted.h"
#include "base/json_writer.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/law_command.h"
#include "main/whole_number.h"
#include "main/workspace_flags.h"
#include "workspace/retention_beside.h"
#include "workspace/retention_rules.h"
#include "workspace/search_index.h"

namespace signalbox {
namespace {

struct RetentionOptions {
  WorkspaceOptions workspace;
  RetentionChange change;
  std::optional<int64_t> policy_days;
  bool dry_run = false, json = false;
};

std::string RetentionJson(const RetentionChange& change) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject();
  if (change.lead_days) json.Member("lead_days", *change.lead_days);
  if (change.agent_days) json.Member("agent_days", *change.agent_days);
  if (change.reading_days) json.Member("reading_days", *change.reading_days);
  if (change.notice_days) json.Member("notice_days", *change.notice_days);
  json.EndObject();
  return body;
}

// Of a rule that was named, what it is now.
void Tell(bool named, const std::string& rules, const char* key, const char* what,
          const char* after) {
  if (!named) return;
  const int64_t days = NumberMember(rules, key);
  if (days == 0)
    std::printf("%s kept %s\n", what,
                std::string_view(key) == "notice_days" ? "for 30 days" : "for ever");
  else
    std::printf("%s kept for %s%s\n", what, Counted(days, "day").c_str(), after);
}

int RunSetRetention(const RetentionOptions& options) {
  if (options.policy_days) return Fail(NoRuleForPolicies());
  const RetentionChange& change = options.change;
  const Result<std::string> done =
      AskOrDo(options.workspace, {Method::kPost, "/v1/retention", RetentionJson(change)},
              [&](Workspace& workspace) -> Result<std::string> {
                SB_TRY(SetRetention(workspace, CommandActor(), change));
                return RetentionRulesJson(RulesOf(workspace));
              });
  if (!done.ok()) return Fail(done.error());
  if (options.json) {
    std::printf("%s\n", done->c_str());
    return kExitDone;
  }
  Tell(change.lead_days.has_value(), *done, "lead_days", "leads are",
       " after the last thing that happened to them");
  Tell(change.agent_days.has_value(), *done, "agent_days", "what agents said is",
       " after the run was over; `signalbox retention purge` takes it away");
  Tell(change.reading_days.has_value(), *done, "reading_days", "who read what is", "");
  Tell(change.notice_days.has_value(), *done, "notice_days", "notices are", "");
  return kExitDone;
}

int RunShowRetention(const RetentionOptions& options) {
  const Result<std::string> rule = AskOrDo(options.workspace, {Method::kGet, "/v1/retention", ""},
                                           [](Workspace& workspace) -> Result<std::string> {
                                             return RetentionRulesJson(RulesOf(workspace));
                                           });
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
        SB_ASSIGN(const OwnStoresBeside own, OwnStoresBeside::Open(workspace));
        SB_ASSIGN(const RetentionReport report,
                  ApplyRetention(workspace, CommandActor(),
                                 options.dry_run ? RetentionMode::kCount : RetentionMode::kForget,
                                 own.stores()));
        // No server runs that would take their rows out; the next one makes it anew.
        if (!options.dry_run) RemoveSearchIndex(workspace.directory());
        return report.Json();
      });
  if (!done.ok()) return FailAsThingsStand(done.error());
  if (options.json) {
    std::printf("%s\n", done->c_str());
  } else {
    const auto count = [&](const char* key, const char* noun) {
      return Counted(NumberMember(*done, key), noun);
    };
    std::printf(
        "%s %ld of %s old enough, and %s of the desk; on hold are %s and %s\n%s %s of who read "
        "what, and %s\n",
        options.dry_run ? "would forget" : "forgot", NumberMember(*done, "expired"),
        count("looked_at", "lead").c_str(), count("requests", "request").c_str(),
        count("held", "lead").c_str(), count("held_requests", "request").c_str(),
        options.dry_run ? "would take away" : "took away", count("readings", "row").c_str(),
        count("notices", "notice").c_str());
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
  CLI::App* retention = app.add_subcommand(
      "retention", "how long leads, agents' answers, readings and notices are kept");
  retention->require_subcommand(1);
  CLI::App* set = Below(*retention, "set",
                        "the rules that are named; a server keeps them by itself", options.get());
  const auto rule = [set](const char* name, std::optional<int64_t>* days, const char* what) {
    set->add_option(name, *days, what)->check(WholeNumber());
  };
  RetentionChange& change = options->change;
  rule("days", &change.lead_days, "leads, after the last thing that happened; 0 for ever");
  rule("--agents", &change.agent_days, "what agents said, after the run was over; 0 for ever");
  rule("--readings", &change.reading_days, "who read what, at least 90; 0 for ever");
  rule("--notices", &change.notice_days, "notices, 7 to 30; 0 for 30");
  rule("--policies", &options->policy_days, "refused, and why is said");
  set->callback([options, exit] { *exit = RunSetRetention(*options); });
  CLI::App* show = Below(*retention, "show", "the rules as they are", options.get());
  show->callback([options, exit] { *exit = RunShowRetention(*options); });
  CLI::App* apply = Below(*retention, "apply", "do now what the rules say", options.get());
  apply->add_flag("--dry-run", options->dry_run, "count, and change nothing");
  apply->callback([options, exit] { *exit = RunApply(*options); });
  AddRetentionPurge(*retention, exit);
}

}  // namespace signalbox
