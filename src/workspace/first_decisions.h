// The first decision of every stored run, each with the state as it was recorded at that moment:
// what another version is compared on, and what is counted.
//
// Reads only; one thread, with a state of its own.
#pragma once

#include <functional>

#include "base/result.h"
#include "engine/state.h"
#include "workspace/stored_state.h"

namespace signalbox {

struct FirstDecision {
  const State& state;  // before the decision
  const Run& run;      // its record is what was decided on
  const ev::DecisionMade& made;
  TimeUs at = 0;
};

// Runs of people who were forgotten are left out. kCorrupt where the log does not fold.
Status ForEachFirstDecision(const StoredWorkspace& stored,
                            const std::function<Status(const FirstDecision&)>& visit);

}  // namespace signalbox
