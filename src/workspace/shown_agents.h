// The agents of a workspace as people are shown them.
#pragma once

#include <vector>

#include "engine/state.h"

namespace signalbox {

// Every agent in every version, without the built-in steps of the benchmark
// (local::IsBenchmarkAgent) that no plan of a published version needs. By id and version. Engine
// thread, or whoever has the state; what is pointed to is the registry's.
std::vector<const AgentSpec*> ShownAgents(const State& state);

}  // namespace signalbox
