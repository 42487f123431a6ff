#include "workspace/purge.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "base/json_writer.h"
#include "base/log.h"
#include "engine/purge.h"
#include "engine/purge_agents.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/search_index.h"

namespace signalbox {
namespace {

constexpr int64_t kMostDays = 36'500;

int64_t LogBytes(const std::string& directory) {
  int64_t bytes = 0;
  for (const char* end : {"", "-wal"}) {
    std::error_code none;
    const auto size = std::filesystem::file_size(directory + "/log.db" + end, none);
    if (!none) bytes += static_cast<int64_t>(size);
  }
  return bytes;
}

void Take(const ev::Purged& plan, PurgeReport* report) {
  report->before = plan.before;
  report->removed = plan.removed;
  report->reduced = plan.reduced;
  report->leads = plan.leads;
  report->runs = plan.runs;
}

Result<ev::Purged> PlanFor(const Store& store, int64_t older_than_days) {
  const TimeUs now = SystemClock().Now();
  SB_ASSIGN(const int64_t before, FirstPositionFrom(store, now - older_than_days * kDayUs));
  SB_ASSIGN(const int64_t agent_days, AgentDaysOf(store));
  if (agent_days == 0) return PlanPurge(store, before);
  SB_ASSIGN(const int64_t agents, FirstPositionFrom(store, now - agent_days * kDayUs));
  return PlanPurge(store, before, agents);
}

Result<PurgeReport> CountOnly(const WorkspaceOptions& options, PurgeReport report) {
  OpenOptions open;
  open.read_only = true;
  SB_ASSIGN(const std::unique_ptr<Store> store, OpenSqliteStore(options.directory, open));
  SB_ASSIGN(const ev::Purged plan, PlanFor(*store, report.older_than_days));
  SB_ASSIGN(const ev::Purged last, LastPurge(*store));
  Take(plan, &report);
  report.anything_new = plan.remainder != last.remainder;
  return report;
}

// The event that declares the purge, where there is anything to do.
Status Declare(const WorkspaceOptions& options, const Actor& actor, PurgeReport* report) {
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, Workspace::Open(options));
  SB_ASSIGN(const ev::Purged plan, PlanFor(workspace->store(), report->older_than_days));
  SB_ASSIGN(const ev::Purged last, LastPurge(workspace->store()));
  Take(plan, report);
  report->anything_new = plan.remainder != last.remainder;
  if (report->anything_new) {
    SB_TRY(workspace->Apply([&](Turn& turn) -> Status {
      return turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kPurged, actor,
                        plan);
    }));
  }
  workspace->Close();
  return {};
}

}  // namespace

std::string PurgeReport::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("dry_run", dry_run).Member("older_than_days", older_than_days);
  json.Member("before", before).Member("removed", removed).Member("reduced", reduced);
  json.Member("leads", leads).Member("runs", runs).Member("anything_new", anything_new);
  json.Member("bytes_before", bytes_before).Member("bytes_after", bytes_after).EndObject();
  return text;
}

Result<PurgeReport> PurgeWorkspace(const WorkspaceOptions& options, const Actor& actor,
                                   int64_t older_than_days, PurgeMode mode) {
  if (older_than_days < 0 || older_than_days > kMostDays)
    return Err(Code::kInvalid,
               fmt::format("`{}` is no number of days from 0 to {}", older_than_days, kMostDays));
  PurgeReport report;
  report.older_than_days = older_than_days;
  report.bytes_before = LogBytes(options.directory);
  if (mode == PurgeMode::kCount) {
    report.dry_run = true;
    return CountOnly(options, report);
  }
  SB_TRY(Declare(options, actor, &report));
  // A start carries out what was declared, as after a crash.
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, Workspace::Open(options));
  workspace->Close();
  report.bytes_after = LogBytes(options.directory);
  return report;
}

Status FinishPurge(const std::string& directory, const State& state, Store& store) {
  if (state.purges.empty() || state.purges.back().position <= store.purged_by()) return {};
  for (const char* end : {"", "-wal", "-shm"}) unlink((directory + "/views.db" + end).c_str());
  RemoveSearchIndex(directory);
  const Result<bool> done = CarryOutPurge(state, store);
  if (done.ok()) return {};
  if (done.error().code != Code::kUnavailable) return done.error();
  Log(LogLevel::kWarning, done.error().message);
  return {};
}

}  // namespace signalbox
