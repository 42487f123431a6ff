// Where branches of a plan meet: when a step may begin, and what becomes of branches that it did
// not wait for.
#include <algorithm>

#include "engine/core_emit.h"

namespace signalbox {
namespace {

const RunTimer* JoinTimerOf(const Run& run, size_t step) {
  const auto found = std::find_if(run.timers.begin(), run.timers.end(), [&](const RunTimer& timer) {
    return timer.purpose == ev::TimerPurpose::kJoin && timer.step == static_cast<int64_t>(step);
  });
  return found == run.timers.end() ? nullptr : &*found;
}

}  // namespace

bool Core::IsReady(const Run& run, size_t step) const {
  const PlanStep& spec = run.plan->steps[step];
  size_t over = 0;
  for (const int before : spec.after) over += run.steps[static_cast<size_t>(before)].over();
  switch (spec.join) {
    case JoinRule::kAll:
      return over == spec.after.size();
    case JoinRule::kAny:
      return spec.after.empty() || over > 0;
    case JoinRule::kCount:
      return over >= std::min(spec.after.size(), static_cast<size_t>(spec.join_count));
    case JoinRule::kUntil: {
      if (over == spec.after.size()) return true;
      // Nothing but its going off closes the timer of a step that has not begun.
      const RunTimer* timer = JoinTimerOf(run, step);
      return timer != nullptr && !timer->open;
    }
  }
  return false;
}

void Core::SetJoinTimer(Run& run, size_t step) {
  const PlanStep& spec = run.plan->steps[step];
  if (spec.join != JoinRule::kUntil || JoinTimerOf(run, step) != nullptr) return;
  const bool begun = std::any_of(spec.after.begin(), spec.after.end(), [&](int before) {
    return run.steps[static_cast<size_t>(before)].phase != StepPhase::kPending;
  });
  if (begun) SetTimer(run, ev::TimerPurpose::kJoin, step, now_ + spec.join_until_us);
}

// The fold closes it with whatever begins the step.
void Core::CloseJoinTimer(const Run& run, size_t step) {
  const RunTimer* timer = JoinTimerOf(run, step);
  if (timer == nullptr || !timer->open) return;
  effects_->timers.push_back(
      {run.id, timer - run.timers.data(), timer->generation, timer->due, true});
}

void Core::CancelStep(Run& run, size_t step, std::string_view reason) {
  const StepState& at = run.steps[step];
  if (at.is_out()) effects_->done_tasks.push_back(at.task);
  for (size_t i = 0; i < run.timers.size(); ++i) {
    const RunTimer& timer = run.timers[i];
    if (!timer.open || timer.step != static_cast<int64_t>(step)) continue;
    effects_->timers.push_back(
        {run.id, static_cast<int64_t>(i), timer.generation, timer.due, true});
  }
  const ev::StepCancelled body{static_cast<int64_t>(step), at.attempt, at.agent,
                               std::string(reason)};
  EmitRun(run, body);
  ApplyStepCancelled(now_, body, state_, &run);
}

void Core::CancelBranches(Run& run) {
  const std::vector<PlanStep>& plan = run.plan->steps;
  // Every step stands after what it waits for, so from the end on each knows who waits for it.
  std::vector<bool> is_waited_for(plan.size(), false), has_followers(plan.size(), false);
  for (size_t i = plan.size(); i-- > 0;) {
    const bool lost = has_followers[i] && !is_waited_for[i];
    const bool goes_on = run.steps[i].phase == StepPhase::kPending && !lost;
    for (const int before : plan[i].after) {
      has_followers[static_cast<size_t>(before)] = true;
      if (goes_on) is_waited_for[static_cast<size_t>(before)] = true;
    }
  }
  for (size_t i = 0; i < plan.size(); ++i) {
    if (has_followers[i] && !is_waited_for[i] && !run.steps[i].over())
      CancelStep(run, i, "join_went_on");
  }
}

}  // namespace signalbox
