// Why not: the smallest change of a record, or of somebody's availability, with which a decision
// would have gone to somebody else.
//
// The search goes from the rules and rows that lead to the wanted person or queue back to the
// attributes that they, and whatever stands before them, ask for; values are those that conditions
// and rows name. It is bounded (kMaxWhyNotDecisions, turns that are looked ahead included), and
// nothing is told that was not decided with the change: each way was put to Decide, and came out
// there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decision.h"

namespace signalbox {

// More than this is another lead, not a change of this one.
inline constexpr size_t kMaxWhyNotChanges = 3;
// About a second of work; a policy of ten thousand rows is looked through in a tenth of it.
inline constexpr int64_t kMaxWhyNotDecisions = 300'000;
// Turns of a pool that are looked ahead.
inline constexpr int64_t kMaxWhyNotTurns = 1'000;
// Ways of the same size that are told.
inline constexpr size_t kMaxWhyNotWays = 3;

struct WhyNotChange {
  std::string attribute;
  std::string from, to;  // as texts; empty where it is missing
  bool operator==(const WhyNotChange&) const = default;
};

// One way in which it would have gone there.
struct WhyNotWay {
  std::vector<WhyNotChange> changes;  // by attribute; none when only the time was against it
  std::string absence;                // what would have had to be otherwise, an AbsenceName
  int64_t turns = 0;                  // leads before it in `pool`'s turn; 0: at once
  std::string rule, row, pool;        // by which it would have gone
  bool operator==(const WhyNotWay&) const = default;
};

struct WhyNot {
  std::string wanted;
  bool is_person = false;
  bool known = true;          // false: neither on the roster nor a queue of the policy
  bool got_it = false;        // it did go there
  bool reachable = true;      // false: no rule, row or pool of the policy leads there
  bool looked_at_all = true;  // false: the search ended at its most decisions
  int64_t decisions = 0;      // that the answer took
  std::string lost, lost_by;  // why they lost in the decision itself, and by which guard or rule
  Decision decision;          // as it was
  // The smallest, best first; empty when no change of up to kMaxWhyNotChanges attributes does it.
  std::vector<WhyNotWay> ways;
};

// `wanted` is a person's or a queue's id. Never decides more often than `most_decisions`. Pure;
// thread safe.
WhyNot ExplainWhyNot(const Policy& policy, const DecideInput& input, std::string_view wanted,
                     int64_t most_decisions = kMaxWhyNotDecisions);

// In plain words, some lines.
std::string WhyNotText(const WhyNot& answer);

}  // namespace signalbox
