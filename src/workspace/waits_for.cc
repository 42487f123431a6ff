#include "workspace/waits_for.h"

#include <algorithm>

#include "workspace/reason_words.h"

namespace signalbox {
namespace {

TimeUs DueOf(const Run& run, int64_t step) {
  TimeUs due = 0;
  for (const RunTimer& timer : run.timers) {
    if (timer.open && timer.step == step && (due == 0 || timer.due < due)) due = timer.due;
  }
  return due;
}

WaitingFor AtStep(const Run& run, size_t number) {
  const PlanStep& step = run.plan->steps[number];
  const StepState& state = run.steps[number];
  WaitingFor waits;
  waits.since_position = run.last_position;
  waits.until = DueOf(run, static_cast<int64_t>(number));
  if (state.phase == StepPhase::kBackingOff) {
    waits.kind = "retry";
    waits.name = state.agent;
    waits.words = "the next try of the step " + step.id;
  } else if (step.kind == StepKind::kWait) {
    waits.kind = "timer";
    waits.name = step.id;
    waits.words = "the end of the wait " + step.id;
  } else if (step.kind == StepKind::kPerson) {
    waits.kind = "person";
    waits.name = step.queue;
    waits.words = "somebody of the queue " + step.queue + " for the step " + step.id;
  } else if (step.kind == StepKind::kEffect) {
    waits.kind = "effect";
    waits.name = step.id;
    waits.words = "the answer to the step " + step.id;
  } else {
    waits.kind = "agent";
    waits.name = state.agent;
    waits.words = "the answer of the agent " + state.agent + " for the step " + step.id;
  }
  return waits;
}

WaitingFor UnderWay(const LeadEntry& entry, const Run* run) {
  if (run != nullptr) {
    for (size_t i = 0; i < run->steps.size(); ++i) {
      const StepPhase phase = run->steps[i].phase;
      if (phase == StepPhase::kScheduled || phase == StepPhase::kBackingOff) return AtStep(*run, i);
    }
  }
  const int64_t last = run == nullptr ? entry.last_position : run->last_position;
  return {"engine", "", "its turn in the engine", last, 0};
}

std::optional<TimeUs> OpenTimer(const Run& run, ev::TimerPurpose purpose) {
  for (const RunTimer& timer : run.timers) {
    if (timer.open && timer.purpose == purpose) return timer.due;
  }
  return std::nullopt;
}

WaitingFor HeldFor(const State& state, const LeadEntry& entry, const Run* run) {
  WaitingFor waits;
  waits.since_position = std::max(entry.run_last_position, entry.last_position);
  const std::string& reason = state.words.Of(entry.reason);
  if (run != nullptr && run->waits) {
    waits.since_position = run->waits_since >= 0 ? run->waits_since : run->last_position;
    if (!run->waits_for.pool.empty()) {
      waits.kind = "pool";
      waits.name = run->waits_for.pool;
      waits.words = "somebody of the pool " + waits.name;
      waits.until = OpenTimer(*run, ev::TimerPurpose::kRouteAgain).value_or(0);
      return waits;
    }
    if (run->decision.disposition == Disposition::kEscalate && run->decided) {
      const std::string& asked = state.PersonOf(run->decision.asked);
      waits.kind = "decision";
      waits.name = asked.empty() ? run->decision.queue : asked;
      waits.words = "the decision of " + waits.name;
      waits.until = OpenTimer(*run, ev::TimerPurpose::kDecideBy).value_or(0);
      return waits;
    }
  }
  waits.kind = "person";
  waits.words = "somebody who decides about it";
  if (!reason.empty()) waits.words += ", because " + ReasonWords(reason);
  return waits;
}

}  // namespace

std::optional<WaitingFor> WaitsFor(const State& state, uint32_t lead) {
  const LeadEntry& entry = state.leads[lead];
  const Run* run = state.FindRun(entry.run);
  const int64_t last = std::max(entry.run_last_position, entry.last_position);
  switch (entry.status) {
    case LeadStatus::kInProgress:
      return UnderWay(entry, run);
    case LeadStatus::kHeld:
      return HeldFor(state, entry, run);
    case LeadStatus::kQueued: {
      const std::string& queue = state.words.Of(entry.queue);
      return WaitingFor{"queue", queue, "somebody who takes it from the queue " + queue, last, 0};
    }
    case LeadStatus::kFailed:
      return WaitingFor{"person", "", "somebody who retries it or gives it to somebody", last, 0};
    default:
      return std::nullopt;
  }
}

}  // namespace signalbox
