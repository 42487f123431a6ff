// Answers of local agents made ahead of a replay, on another thread: agents are half of its work,
// and the first ones of a plan look at nothing but the record as it came in.
//
// An answer is used only where the core asks the same agent at the same time about an equal record,
// so whether and what was prepared never shows in what a replay finds.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agents/local_agents.h"
#include "engine/state.h"
#include "workspace/event_json.h"

namespace signalbox {

// What agents said, each about the record as it found it.
class PreparedAnswers {
 public:
  // The answer to exactly this question, or nothing. Each is given once and in its order.
  std::optional<AgentResult> Take(std::string_view agent, const AgentInput& input);

  // Asks one agent more. False when it failed, which is not kept.
  bool Ask(const std::string& name, LocalAgentFn agent, const AgentInput& input);
  // What the agent asked last learned.
  const Attributes& learned() const { return answers_.back().result.output; }

 private:
  struct Answer {
    std::string agent;
    Attributes record;
    TimeUs now;
    AgentResult result;
  };
  std::vector<Answer> answers_;
  size_t next_ = 0;
};

// The agents with which the plan for leads begins. Set by the thread that replays, asked by those
// that prepare. Thread safe.
class FirstAgents {
 public:
  // What holds after the policies of `state` changed.
  void Learn(const State& state);
  // Nothing for an event that starts no run.
  PreparedAnswers Prepare(const OpenedEvent& input) const;

 private:
  using Chain = std::vector<std::pair<std::string, LocalAgentFn>>;  // id@version
  mutable std::mutex mutex_;
  std::shared_ptr<const Chain> chain_ = std::make_shared<Chain>();
};

}  // namespace signalbox
