// A plan: steps as data. Loaded from YAML by plans/, run by the engine, never changed once loaded.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "lead/attributes.h"

namespace signalbox {

enum class StepKind : uint8_t { kAgent, kLookup, kDecide, kEffect, kWait, kPerson };
enum class JoinRule : uint8_t { kAll, kAny, kCount, kUntil };
// What a failed step means for the run, once retries and fallbacks are used up.
enum class FailureRule : uint8_t { kPerson, kSkip, kFail, kDefault };

// Nothing when it cannot be evaluated; the step is then skipped, and the record says so.
using StepCondition = std::function<std::optional<bool>(const Attributes& record)>;

struct PlanStep {
  std::string id;
  StepKind kind = StepKind::kAgent;
  std::string needs;       // capability, look-up, decision or effect
  std::vector<int> after;  // places of the steps that come first; always lower than its own
  JoinRule join = JoinRule::kAll;
  int join_count = 0;        // of kCount
  TimeUs join_until_us = 0;  // of kUntil: all, or whoever is there so long after the first began
  std::string when_text;
  StepCondition when;      // empty is always
  TimeUs deadline_us = 0;  // of an activity, over all attempts; 0 is the agent's time-out alone
  int retry_times = -1;    // -1: as the agent says
  TimeUs backoff_us = 0;   // 0: as the agent says
  std::vector<std::string> fallback;  // agent ids, tried in order
  FailureRule on_failure = FailureRule::kPerson;
  Attributes default_output;  // of kDefault: taken for what the step would have said
  TimeUs wait_us = 0;         // of a wait
  std::string queue;          // of a person step
};

// Which step's output wins for a field of the record, best first. Without a rule the later step
// wins.
struct MergeRule {
  Field field = Field::kEmail;
  std::vector<int> steps;  // places; -1 is the record as received
};

struct Plan {
  std::string name;
  std::string record;           // lead, contact, account, opportunity, case, conversation
  std::vector<PlanStep> steps;  // in an order in which every step stands after what it waits for
  std::vector<MergeRule> merge;
  Digest hash{};  // of the text it was loaded from

  int FindStep(std::string_view id) const {
    for (size_t i = 0; i < steps.size(); ++i) {
      if (steps[i].id == id) return static_cast<int>(i);
    }
    return -1;
  }
};

}  // namespace signalbox
