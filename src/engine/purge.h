// Purging the older part of the log of what nobody needs any more (docs/law.md; the why in
// docs/decisions/purge.md).
//
// Below a position, of a lead whose person was forgotten and whose runs are over, what agents said
// on the way goes with its event; of everything that was sealed for somebody who was forgotten, the
// sealed bytes go. With a rule for agents, so do the sealed bytes of what they said in runs that
// have been over for as long as it says (engine/purge_agents.h). What is left still folds to the
// same state: turns of pools, counts, keyed hashes and everybody who is not forgotten stand in it
// as before. So every fold from the first event (start, rebuild, replay, backtest) goes on as it
// did.
//
// A purge is declared by an event, `Purged`, and carried out once that is durable, at the latest by
// the next start. Both come to the same, for what goes is decided by the log below the position
// alone. No keys are needed.
#pragma once

#include <cstdint>

#include "base/hash.h"
#include "base/result.h"
#include "engine/law_events.h"
#include "engine/state.h"
#include "store/store.h"

namespace signalbox {

// What a purge of everything below `before`, or below where an earlier purge ended, would do: the
// event that would declare it. What agents said goes below `agents_before`, and at most below
// `before`; 0 where there is no rule for it. Reads the log up to five times. kInvalid where the log
// does not reach `before`.
Result<ev::Purged> PlanPurge(const Store& store, int64_t before, int64_t agents_before = 0);

// The declaration of the purge that was carried out last; all zero where none was.
Result<ev::Purged> LastPurge(const Store& store);

// Carries out the purge that was declared last, where that is still to be done; false where there
// is nothing to do. kCorrupt, and nothing is changed, where what would be left is not what was
// declared. The engine's thread, between turns. Its other errors are those of Store::Purge.
Result<bool> CarryOutPurge(const State& state, Store& store);

// The first position whose event is not older than `time`, the log's end where all are.
Result<int64_t> FirstPositionFrom(const Store& store, TimeUs time);

}  // namespace signalbox
