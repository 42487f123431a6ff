// `signalbox rebuild`: derives the views anew from the log, or checks that they are what it says.
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

struct RebuildOptions {
  WorkspaceOptions workspace;
  bool check = false;
  bool json = false;
};

Result<int64_t> Rebuild(const std::string& path, const Store& store) {
  for (const char* end : {"", "-wal", "-shm"}) unlink((path + end).c_str());
  SB_ASSIGN(const std::unique_ptr<Views> views, Views::Open(path));
  for (bool more = true; more;) {
    SB_ASSIGN(more, views->CatchUp(store, store.next_position()));
  }
  return views->applied_position();
}

int ShowCheck(const RebuildOptions& options, const std::string& difference) {
  const bool same = difference.empty();
  if (options.json)
    std::printf("{\"identical\":%s}\n", same ? "true" : "false");
  else
    std::printf("%s\n", same ? "the views are what the log says" : difference.c_str());
  return same ? kExitDone : kExitNotSo;
}

int ShowRebuilt(const RebuildOptions& options, int64_t events) {
  if (options.json)
    std::printf("{\"events\":%ld}\n", events);
  else
    std::printf("rebuilt from %s\n", Counted(events, "event").c_str());
  return kExitDone;
}

int AskForRebuild(const RebuildOptions& options) {
  const Result<std::string> answer =
      options.check ? AskServer(options.workspace, Method::kGet, "/v1/views/check", "")
                    : AskServer(options.workspace, Method::kPost, "/v1/views/rebuild", "");
  if (!answer.ok()) return Fail(answer.error());
  if (options.check) return ShowCheck(options, TextMember(*answer, "difference"));
  return ShowRebuilt(options, NumberMember(*answer, "events"));
}

int RunRebuild(const RebuildOptions& options) {
  // Reading holds the workspace's lock, so no server writes the same tables meanwhile.
  OpenOptions open;
  open.read_only = true;
  const Result<std::unique_ptr<Store>> store = OpenSqliteStore(options.workspace.directory, open);
  if (!store.ok() && store.error().code == Code::kConflict) return AskForRebuild(options);
  if (!store.ok()) return Fail(store.error());
  const std::string views = options.workspace.directory + "/views.db";
  if (options.check) {
    const Result<std::string> difference = CompareWithLog(views, **store);
    return difference.ok() ? ShowCheck(options, *difference) : Fail(difference.error());
  }
  const Result<int64_t> events = Rebuild(views, **store);
  return events.ok() ? ShowRebuilt(options, *events) : Fail(events.error());
}

}  // namespace

void AddRebuild(CLI::App& app, int* exit) {
  auto options = std::make_shared<RebuildOptions>();
  CLI::App* command = app.add_subcommand("rebuild", "derive the views anew from the log");
  command->add_option("--workspace", options->workspace.directory, "the workspace")->required();
  command->add_flag("--check", options->check, "only compare, change nothing");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunRebuild(*options); });
}

}  // namespace signalbox
