// `signalbox replay`: decides every stored run again and says what differs.
#include "workspace/replay.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "base/json_writer.h"
#include "main/command.h"
#include "main/control.h"
#include "main/workspace_flags.h"

namespace signalbox {
namespace {

struct Options {
  WorkspaceOptions workspace;
  ReplayOptions replay;
  bool json = false;
};

// More is for programs, which ask for JSON.
constexpr size_t kShown = 20;

void PrintReplay(const ReplayReport& report) {
  std::printf("%s: %ld identical, %ld different, %ld erased, %ld of another engine version\n",
              Counted(report.runs, "run").c_str(), report.identical, report.different,
              report.erased, report.engine_changed);
  for (size_t i = 0; i < std::min(kShown, report.differences.size()); ++i) {
    const ReplayDifference& one = report.differences[i];
    std::printf("\n%s, position %ld\n  stored   %s\n  now      %s\n", one.run_id.c_str(),
                one.position, one.expected.empty() ? "nothing" : one.expected.c_str(),
                one.got.empty() ? "nothing" : one.got.c_str());
  }
  if (!report.compared_policy) return;
  std::printf("\nwith policy %s, %ld of %s would have gone elsewhere\n", report.policy.c_str(),
              report.moved_count, Counted(report.decisions, "decision").c_str());
  for (size_t i = 0; i < std::min(kShown, report.moved.size()); ++i) {
    const ReplayMove& move = report.moved[i];
    std::printf("  %s  %s -> %s\n", move.lead_id.c_str(), move.from.c_str(), move.to.c_str());
  }
  if (report.moved_count > static_cast<int64_t>(kShown)) std::printf("  ... see --json\n");
}

Result<ReplayReport> ReplayWorkspace(const Options& options) {
  const Result<StoredWorkspace> stored = OpenStored(options.workspace);
  if (stored.ok()) {
    return Replay(*stored->store, *stored->keys, LoadStoredVersion, options.replay);
  }
  if (stored.error().code != Code::kConflict) return stored.error();
  std::string body;
  if (!options.replay.policy.empty()) {
    JsonWriter json(&body);
    json.BeginObject().Member("policy", options.replay.policy).EndObject();
  }
  SB_ASSIGN(const std::string answer,
            AskServer(options.workspace, Method::kPost, "/v1/replay", body));
  return ReadReplayReport(answer);
}

int RunReplay(const Options& options) {
  const Result<ReplayReport> report = ReplayWorkspace(options);
  if (!report.ok()) return Fail(report.error());
  if (options.json)
    std::printf("%s\n", report->Json().c_str());
  else
    PrintReplay(*report);
  return report->different > 0 ? kExitNotSo : kExitDone;
}

}  // namespace

void AddReplay(CLI::App& app, int* exit) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("replay", "decide every stored run again and compare");
  AddWorkspaceFlags(*command, &options->workspace);
  command->add_option("--policy", options->replay.policy,
                      "also say who would have gone elsewhere with this published version");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunReplay(*options); });
}

}  // namespace signalbox
