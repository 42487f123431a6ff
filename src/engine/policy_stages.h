// In which stage each version of the policy is, and what is counted while one is tried.
//
// Folded state: changes through ApplyEvent only (apply_policy.cc). Everything here is integers, so
// that every machine folds and judges alike. Engine thread only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/clock.h"
#include "engine/policy_events.h"

namespace signalbox {

// Where runs came to rest for the first time: over, or waiting for a person or a timer.
struct StageCounts {
  int64_t decided = 0;
  int64_t rejected = 0;
  int64_t held = 0;
  int64_t unassigned = 0;  // no rule matched
  int64_t breached = 0;    // an SLA was, of a clock that began in the window
  bool operator==(const StageCounts&) const = default;
};

struct ShadowCounts {
  int64_t compared = 0;
  int64_t moved = 0;  // would have gone elsewhere
  int64_t held = 0, unassigned = 0;
  bool operator==(const ShadowCounts&) const = default;
};

struct VersionStage {
  PolicyStage stage = PolicyStage::kDraft;
  int64_t share_e4 = 0;  // of a canary, as the next two; 0 otherwise
  int64_t halt_margin_e4 = 0, halt_after = 0;
  PersonRef author = 0, approver = 0;  // 0: nobody yet
  // Of the canary and of the active version, since the canary is one or another became active; they
  // stay as they were once there is no canary.
  StageCounts counts;
  ShadowCounts shadow;                     // since it was last put into the shadow
  std::optional<ev::PolicyHalted> halted;  // until it is moved again
};

struct PolicyStages {
  std::map<Digest, VersionStage> versions;  // all that were published
  Digest shadow{}, canary{};                // zero: there is none
  TimeUs counted_since = 0;                 // of `counts`
  bool approval_required = false;

  bool has_canary() const { return canary != Digest{}; }
  bool has_shadow() const { return shadow != Digest{}; }
};

// 10 percentage points, and a sample that half a percent of chance does not fill.
inline constexpr int64_t kHaltMarginE4 = 1'000;
inline constexpr int64_t kHaltAfter = 50;

// What a lead is known by for shares: its first identity, else what it said. Stable for the record.
uint64_t ShareKey(const KeyedHash& identity);

// Where a lead stands among 10,000, by SHA-256(version ‖ key): below the share, the canary decides
// it. So who is in stays in when the share is raised, and another version takes another sample.
int64_t ShareBucket(const Digest& version, uint64_t key);

// The first rate of the canary, in the order of StageCounts, that exceeds the active version's by
// more than its margin, once the canary has decided `halt_after` leads and the active one a fifth
// of that. Rates are compared in millionths, rounded down.
std::optional<ev::PolicyHalted> BrokenGuard(const PolicyStages& stages, const Digest& active);

}  // namespace signalbox
