// Records that wait for a pool, and what a pool asks of the state besides its own turns.
//
// The index of who waits is folded with the runs: whoever began to wait first stands first, and
// people who asked for contact stand before lists. It lies in the state; the engine's thread only.
#pragma once

#include <compare>
#include <string>

#include "base/ids.h"
#include "engine/events.h"
#include "policy/decision.h"

namespace signalbox {

struct LeadEntry;
struct Run;
struct State;

// Requests sort before lists.
struct PoolLane {
  std::string pool;
  bool list = false;
  auto operator<=>(const PoolLane&) const = default;
};

// A run that was just held for a pool takes its place, the one that it had if it waited before.
void BeginWaiting(int64_t position, Run* run, State* state);
// Does nothing for a run that waits for no pool.
void EndWaiting(Run* run, State* state);
// The same run as it was copied earlier stands where it stood then.
void PutBackWaiting(const Run& run, State* state);

// The record's owner, and with it how many open records each person has.
void MoveOwner(PersonRef owner, LeadEntry* entry, State* state);

// Owners before, open records and who waits, for a decision about the record. What `input` refers
// to is the state's own and lasts until the state changes.
void AddWhatPoolsAsk(const State& state, uint32_t lead, DecideInput* input);

}  // namespace signalbox
