// The coverage watch over a stored log: what the decisions of a period say about the active policy.
// Of each run the first decision counts, whatever version made it; one that is asked again while
// the record waits says nothing new.
//
// Two readings, neither of which keeps a record for longer than its run takes to be decided: one of
// the whole log for people and versions, told by the envelopes alone; one of the two periods.
// Memory is the roster, kMaxWatchedRuns records and what policy/coverage_watch.h keeps, whatever
// the log's length.
#pragma once

#include "policy/coverage_watch.h"
#include "store/keyring.h"
#include "store/store.h"
#include "workspace/stored_state.h"

namespace signalbox {

// Records whose run waits for its first decision; the oldest beyond that are counted and not looked
// at.
inline constexpr size_t kMaxWatchedRuns = 10'000;
// The longest period: with the one before it, ten years.
inline constexpr int64_t kMaxWatchDays = 1'826;

struct CoverageOptions {
  TimeUs now = 0;
  int64_t days = 90;
};

// Of everything that is committed when it begins; the workspace may go on working meanwhile. Any
// thread. kInvalid for days out of range, kNotFound when no policy is active.
Result<WatchReport> WatchCoverage(const Store& store, const Keyring& keys,
                                  const StoredPolicyLoader& load_policy,
                                  const CoverageOptions& options);

}  // namespace signalbox
