// A run: one execution of a plan on a record. It is nothing but its events; this is their fold.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/ids.h"
#include "engine/backlog.h"
#include "engine/events.h"
#include "engine/plan.h"
#include "lead/attributes.h"
#include "policy/policy.h"

namespace signalbox {

enum class StepPhase : uint8_t {
  kPending,
  kScheduled,
  kBackingOff,
  kDone,
  kSkipped,
  kFailed,
  kCancelled
};

struct StepState {
  StepPhase phase = StepPhase::kPending;
  Outcome outcome = Outcome::kOk;
  int64_t attempt = 0;             // of the agent now trying, from 0
  std::string agent;               // id@version, pinned at the first attempt, kept by retries
  std::vector<std::string> tried;  // agents that gave up
  Id task;                         // of the attempt that is out
  int64_t deadline_timer = -1;
  bool over() const { return phase >= StepPhase::kDone; }
  // An agent has a call for it that nothing was heard of yet.
  bool is_out() const { return phase == StepPhase::kScheduled && !task.IsZero(); }
};

// What a run pins at its start: immutable, shared by all runs of one version.
struct PolicyVersion {
  Digest hash{};
  std::string name;  // VersionName(hash)
  std::shared_ptr<const Policy> policy;
  std::map<std::string, std::shared_ptr<const Plan>> plans;
};

// The plan for a kind of record (empty: lead), the last by name where there are several; null when
// there is none.
const Plan* PlanFor(const PolicyVersion& version, std::string_view record);

struct RunTimer {
  int64_t generation = 0;
  ev::TimerPurpose purpose = ev::TimerPurpose::kRetry;
  int64_t step = 0;
  TimeUs due = 0;
  bool open = false;
};

struct Run {
  Id id;
  uint32_t lead = 0;  // place in State::leads
  RunTrigger trigger = RunTrigger::kCreated;
  std::shared_ptr<const PolicyVersion> policy;
  std::shared_ptr<const Plan> plan;
  Attributes record;  // as received, with what the steps learned
  std::vector<StepState> steps;
  std::map<int, Attributes> outputs;  // kept only for steps that a merge rule names
  int64_t sequence = 0;               // of its next event
  int64_t last_position = -1;
  int64_t started_position = -1;
  std::vector<RunTimer> timers;
  bool decided = false;
  ev::DecisionMade decision;  // the latest
  bool finished = false;      // over, or waiting for a person or a timer
  bool waits = false;
  bool counted = false;  // in what its version is judged by: once, where it first came to rest
  // Of RunStarted: how it is decided other than by the rules.
  std::vector<PersonRef> exclude;
  std::string rule, pool, queue, sla;
  std::string node;            // of an escalation whose time is up
  PoolLane waits_for;          // no pool: it does not wait for one
  int64_t waits_since = -1;    // position at which it first did
  int64_t route_attempts = 0;  // of a decision that waits for somebody to come back
  int64_t refused_results = 0;
  PersonRef owner_seen = 0;  // the owner when the decision looked; write-back compares with it
};

}  // namespace signalbox
