// What must hold of an engine and its stored log at any time between two turns.
//
// One thread. Every check gives empty for good, or a sentence that says what is broken.
#pragma once

#include <string>

#include "engine/engine.h"
#include "workspace/replay.h"

namespace signalbox {

// No identity stands in two records.
std::string CheckIdentities(const Store& store);
// Every run ends, or waits for something that has a name; tasks and timers are those of the runs.
std::string CheckRuns(const Engine& engine);
// Clocks run only where they count, and never backwards.
std::string CheckClocks(const State& state);
// Folding the stored log from its beginning gives the state that is in memory.
std::string CheckFold(const Engine& engine, const ApplyContext& context);
// Feeding the stored inputs to the engine's core again gives the stored events.
std::string CheckReplay(const Engine& engine, const StoredPolicyLoader& load_policy);
// Whoever was forgotten has no key any more, and whoever has none is said to be forgotten. Not
// between an erasure and the end of its turn, and not before a restored log knows of it.
std::string CheckErasures(const Engine& engine);
// The audit log verifies, and its root is the engine's.
std::string CheckAudit(const Engine& engine);

}  // namespace signalbox
