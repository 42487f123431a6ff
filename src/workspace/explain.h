// Explanations: what happened to a record and why, told from its recorded events and nothing else.
//
// Nothing is decided again: rule, losers, pointers and reasons are those that the decision
// recorded, so an explanation cannot differ from the decision that it explains.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/why_not.h"
#include "workspace/run_history.h"
#include "workspace/workspace.h"

namespace signalbox {

struct ExplainedEvidence {
  std::string code, field, words;
  int64_t weight = 0;
};

// One thing that happened to a step of the plan.
struct ExplainedStep {
  std::string step;     // its id in the plan
  std::string event;    // finished, skipped, decided, handed_out, answered, retried, fell_back
  std::string outcome;  // ok, abstain, reject, needs_human, error; a disposition where decided
  std::string agent;    // id@version; empty when the engine did it
  std::string reason, words;  // a code and what it says
  int64_t confidence_e4 = 0;
  int64_t duration_us = 0;
  int64_t as_of = -1;  // position that a look-up was true at
  TimeUs time = 0;
  bool erased = false;  // nobody can read what it learned about the person any more
  bool purged = false;  // by the rule for agents, and not because the person was forgotten
  std::vector<ExplainedEvidence> evidence;
  std::vector<std::string> models;
  Attributes learned;
};

struct ExplainedLoser {
  std::string owner, lost, by;
};

// What stands beside the steps: receipt, touches, owner changes, runs, timers.
struct ExplainedMoment {
  TimeUs time = 0;
  int64_t position = 0;
  std::string words;
};

struct Explanation {
  std::string lead_id, run_id;  // empty for what only would exist (workspace/what_if.h)
  LeadStatus status = LeadStatus::kInProgress;
  std::string owner, owner_name;  // a person's id and name, empty for nobody
  std::string queue, reason;
  std::string policy, policy_version, plan;
  std::vector<std::string> flags;  // of the policy, those that are on for its latest run
  std::string disposition, rule, row, pool, decided_reason;  // of the latest decision
  std::string pointer_before, pointer_after;
  std::vector<std::string> slas;
  std::vector<ExplainedLoser> considered;
  std::vector<std::pair<std::string, std::string>> unknowns;  // rule, what was missing
  int64_t roster_revision = 0;
  // Of those who were considered, only whom its reader may know are named (explain_sight.h).
  bool narrowed = false;
  int64_t position = 0;              // of the newest event told
  std::vector<ExplainedStep> steps;  // of the latest run
  std::vector<ExplainedMoment> moments;
  std::string shown_hash;         // of a lead that waits for a decision (lead_shown.h)
  std::optional<WhyNot> why_not;  // where it was asked for
  std::string text;

  // As interfaces.md has it, with more members beside.
  std::string Json() const;
};

// `state` only names what the events refer to by number: people, versions, plans. The engine's
// thread, or a state of one's own.
Explanation Compose(const LeadHistory& history, const State& state);

// The plain words; Compose has put them into `text`.
std::string ExplanationText(const Explanation& explanation);

// `lead` as FindLead takes it. Any thread; reads the log outside the engine's.
Result<Explanation> Explain(Workspace& workspace, const std::string& lead);

}  // namespace signalbox
