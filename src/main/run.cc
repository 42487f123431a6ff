// `signalbox run cancel`.
#include <cstdio>
#include <memory>

#include "base/json_writer.h"
#include "base/markup.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/operator.h"
#include "main/workspace_flags.h"
#include "workspace/run_changes.h"

namespace signalbox {
namespace {

struct RunOptions {
  WorkspaceOptions workspace;
  std::string run, reason;
  bool json = false;
};

struct Cancelled {
  std::string lead, status, reason;
};

Result<Cancelled> CancelOnServer(const RunOptions& options) {
  std::string body;
  JsonWriter(&body).BeginObject().Member("reason", options.reason).EndObject();
  SB_ASSIGN(const std::string answer,
            AskServer(options.workspace, Method::kPost,
                      "/v1/runs/" + UrlEscape(options.run) + "/cancel", body));
  return Cancelled{TextMember(answer, "lead_id"), TextMember(answer, "status"),
                   TextMember(answer, "reason")};
}

Result<Cancelled> CancelOrAsk(const RunOptions& options) {
  Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) return CancelOnServer(options);
  if (!workspace.ok()) return workspace.error();
  SB_ASSIGN(const LeadAnswer answer,
            CancelRun(**workspace, kOperator, options.run, options.reason));
  return Cancelled{FormatId("lead", answer.lead), std::string(StatusName(answer.status)),
                   answer.reason};
}

int RunCancel(const RunOptions& options) {
  const Result<Cancelled> done = CancelOrAsk(options);
  if (!done.ok()) {
    const int exit = Fail(done.error());
    // That the run is over is an answer, and no failure of the world.
    return done.error().code == Code::kConflict ? int{kExitNotSo} : exit;
  }
  if (options.json) {
    std::string text;
    JsonWriter(&text)
        .BeginObject()
        .Member("run_id", options.run)
        .Member("lead_id", done->lead)
        .Member("status", done->status)
        .Member("reason", done->reason)
        .EndObject();
    std::printf("%s\n", text.c_str());
  } else {
    std::printf("%s is cancelled; %s is %s: %s\n", options.run.c_str(), done->lead.c_str(),
                done->status.c_str(), done->reason.c_str());
  }
  return kExitDone;
}

}  // namespace

void AddRun(CLI::App& app, int* exit) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* run = app.add_subcommand("run", "runs that are under way");
  run->require_subcommand(1);
  CLI::App* cancel = run->add_subcommand("cancel", "end a run; its record is held");
  cancel->add_option("run", options->run, "its id, `run_...`")->required();
  AddWorkspaceFlags(*cancel, &options->workspace);
  cancel->add_option("--reason", options->reason, "why, for whoever asks later");
  cancel->add_flag("--json", options->json, "as JSON");
  cancel->callback([options, exit] { *exit = RunCancel(*options); });
}

}  // namespace signalbox
