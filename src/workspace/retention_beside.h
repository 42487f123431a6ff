// The rules of retention for what lies beside the log: who read what (readings.db) and notices
// (notices.db).
//
// Rows of readings go from the oldest on. That they go is an event first, `ReadingsExpired`, with
// the hash that the rest of their chain goes on from, so an auditor can tell a rule that was kept
// from rows that somebody took away. Notices are made from the log, and need no such event.
#pragma once

#include <memory>

#include "access/reading_log.h"
#include "base/result.h"
#include "workspace/notice_book.h"
#include "workspace/retention.h"

namespace signalbox {

// The stores of a workspace that nobody serves, those that are there. As long as the workspace.
class OwnStoresBeside {
 public:
  static Result<OwnStoresBeside> Open(Workspace& workspace);
  StoresBeside stores() const { return {readings_.get(), notices_.get()}; }

 private:
  std::unique_ptr<ReadingLog> readings_;
  std::unique_ptr<NoticeBook> notices_;
};

// Does what the rules say now, or counts it, and adds it to `report`. Notices are kept for
// kNoticesKeptUs where there is no rule. Any thread but the engine's.
Status ExpireBeside(Workspace& workspace, const Actor& actor, RetentionMode mode,
                    const StoresBeside& stores, RetentionReport* report);

}  // namespace signalbox
