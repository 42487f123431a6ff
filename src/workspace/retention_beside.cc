#include "workspace/retention_beside.h"

#include <filesystem>

#include "engine/law_events.h"
#include "workspace/retention_rules.h"

namespace signalbox {
namespace {

Status ExpireReadings(Workspace& workspace, const Actor& actor, RetentionMode mode, int64_t days,
                      ReadingLog& readings, RetentionReport* report) {
  // Whole days, or each hour's few rows would be an event of their own.
  TimeUs before = workspace.clock().Now() - days * kDayUs;
  before -= before % kDayUs;
  for (;;) {
    SB_ASSIGN(const OldReadings old, readings.OlderThan(before));
    report->readings += old.rows;
    if (old.rows == 0 || mode == RetentionMode::kCount) return {};
    // When the process dies after this, the next round says it again and takes them away.
    SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
      return turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kReadingsExpired,
                        actor, ev::ReadingsExpired{old.last, old.rows, before, old.hash});
    }));
    SB_TRY(readings.Expire(old, actor.ref));
  }
}

Status ExpireNotices(RetentionMode mode, TimeUs before, NoticeBook& notices,
                     RetentionReport* report) {
  SB_ASSIGN(report->notices,
            mode == RetentionMode::kCount ? notices.CountExpired(before) : notices.Expire(before));
  return {};
}

}  // namespace

Result<OwnStoresBeside> OwnStoresBeside::Open(Workspace& workspace) {
  OwnStoresBeside own;
  std::error_code none;
  const std::string readings = workspace.directory() + "/readings.db";
  const std::string notices = workspace.directory() + "/notices.db";
  if (std::filesystem::exists(readings, none))
    own.readings_ = std::make_unique<ReadingLog>(readings, workspace.clock());
  if (std::filesystem::exists(notices, none)) {
    SB_ASSIGN(own.notices_, NoticeBook::Open(notices, workspace.keys(), workspace.clock().Now()));
  }
  return own;
}

Status ExpireBeside(Workspace& workspace, const Actor& actor, RetentionMode mode,
                    const StoresBeside& stores, RetentionReport* report) {
  const RetentionRules rules = RulesOf(workspace);
  if (stores.readings != nullptr && rules.reading_days > 0)
    SB_TRY(ExpireReadings(workspace, actor, mode, rules.reading_days, *stores.readings, report));
  if (stores.notices == nullptr) return {};
  const TimeUs kept = rules.notice_days > 0 ? rules.notice_days * kDayUs : kNoticesKeptUs;
  return ExpireNotices(mode, workspace.clock().Now() - kept, *stores.notices, report);
}

}  // namespace signalbox
