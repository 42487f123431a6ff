// The clear parts of the events about versions of the policy: published, moved from stage to stage,
// halted, approved, tried in the shadow (docs/lifecycle.md tells the story, docs/formats.md lists
// the keys).
//
// Shares, margins and rates are in ten-thousandths.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/body_codec.h"
#include "engine/clock_body.h"
#include "engine/event_type.h"
#include "policy/decision.h"

namespace signalbox {

// Numbers are stored; names are those of the API.
enum class PolicyStage : uint8_t {
  kDraft = 0,   // stored, decides nothing
  kShadow = 1,  // decides beside the active one, acts on nothing
  kCanary = 2,  // decides a stable share of the leads
  kActive = 3,  // decides the rest
  kRetired = 4,
};
std::string_view StageName(PolicyStage stage);

namespace ev {

struct PolicyPublished {
  static constexpr EventType kType = EventType::kPolicyPublished;
  Digest hash{};
  std::string name;
  PersonRef by = 0;  // who says to have written it; 0: nobody said
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.hash), v(1, s.name), v(2, s.by);
  }
};

// The version that was active before is retired by it.
struct PolicyActivated {
  static constexpr EventType kType = EventType::kPolicyActivated;
  Digest hash{};
  bool rollback = false;
  PersonRef by = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.hash), v(1, s.rollback), v(2, s.by);
  }
};

// A version goes to a stage other than active, or the canary gets another share.
struct PolicyStaged {
  static constexpr EventType kType = EventType::kPolicyStaged;
  Digest hash{};
  PolicyStage stage = PolicyStage::kDraft;
  int64_t share_e4 = 0;        // of a canary, as what follows
  int64_t halt_margin_e4 = 0;  // how far a rate may exceed the active version's
  int64_t halt_after = 0;      // leads that it decides before it is judged
  PersonRef by = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.hash), v(1, s.stage), v(2, s.share_e4), v(3, s.halt_margin_e4), v(4, s.halt_after),
        v(5, s.by);
  }
};

// The canary did worse than the active version by more than its margin, and is a draft again.
struct PolicyHalted {
  static constexpr EventType kType = EventType::kPolicyHalted;
  Digest hash{};
  std::string rate;                              // rejected, held, unassigned, sla_breached
  int64_t canary_count = 0, canary_decided = 0;  // of the canary, since it is one
  int64_t active_count = 0, active_decided = 0;  // of the active version, in the same time
  int64_t halt_margin_e4 = 0;
  bool operator==(const PolicyHalted&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.hash), v(1, s.rate), v(2, s.canary_count), v(3, s.canary_decided);
    v(4, s.active_count), v(5, s.active_decided), v(6, s.halt_margin_e4);
  }
};

// With a hash: `by` approves of that version. Without: from now on versions need somebody's
// approval before they see a lead, or do not.
struct PolicyApproval {
  static constexpr EventType kType = EventType::kPolicyApproval;
  Digest hash{};
  PersonRef by = 0;
  bool required = false;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.hash), v(1, s.by), v(2, s.required);
  }
};

// From now on a flag of the policy is on for a share of the leads: for none, or for all. Cleared,
// it is what the version that asks has as its default.
struct FlagSet {
  static constexpr EventType kType = EventType::kFlagSet;
  std::string name;
  int64_t share_e4 = 0;
  bool cleared = false;
  PersonRef by = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.name), v(1, s.share_e4), v(2, s.cleared), v(3, s.by);
  }
};

// A schedule of the active version looked at some of the records, in the order in which they came.
// Those that its condition held for were routed by events before this one, in the same turn.
struct ScheduleRan {
  static constexpr EventType kType = EventType::kScheduleRan;
  std::string schedule;  // ScheduleSpec::key
  int64_t moment = 0;    // when it was due
  int64_t next = 0;      // records looked at so far
  int64_t of = 0;        // records that there were when it began
  int64_t routed = 0;    // of those looked at, since it began
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.schedule), v(1, s.moment), v(2, s.next), v(3, s.of), v(4, s.routed);
  }
};

// What the shadow would have decided where a run was decided, by the event before this one. Its
// version is the event's pin.
struct ShadowDecided {
  static constexpr EventType kType = EventType::kShadowDecided;
  Disposition disposition = Disposition::kAssign;
  PersonRef owner = 0;
  std::string queue, rule, row, reason, pool;
  bool moved = false;  // to somebody or somewhere else than was decided
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.disposition), v(1, s.owner), v(2, s.queue), v(3, s.rule), v(4, s.row), v(5, s.reason);
    v(6, s.pool), v(7, s.moved);
  }
};

}  // namespace ev
}  // namespace signalbox
