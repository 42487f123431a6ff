// `signalbox refresh`: values that agents gave and that are behind, as a dry run or brought up to
// date at the pace that the agents allow.
#include <cstdio>
#include <memory>

#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/policy.h"
#include "main/whole_number.h"
#include "workspace/refresh_apply.h"

namespace signalbox {
namespace {

struct RefreshCommand {
  WorkspaceOptions workspace;
  RefreshRequest request;
  std::string older_than, field, out;
  bool apply = false, json = false;
};

// By this process, or, where the workspace is null, by the server that has it open.
Result<std::string> AskToRefresh(const WorkspaceOptions& options, Workspace* workspace,
                                 const RefreshRequest& request) {
  if (workspace == nullptr)
    return AskServer(options, Method::kPost, "/v1/refresh", RefreshRequestJson(request));
  const std::string actor = request.by.empty() ? "command line" : request.by;
  SB_ASSIGN(const RefreshOutcome outcome, Refresh(*workspace, request, actor));
  return outcome.Json(request.csv);
}

void PrintRefresh(const std::string& answer, bool json) {
  const std::string text = json ? answer + "\n" : TextMember(answer, "text");
  std::fputs(text.c_str(), stdout);
}

// Until nothing remains, or a request did nothing that another one would not repeat.
Result<std::string> CarryOutRefresh(Workspace* workspace, const RefreshCommand& command) {
  for (bool first = true;; first = false) {
    SB_ASSIGN(std::string answer, AskToRefresh(command.workspace, workspace, command.request));
    if (!command.json) {
      if (first) PrintRefresh(answer, false);
      std::printf("%ld brought up to date, %ld of them moved, %ld remain\n",
                  static_cast<long>(NumberMember(answer, "refreshed")),
                  static_cast<long>(NumberMember(answer, "moved")),
                  static_cast<long>(NumberMember(answer, "remaining")));
      std::fflush(stdout);
    }
    const std::string next = TextMember(answer, "next_at");
    const bool stuck = next.empty() && NumberMember(answer, "handled") == 0;
    if (NumberMember(answer, "remaining") == 0 || stuck) return answer;
    if (next.empty()) continue;
    SB_ASSIGN(const TimeUs at, ParseTime(next));
    while (SystemClock().Now() < at) RestUntil(at);
  }
}

Status RunRefresh(RefreshCommand command) {
  if (command.apply && !command.out.empty())
    return Err(Code::kInvalid, "`--out` writes what would be done: ask without `--apply`");
  SB_TRY(ReadRefreshAge(command.older_than, "--older-than", &command.request.question));
  SB_TRY(ReadRefreshField(command.field, &command.request.question));
  command.request.dry_run = !command.apply;
  command.request.csv = !command.out.empty();
  // As a server reads it, so that both refuse the same.
  SB_ASSIGN(command.request, ParseRefreshRequest(RefreshRequestJson(command.request)));
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, OpenUnlessServed(command.workspace));
  if (command.apply) {
    SB_ASSIGN(const std::string done, CarryOutRefresh(workspace.get(), command));
    if (command.json) PrintRefresh(done, true);
    return {};
  }
  SB_ASSIGN(const std::string answer,
            AskToRefresh(command.workspace, workspace.get(), command.request));
  if (!command.out.empty()) SB_TRY(WriteWhole(command.out, TextMember(answer, "csv")));
  PrintRefresh(answer, command.json);
  return {};
}

}  // namespace

void AddRefresh(CLI::App& app, int* exit) {
  auto options = std::make_shared<RefreshCommand>();
  CLI::App* command = app.add_subcommand(
      "refresh", "bring values up to date that agents gave: of another version, or old");
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_option("--agent", options->request.question.agent, "values of this agent alone");
  command->add_option("--field", options->field, "values of agents that give this field alone");
  command->add_option("--older-than", options->older_than,
                      "values as old as this, such as 30d; without it those that another agent or "
                      "version would give now");
  command->add_flag("--apply", options->apply, "ask again; without it no lead changes");
  command
      ->add_option("--batch", options->request.batch, "leads between two looks at the log (1,000)")
      ->check(WholeNumber());
  command
      ->add_option("--per-minute", options->request.per_minute,
                   "leads a minute at most (as many as the agents' quotas allow)")
      ->check(WholeNumber());
  command->add_option("--by", options->request.by, "who does it: a person's id");
  command->add_option("--out", options->out, "write every lead to this CSV file");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] {
    const Status done = RunRefresh(*options);
    *exit = done.ok() ? kExitDone : FailAsThingsStand(done.error());
  });
}

}  // namespace signalbox
