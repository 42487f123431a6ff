// LawState: what the state keeps of erasures and legal holds.
//
// Part of State; changed by ApplyLaw only (engine/apply_law.cc).
#pragma once

#include <cstdint>
#include <map>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "base/ids.h"
#include "store/event.h"

namespace signalbox {

struct LegalHold {
  EntityKind kind = EntityKind::kLead;
  int64_t position = -1;  // of the event that set it, which has the reason
  TimeUs since = 0;
  bool operator==(const LegalHold&) const = default;
};

// A purge that was declared (State::purges).
struct PurgeEntry {
  int64_t position = -1;  // of the event that declares it
  int64_t before = 0;
  TimeUs at = 0;
  Digest remainder{};
};

// How long each store keeps what is personal, in days; 0 where there is no rule. In an event and in
// the state alike (docs/law.md, docs/formats.md).
struct RetentionRules {
  int64_t lead_days = 0;     // a lead, after the last thing that happened to it
  int64_t agent_days = 0;    // what agents said of it, after its run was over
  int64_t reading_days = 0;  // a row of who read what
  int64_t notice_days = 0;   // a notice
  bool operator==(const RetentionRules&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.lead_days), v(1, s.agent_days), v(2, s.reading_days), v(3, s.notice_days);
  }
};

struct LawState {
  // Places in State::leads. A key that led to one of them leads nowhere, and the next record that
  // has the key takes it over: who comes back is somebody new.
  std::unordered_set<uint32_t> forgotten;
  // Whose keys are destroyed, or are about to be; in the order of the log.
  std::vector<int64_t> subjects;
  std::map<Id, LegalHold> holds;  // by record
  RetentionRules rules;
};

}  // namespace signalbox
