// What waits for somebody: leads without an owner, time limits that ran out or soon will, and how
// much came in, counted from the views.
//
// Reads DIR/views.db on a connection of its own; any thread. Holds no personal data.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "engine/events.h"

namespace signalbox {

// Of the time limits that end soon; an hour leaves time to act.
inline constexpr TimeUs kDueSoonUs = 3600 * kSecondUs;

// Leads that wait in the same place for the same thing.
struct WaitingLeads {
  LeadStatus status = LeadStatus::kQueued;
  std::string queue, rule, reason;
  int64_t count = 0;
  TimeUs oldest_at = 0;  // when the first of them was received
  int64_t late = 0;      // whose time limit ran out
};

struct Attention {
  std::vector<WaitingLeads> waiting;  // queued, held, failed; the longest wait first
  // Of leads that have an owner and are not finished: time limits that ran out, or will within
  // kDueSoonUs.
  int64_t late = 0, due_soon = 0;
  TimeUs oldest_due_at = 0;  // of both; 0 for none
  // Leads whose owner is not whom the policy named, because another system or a person changed it:
  // before write-back, which then overwrote nothing, or after it.
  int64_t owner_differs = 0;
  TimeUs oldest_differs_at = 0;  // when the first of them was received; 0 for none
  // Received since the last midnight of UTC, and in the same stretch seven days before.
  int64_t today = 0, week_ago = 0;
  std::vector<std::pair<LeadStatus, int64_t>> by_status;  // all leads
  int64_t as_of = 0;  // the views hold everything before this position

  std::string Json() const;
};

// `views_path` names the tables that a Views object keeps.
Result<Attention> ReadAttention(const std::string& views_path, TimeUs now);

// How many leads each rule, guard and `nothing_matched` of a policy version decided about last.
Result<std::map<std::string, int64_t>> CountByRule(const std::string& views_path,
                                                   const Digest& policy);

}  // namespace signalbox
