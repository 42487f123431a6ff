// One lead's past out of the log: what it was known as and what happened to it, each with its time,
// for features (policy/features.h); when it was scored, and what became of it.
//
// Serving reads the same past by the same code as training rows do. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/features.h"
#include "workspace/run_history.h"

namespace signalbox {

// In the order of the log. A part that was forgotten is missing.
LeadPast PastOf(const LeadHistory& history);

// One time that a lead was scored.
struct ScoredMoment {
  Id lead;
  TimeUs at = 0;      // when the agent was asked
  Attributes record;  // as the agent saw it
  std::string agent;  // `score_lead@2.1.0`
  int64_t confidence_e4 = 0;
  int64_t position = -1;  // of the answer
};
// Ascending. A step that was skipped, failed or gave no score is none.
std::vector<ScoredMoment> ScoredMomentsOf(const LeadHistory& history);

struct LeadOutcome {
  bool won = false;  // it was converted; else deleted, opted out or handed back
  TimeUs at = 0;
};
// The first one later than `after`; nothing while it is open.
std::optional<LeadOutcome> OutcomeAfter(const LeadHistory& history, TimeUs after);

}  // namespace signalbox
