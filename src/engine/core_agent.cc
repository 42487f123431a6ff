#include <algorithm>

#include "agents/agent_name.h"
#include "agents/slot_check.h"
#include "base/check.h"
#include "engine/core_emit.h"

namespace signalbox {
namespace {

// An agent that asks for a longer rest than this is asked again nevertheless: a lead waits for it.
constexpr TimeUs kLongestRetryAfterUs = 15 * kMinuteUs;

// Full jitter over the upper half (Brooker, "Exponential Backoff and Jitter"), from a hash so that
// replay waits alike.
TimeUs Backoff(const RetryRule& rule, TimeUs first_us, int64_t attempt, const Id& run,
               int64_t step) {
  TimeUs wait = first_us > 0 ? first_us : rule.first_backoff_us;
  for (int64_t i = 0; i < attempt && wait < rule.max_backoff_us; ++i) wait *= 2;
  wait = std::min(wait, rule.max_backoff_us);
  const Id jitter = DeriveId(0, run, step * 1000 + attempt, "jitter");
  uint64_t word = 0;
  for (size_t i = 9; i < 13; ++i) word = word << 8 | jitter.bytes[i];
  return wait / 2 + static_cast<TimeUs>(word % static_cast<uint64_t>(wait / 2 + 1));
}

}  // namespace

void Core::StartAgent(Run& run, size_t step) {
  const StepState& at = run.steps[step];
  // Retries keep their agent.
  const AgentSpec* agent =
      at.agent.empty() ? ChooseAgent(run, step, at.tried)
                       : state_->registry.Find(AgentIdOf(at.agent), AgentVersionOf(at.agent));
  if (agent == nullptr) return GiveUp(run, step, "no_agent");
  BeginAttempt(run, step, *agent);
}

const AgentSpec* Core::ChooseAgent(const Run& run, size_t step, std::vector<std::string> tried) {
  const PlanStep& spec = run.plan->steps[step];
  const bool failed_before = !tried.empty();
  AgentNeed need;
  need.capability = spec.needs;
  need.region = run.record.Text(Field::kRegion);
  need.tried = std::move(tried);
  need.now = now_;
  need.identity = state_->leads[run.lead].id.View();
  state_->registry.Select(need, &selection_);
  if (selection_.ordered.empty()) return nullptr;
  // After a failure the plan's own fallbacks come before whoever else could do it.
  const auto named =
      std::find_if(selection_.ordered.begin(), selection_.ordered.end(), [&](const AgentSpec* one) {
        return std::find(spec.fallback.begin(), spec.fallback.end(), one->id) !=
               spec.fallback.end();
      });
  const bool take_named = failed_before && named != selection_.ordered.end();
  return take_named ? *named : selection_.ordered.front();
}

void Core::BeginAttempt(Run& run, size_t step, const AgentSpec& agent) {
  if (agent.kind == AgentKind::kLocal) return RunLocal(run, step, agent);
  Schedule(run, step, agent);
}

void Core::RunLocal(Run& run, size_t step, const AgentSpec& spec) {
  StepState& at = run.steps[step];
  at.agent = VersionedName(spec);
  const auto fn = local_.find(at.agent);
  AgentResult result;
  if (fn == local_.end()) {
    result.outcome = Outcome::kError;
    result.reason = "agent_missing";
  } else {
    const AgentInput input{run.record, now_};
    std::optional<AgentResult> answered = ahead_ ? ahead_(at.agent, input) : std::nullopt;
    result = answered.has_value() ? *std::move(answered) : fn->second(input);
    if (const auto fault = CheckOutput(spec, result); fault && result.outcome != Outcome::kError) {
      result = AgentResult{};
      result.outcome = Outcome::kError;
      result.reason = std::string(fault->code);
    }
  }
  if (result.outcome != Outcome::kError) return AnswerStep(run, step, std::move(result), 0);
  // A pure function answers the same again, so its retries would be for show: the next agent takes
  // over.
  RetryOrGiveUp(run, step, result.reason, false);
}

void Core::Schedule(Run& run, size_t step, const AgentSpec& spec) {
  const PlanStep& plan_step = run.plan->steps[step];
  StepState& at = run.steps[step];
  ev::StepScheduled body;
  body.step = static_cast<int64_t>(step);
  body.attempt = at.attempt;
  body.agent = VersionedName(spec);
  body.task = DeriveId(now_, run.id, run.sequence, "task");
  body.deadline = now_ + spec.timeout_us;
  const Event event = EmitRun(run, body);
  ApplyStepScheduled(event, body, state_, &run);
  if (plan_step.deadline_us > 0 && at.deadline_timer < 0) {
    SetTimer(run, ev::TimerPurpose::kDeadline, step, now_ + plan_step.deadline_us);
  }
  Activity activity;
  activity.task = body.task;
  activity.run = run.id;
  activity.lead = state_->leads[run.lead].id;
  activity.step = body.step;
  activity.attempt = body.attempt;
  activity.step_id = plan_step.id;
  activity.capability = plan_step.needs;
  activity.agent = spec;
  activity.record = run.record;
  activity.deadline = body.deadline;
  const std::string number = std::to_string(step);
  activity.idempotency_key = ToHex(View(Sha256({state_->log_id.View(), run.id.View(), number})));
  effects_->activities.push_back(std::move(activity));
}

void Core::AnswerStep(Run& run, size_t step, AgentResult result, int64_t duration_us) {
  const StepState& at = run.steps[step];
  const AgentSpec* spec = state_->registry.Find(AgentIdOf(at.agent), AgentVersionOf(at.agent));
  if (spec != nullptr && spec->kind != AgentKind::kLocal) {
    const auto fault = CheckOutput(*spec, result);
    // What it answers is nonsense, but what it did it may have done.
    if (fault && IsForAPersonWhenLost(spec)) return GiveUp(run, step, kAnswerUnknown);
    if (fault) return RetryOrGiveUp(run, step, fault->code);
  }
  ev::StepFinished body;
  body.step = static_cast<int64_t>(step);
  body.attempt = at.attempt;
  body.outcome = result.outcome;
  body.reason = std::move(result.reason);
  body.confidence_e4 = result.confidence_e4;
  body.agent = at.agent;
  for (const Evidence& e : result.evidence) {
    body.evidence.push_back({e.code, static_cast<int64_t>(e.field), e.weight});
  }
  body.models = std::move(result.model_ids);
  body.duration_us = duration_us;
  FinishStep(run, body, result.output);
}

void Core::RetryOrGiveUp(Run& run, size_t step, std::string_view reason, bool may_retry,
                         TimeUs wait_us) {
  const PlanStep& plan_step = run.plan->steps[step];
  StepState& at = run.steps[step];
  const AgentSpec* spec = state_->registry.Find(AgentIdOf(at.agent), AgentVersionOf(at.agent));
  const RetryRule rule = spec == nullptr ? RetryRule{0, 0, 0} : spec->retry;
  const int64_t times = plan_step.retry_times >= 0 ? plan_step.retry_times : rule.times;
  ev::StepRetried body;
  body.step = static_cast<int64_t>(step);
  body.attempt = at.attempt;
  body.agent = at.agent;
  body.reason = reason;
  if (may_retry && at.attempt < times) {
    const TimeUs backoff = Backoff(rule, plan_step.backoff_us, at.attempt, run.id, body.step);
    body.due = now_ + std::max(backoff, std::min(wait_us, kLongestRetryAfterUs));
    EmitRun(run, body);
    ApplyStepRetried(body, &run);
    SetTimer(run, ev::TimerPurpose::kRetry, step, body.due);
    return;
  }
  std::vector<std::string> tried = at.tried;
  tried.push_back(at.agent);
  const AgentSpec* next = ChooseAgent(run, step, std::move(tried));
  if (next == nullptr) return GiveUp(run, step, reason);
  body.fallback = true;
  body.due = now_;
  EmitRun(run, body);
  ApplyStepRetried(body, &run);
  BeginAttempt(run, step, *next);
}

void Core::GiveUp(Run& run, size_t step, std::string_view reason) {
  ev::StepFinished body;
  body.step = static_cast<int64_t>(step);
  body.attempt = run.steps[step].attempt;
  body.outcome = Outcome::kError;
  body.reason = reason;
  body.agent = run.steps[step].agent;
  const PlanStep& spec = run.plan->steps[step];
  // What may have been done outside is no failure that a plan may pass over.
  const FailureRule rule = reason == kAnswerUnknown ? FailureRule::kPerson : spec.on_failure;
  if (rule == FailureRule::kDefault) body.output = spec.default_output;
  EmitRun(run, body, &body.output);
  EndStep(run, body, body.output);
  switch (rule) {
    case FailureRule::kSkip:
    case FailureRule::kDefault:
      return;
    case FailureRule::kFail:
      return FinishRun(run, {LeadStatus::kFailed, 0, "", "", "", std::string(reason), false});
    case FailureRule::kPerson:
      return FinishRun(run, {LeadStatus::kHeld, 0, run.plan->steps[step].queue, "", "",
                             "agent_failed: " + std::string(reason), true});
  }
}

}  // namespace signalbox
