// What a lead waits for: whose answer, which pool, which person or queue, and since when; so that
// nothing that is stuck looks as if it were under way.
//
// Pure, over the state: the engine's thread.
#pragma once

#include <optional>
#include <string>

#include "engine/state.h"

namespace signalbox {

struct WaitingFor {
  // engine, agent, retry, timer, effect, pool, decision, person, queue.
  std::string kind;
  std::string name;   // of the agent, pool, person, queue or step; may be empty
  std::string words;  // `the answer of the agent acme_score for the step score`
  // Of the event since which it waits; nothing happened to its run after it, but for asking again.
  int64_t since_position = -1;
  TimeUs until = 0;  // when it is given up or tried again; 0: nobody knows
};

// Nothing for a lead that is with its owner, or over.
std::optional<WaitingFor> WaitsFor(const State& state, uint32_t lead);

}  // namespace signalbox
