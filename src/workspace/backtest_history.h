// A backtest over what was recorded: the log is folded, and at every decision of the slice both
// versions are asked.
#pragma once

#include "base/result.h"
#include "store/keyring.h"
#include "store/store.h"
#include "workspace/backtest.h"
#include "workspace/stored_state.h"

namespace signalbox {

// Of everything that is committed when it begins; the workspace may go on working meanwhile. Any
// thread. A slice without decisions is a report of no leads; kCorrupt where the log does not fold.
Result<BacktestReport> BacktestHistory(const Store& store, const Keyring& keys,
                                       const StoredPolicyLoader& load_policy,
                                       const BacktestOptions& options);

// A published version by name, by full hash, or `active`, found by looking through the log.
// kNotFound when it was never published.
Result<std::shared_ptr<const PolicyVersion>> FindStoredVersion(
    const Store& store, const StoredPolicyLoader& load_policy, const std::string& name);

}  // namespace signalbox
