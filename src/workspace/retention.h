// Keeping the rules of retention (retention_rules.h): how long what people said is kept when
// nothing happens to it any more.
//
// A lead whose record and run had no event for so many days is forgotten as `forget` does it
// (workspace/forget.h): the work on it ends, and its key is destroyed; with it goes what was
// written in the desk's requests about it. A request that was over for so many days is forgotten
// whatever its lead is. Who has a legal hold stays, and so do the requests about them. Contacts are
// the caller's own directory and are kept until they are removed or forgotten. What lies beside the
// log has rules of its own (retention_beside.h); what agents said of a lead that stays goes with
// the next purge (purge.h).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/rounds.h"
#include "workspace/workspace.h"

namespace signalbox {

class NoticeBook;
class ReadingLog;

// What lies beside the log, where it is there; none is owned.
struct StoresBeside {
  ReadingLog* readings = nullptr;
  NoticeBook* notices = nullptr;
};

struct RetentionReport {
  int64_t lead_days = 0;
  int64_t looked_at = 0;
  int64_t expired = 0;   // forgotten, or to be forgotten where nothing was to change
  int64_t held = 0;      // by a legal hold, though their time is over
  int64_t requests = 0;  // of the desk, as `expired`
  int64_t held_requests = 0;
  int64_t readings = 0;  // rows of who read what, as `expired`
  int64_t notices = 0;   // the same

  std::string Json() const;
};

enum class RetentionMode : uint8_t { kForget, kCount };

// How far one look at all leads and requests has come.
struct Expiry {
  size_t next = 0;           // place in State::leads
  int64_t next_request = 0;  // number
  RetentionReport report;
  std::vector<int64_t> subjects;  // of this turn, whose keys go once it is durable
  std::set<Id> counted;           // leads that are due, whose requests are counted with them
};

// Looks at some hundred leads, and records the erasures that are due, with those of the requests
// about them. False when all were looked at; kConflict where there is no rule. Engine thread.
Result<bool> ExpireLeads(Turn& turn, const Actor& actor, RetentionMode mode, Expiry* expiry);
// The same for requests that were over long enough; after the leads, so that none is counted twice.
Result<bool> ExpireRequests(Turn& turn, const Actor& actor, RetentionMode mode, Expiry* expiry);

// Does what the rules say now; kConflict where there is none. A few hundred leads a turn, so that
// intake goes on beside it. When it is cut short, what was recorded is finished by the next start
// and the rest by the next call. Any thread but the engine's.
Result<RetentionReport> ApplyRetention(Workspace& workspace, const Actor& actor, RetentionMode mode,
                                       const StoresBeside& stores);

// Applies the rules at once and then every hour, on a thread of its own, while it lives.
class RetentionKeeper {
 public:
  // All outlive the keeper.
  RetentionKeeper(Workspace& workspace, const StoresBeside& stores);

 private:
  void Once();

  Workspace& workspace_;
  const StoresBeside stores_;
  Rounds rounds_;
};

}  // namespace signalbox
