#include "main/move_command.h"

#include <cstdio>

#include "base/markup.h"
#include "main/ask_or_do.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/whole_number.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

const Actor kActor{ActorKind::kOperator, "command line"};

// The workspace when nobody serves it, else the server.
class MoveTarget {
 public:
  static Result<MoveTarget> Open(const WorkspaceOptions& options) {
    MoveTarget target(options);
    SB_ASSIGN(target.workspace_, OpenUnlessServed(options));
    return target;
  }

  Result<std::string> Plan(const MoveCommand& command) {
    if (workspace_ != nullptr) {
      return command.undo.empty() ? PlanRequest(*workspace_, command.kind, command.request, kActor)
                                  : UndoRequest(*workspace_, command.undo, command.request, kActor);
    }
    if (!command.undo.empty()) {
      return Ask(Path(command.undo, "undo"), MoveRequestJson(MoveKind::kUndo, command.request));
    }
    return Ask(command.kind == MoveKind::kRepair ? "/v1/repairs" : "/v1/realignments",
               MoveRequestJson(command.kind, command.request));
  }
  Result<std::string> GoOn(const std::string& plan) {
    if (workspace_ != nullptr) return ContinueRequest(*workspace_, plan, kActor);
    return Ask(Path(plan, "continue"), "");
  }
  Result<std::string> Approve(const MoveCommand& command) {
    const std::string& by = command.request.options.by;
    if (workspace_ != nullptr) return ApproveRequest(*workspace_, command.approve, by, kActor);
    return Ask(Path(command.approve, "approve"), MoveRequestJson(MoveKind::kUndo, command.request));
  }

 private:
  explicit MoveTarget(const WorkspaceOptions& options) : options_(options) {}
  static std::string Path(const std::string& plan, const char* what) {
    return "/v1/moves/" + UrlEscape(plan) + "/" + what;
  }
  Result<std::string> Ask(const std::string& target, const std::string& body) {
    return AskServer(options_, Method::kPost, target, body);
  }

  WorkspaceOptions options_;
  std::unique_ptr<Workspace> workspace_;  // null: served
};

Status ReadMoveOptions(MoveCommand* command) {
  MoveRequest& request = command->request;
  request.csv = !command->out.empty();
  if (!command->every.empty()) {
    SB_ASSIGN(request.options.every_us, ParseDuration(command->every));
  }
  if (!command->holdover.empty()) {
    SB_ASSIGN(request.realign.holdover_us, ParseDuration(command->holdover));
  }
  if (!command->effective.empty()) {
    SB_ASSIGN(request.realign.effective, ParseTime(command->effective));
    request.options.effective = request.realign.effective;
  }
  return {};
}

// Opened for reading only: a preview changes nothing, not even by starting the engine.
Result<std::string> PreviewAnywhere(const MoveCommand& command) {
  Result<StoredWorkspace> stored = OpenStored(command.workspace);
  if (stored.ok()) {
    SB_ASSIGN(const MovePreview preview, PreviewMoves(*stored->store, *stored->keys, command.kind,
                                                      command.request, SystemClock().Now()));
    return preview.Json(command.request.csv);
  }
  if (stored.error().code != Code::kConflict) return AsWrongUse(stored.error());
  const char* base = command.kind == MoveKind::kRepair ? "/v1/repairs" : "/v1/realignments";
  return AskServer(command.workspace, Method::kPost, std::string(base) + "/preview",
                   MoveRequestJson(command.kind, command.request));
}

Result<std::string> ListAnywhere(const WorkspaceOptions& options) {
  Result<StoredWorkspace> stored = OpenStored(options);
  if (stored.ok()) {
    SB_ASSIGN(const std::unique_ptr<State> state, LoadStored(*stored, LoadStoredVersion));
    return MovePlansJson(*state);
  }
  if (stored.error().code != Code::kConflict) return AsWrongUse(stored.error());
  return AskServer(options, Method::kGet, "/v1/moves", "");
}

// Until the plan is done. Its last progress.
Result<std::string> CarryOut(MoveTarget& target, const std::string& plan, bool quiet) {
  for (;;) {
    SB_ASSIGN(std::string answer, target.GoOn(plan));
    if (!quiet) {
      std::printf("%ld of %ld handled, %ld moved, %ld left out\n",
                  static_cast<long>(NumberMember(answer, "handled")),
                  static_cast<long>(NumberMember(answer, "count")),
                  static_cast<long>(NumberMember(answer, "moved")),
                  static_cast<long>(NumberMember(answer, "left_out")));
      std::fflush(stdout);
    }
    if (NumberMember(answer, "handled") == NumberMember(answer, "count")) return answer;
    const std::string next = TextMember(answer, "next_at");
    if (next.empty()) continue;
    // Not its first batch's day yet: nobody waits for that at a terminal.
    if (NumberMember(answer, "handled") == 0) {
      if (!quiet) std::printf("it begins on %s; carry it out then\n", next.c_str());
      return answer;
    }
    SB_ASSIGN(const TimeUs at, ParseTime(next));
    RestUntil(at);
  }
}

// What is not so now is no failure of the program.
int FailMove(const Error& error) {
  const int exit = Fail(error);
  return error.code == Code::kConflict ? kExitNotSo : exit;
}

Status WriteMoveCsv(const MoveCommand& command, const std::string& csv) {
  return command.out.empty() ? Status() : WriteWhole(command.out, csv);
}

void PrintMove(const std::string& answer, bool json) {
  const std::string text = json ? answer + "\n" : TextMember(answer, "text");
  std::fputs(text.c_str(), stdout);
}

Status CarryChange(const MoveCommand& command) {
  SB_ASSIGN(MoveTarget target, MoveTarget::Open(command.workspace));
  if (!command.approve.empty()) {
    SB_ASSIGN(const std::string answer, target.Approve(command));
    if (command.json)
      PrintMove(answer, true);
    else
      std::printf("%s is approved; carry it out with `--continue %s`\n", command.approve.c_str(),
                  command.approve.c_str());
    return {};
  }
  std::string plan = command.go_on;
  bool waits = false;
  if (plan.empty()) {
    SB_ASSIGN(const std::string planned, target.Plan(command));
    plan = TextMember(planned, "id");
    SB_TRY(WriteMoveCsv(command, TextMember(planned, "csv")));
    waits = command.kind == MoveKind::kRealign && command.undo.empty() &&
            command.request.options.needs_approval;
    if (!command.json || plan.empty() || waits) PrintMove(planned, command.json);
    if (plan.empty()) return {};
    if (!command.json) std::printf("planned as %s\n", plan.c_str());
  }
  if (waits) {
    if (!command.json)
      std::printf("it waits for somebody else: `realign --approve %s --by WHO`\n", plan.c_str());
    return {};
  }
  SB_ASSIGN(const std::string done, CarryOut(target, plan, command.json));
  if (command.json) PrintMove(done, true);
  return {};
}

}  // namespace

void AddMoveOptions(CLI::App& command, MoveCommand* options) {
  AddWorkspaceOption(command, &options->workspace, true);
  command.add_flag("--apply", options->apply, "move them; without it nothing changes");
  command.add_option("--batch", options->request.options.batch, "leads of one batch (100)")
      ->check(WholeNumber());
  command.add_option("--every", options->every, "time between batches, such as 10m (none)");
  command.add_option("--by", options->request.options.by, "who does it: a person's id");
  command.add_option("--undo", options->undo, "put back what this plan moved and still stands");
  command.add_option("--continue", options->go_on, "carry this plan out");
  command.add_flag("--list", options->list, "repairs and realignments so far");
  command.add_option("--out", options->out, "write every lead to this CSV file");
  command.add_flag("--json", options->json, "as JSON");
}

int RunMoves(MoveCommand command) {
  if (const Status read = ReadMoveOptions(&command); !read.ok()) return Fail(read.error());
  const bool changes =
      command.apply || !command.undo.empty() || !command.approve.empty() || !command.go_on.empty();
  if (changes && !command.list) {
    const Status done = CarryChange(command);
    return done.ok() ? kExitDone : FailMove(done.error());
  }
  const Result<std::string> answer =
      command.list ? ListAnywhere(command.workspace) : PreviewAnywhere(command);
  if (!answer.ok()) return FailMove(answer.error());
  if (!command.list) {
    const Status written = WriteMoveCsv(command, TextMember(*answer, "csv"));
    if (!written.ok()) return Fail(written.error());
  }
  PrintMove(*answer, command.json);
  return kExitDone;
}

}  // namespace signalbox
