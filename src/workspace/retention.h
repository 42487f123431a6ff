// The rule of retention: how long what people said is kept when nothing happens to it any more.
//
// A lead whose record and run had no event for so many days is forgotten as `forget` does it
// (workspace/forget.h): the work on it ends, and its key is destroyed. Who has a legal hold stays.
// Contacts are the caller's own directory and are kept until they are removed or forgotten.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// 0: no rule. Above it at least a day, at most a hundred years: kInvalid otherwise. The position of
// the event. Any thread but the engine's.
Result<int64_t> SetRetention(Workspace& workspace, const Actor& actor, int64_t lead_days);

// `{"lead_days": N}`. Any thread but the engine's.
std::string RetentionRuleJson(Workspace& workspace);

struct RetentionReport {
  int64_t lead_days = 0;
  int64_t looked_at = 0;
  int64_t expired = 0;  // forgotten, or to be forgotten where nothing was to change
  int64_t held = 0;     // by a legal hold, though their time is over

  std::string Json() const;
};

enum class RetentionMode : uint8_t { kForget, kCount };

// How far one look at all leads has come.
struct Expiry {
  size_t next = 0;  // place in State::leads
  RetentionReport report;
  std::vector<int64_t> subjects;  // of this turn, whose keys go once it is durable
};

// Looks at some hundred leads, and records the erasures that are due. False when all were looked
// at; kConflict where there is no rule. Engine thread.
Result<bool> ExpireLeads(Turn& turn, const Actor& actor, RetentionMode mode, Expiry* expiry);

// Does what the rule says now; kConflict where there is none. A few hundred leads a turn, so that
// intake goes on beside it. When it is cut short, what was recorded is finished by the next start
// and the rest by the next call. Any thread but the engine's.
Result<RetentionReport> ApplyRetention(Workspace& workspace, const Actor& actor,
                                       RetentionMode mode);

// Applies the rule at once and then every hour, on a thread of its own, while it lives.
class RetentionKeeper {
 public:
  explicit RetentionKeeper(Workspace& workspace);  // outlives the keeper
  ~RetentionKeeper();
  RetentionKeeper(const RetentionKeeper&) = delete;
  RetentionKeeper& operator=(const RetentionKeeper&) = delete;

 private:
  void Run();

  Workspace& workspace_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace signalbox
