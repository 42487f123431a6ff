#include <algorithm>
#include <optional>

#include "agents/agent_name.h"
#include "engine/apply.h"

namespace signalbox {
namespace {

bool Names(const Plan& plan, int step) {
  return std::any_of(plan.merge.begin(), plan.merge.end(), [&](const MergeRule& rule) {
    return std::find(rule.steps.begin(), rule.steps.end(), step) != rule.steps.end();
  });
}

void CopyField(const Attributes& from, Field field, Attributes* to) {
  if (SpecOf(field).type == FieldType::kText)
    to->SetText(field, from.Text(field));
  else
    to->SetInt(field, from.Int(field));
}

// A field with a rule takes the first step of the rule that has it, whatever the order in which
// steps finish.
void ApplyMergeRules(Run* run) {
  for (const MergeRule& rule : run->plan->merge) {
    for (const int step : rule.steps) {
      const auto output = run->outputs.find(step);
      if (output == run->outputs.end() || !output->second.Has(rule.field)) continue;
      CopyField(output->second, rule.field, &run->record);
      break;
    }
  }
}

// The run no longer waits for a call that is out, so the agent's quota has its place back. Late
// is a failure of the agent; a run that ended for another reason is not.
void EndCall(const StepState& step, bool late, TimeUs at, State* state) {
  const std::string_view id = AgentIdOf(step.agent), version = AgentVersionOf(step.agent);
  if (!step.is_out() || version.empty()) return;
  if (late)
    state->registry.Finished(id, version, false, at);
  else
    state->registry.Abandoned(id, version);
}

// Closes the timers of a step that are open: all, or those for one purpose.
void CloseTimersOf(int64_t step, std::optional<ev::TimerPurpose> purpose, Run* run) {
  for (RunTimer& timer : run->timers) {
    if (timer.step == step && (!purpose || timer.purpose == *purpose)) timer.open = false;
  }
}

// What a run began with is what its event pins. It is the active version or the canary, but a fold
// asks the event.
std::shared_ptr<const PolicyVersion> PinnedVersion(const Bytes& pin, const State& state) {
  std::shared_ptr<const PolicyVersion> active = state.Active();
  if (pin.empty() || (active != nullptr && View(active->hash).starts_with(pin))) return active;
  for (const auto& [hash, version] : state.versions) {
    if (View(hash).starts_with(pin)) return version;
  }
  return nullptr;
}

}  // namespace

Status ApplyRunStarted(const Event& event, const ev::RunStarted& body, State* state) {
  const auto lead = state->lead_by_id.find(body.record);
  const std::shared_ptr<const PolicyVersion> policy = PinnedVersion(event.pins.policy, *state);
  if (lead == state->lead_by_id.end() || policy == nullptr) {
    return Err(Code::kCorrupt, "a run starts for a record or under a policy that does not exist");
  }
  const auto plan = policy->plans.find(body.plan);
  if (plan == policy->plans.end()) {
    return Err(Code::kCorrupt, "a run starts with a plan that its policy does not have");
  }
  auto run = std::make_unique<Run>();
  run->id = event.entity;
  run->lead = lead->second;
  run->trigger = body.trigger;
  run->policy = policy;
  run->plan = plan->second;
  run->steps.resize(run->plan->steps.size());
  for (size_t i = 0; i < run->steps.size() && body.advice_kept; ++i) {
    if (run->plan->steps[i].kind == StepKind::kAgent) run->steps[i].phase = StepPhase::kDone;
  }
  run->exclude = body.exclude;
  run->rule = body.rule;
  run->pool = body.pool;
  run->queue = body.queue;
  run->sla = body.sla;
  run->waits_since = body.waited - 1;
  // Its version was judged by the run that it continues.
  run->counted = body.waited > 0;
  run->started_position = event.position;
  if (const auto arriving = state->arriving.find(run->lead); arriving != state->arriving.end()) {
    run->record = std::move(arriving->second);
    state->arriving.erase(arriving);
  }
  PutFlags(*policy->policy, body.flags, &run->record);
  if (Names(*run->plan, -1)) run->outputs[-1] = run->record;
  LeadEntry& entry = state->leads[run->lead];
  entry.run = run->id;
  entry.status = LeadStatus::kInProgress;
  entry.refused_results = 0;
  entry.policy = state->words.Intern(policy->name);
  state->runs.Put(std::move(run));
  return {};
}

void ApplyStepFinished(TimeUs at, const ev::StepFinished& body, const Attributes& output,
                       State* state, Run* run) {
  StepState& step = run->steps[static_cast<size_t>(body.step)];
  EndCall(step, true, at, state);
  step.outcome = body.outcome;
  step.phase = body.skipped                      ? StepPhase::kSkipped
               : body.outcome == Outcome::kError ? StepPhase::kFailed
                                                 : StepPhase::kDone;
  if (!body.agent.empty()) step.agent = body.agent;
  if (step.deadline_timer >= 0) run->timers[static_cast<size_t>(step.deadline_timer)].open = false;
  CloseTimersOf(body.step, ev::TimerPurpose::kJoin, run);
  ApplyOutput(static_cast<int>(body.step), output, run);
}

void ApplyOutput(int step, const Attributes& output, Run* run) {
  run->record.Overlay(output);
  if (run->plan->merge.empty()) return;
  if (Names(*run->plan, step)) run->outputs[step] = output;
  ApplyMergeRules(run);
}

void ApplyStepScheduled(const Event& event, const ev::StepScheduled& body, State* state, Run* run) {
  StepState& step = run->steps[static_cast<size_t>(body.step)];
  CloseTimersOf(body.step, ev::TimerPurpose::kJoin, run);
  step.phase = StepPhase::kScheduled;
  step.attempt = body.attempt;
  step.agent = body.agent;
  step.task = body.task;
  state->registry.Started(AgentIdOf(body.agent), AgentVersionOf(body.agent), event.time);
}

void ApplyStepRetried(const ev::StepRetried& body, Run* run) {
  StepState& step = run->steps[static_cast<size_t>(body.step)];
  step.phase = StepPhase::kBackingOff;
  step.task = Id{};
  if (body.fallback) {
    step.tried.push_back(body.agent);
    step.agent.clear();
    step.attempt = 0;
  } else {
    step.attempt = body.attempt + 1;
  }
}

ev::TurnBody TurnToBody(const PoolTurn& turn, const State& state) {
  ev::TurnBody body;
  body.pool = turn.pool;
  for (const auto& joined : turn.joined)
    body.joined.push_back({state.RefOf(joined.person), joined.weight});
  for (const auto& changed : turn.reweighted)
    body.reweighted.push_back({changed.place, changed.weight});
  body.eligible.bytes = turn.eligible;
  body.picked = turn.picked;
  body.extra_points = turn.points - 1;
  for (const auto& counted : turn.counted)
    body.counted.push_back({counted.counter, counted.period, counted.of_pool});
  body.away.bytes = turn.away;
  body.returned.bytes = turn.returned;
  body.calibrated.bytes = turn.calibrated;
  body.period = turn.period;
  return body;
}

namespace {

// A member who was forgotten since keeps the place, under a name that nobody else has.
std::string MemberName(PersonRef member, const State& state) {
  const std::string& person = state.PersonOf(member);
  return person.empty() ? "#" + std::to_string(member) : person;
}

}  // namespace

PoolTurn TurnFromBody(const ev::TurnBody& body, const State& state) {
  PoolTurn turn;
  turn.pool = body.pool;
  for (const auto& joined : body.joined)
    turn.joined.push_back({MemberName(joined.member, state), joined.weight});
  for (const auto& changed : body.reweighted)
    turn.reweighted.push_back({changed.member, changed.weight});
  turn.eligible = body.eligible.bytes;
  turn.picked = body.picked;
  // Out of range stays out of range, for the fold to refuse.
  turn.points = std::clamp<int64_t>(body.extra_points, -1, kMaxPoints) + 1;
  for (const auto& counted : body.counted)
    turn.counted.push_back({counted.counter, counted.period, counted.of_pool});
  turn.away = body.away.bytes;
  turn.returned = body.returned.bytes;
  turn.calibrated = body.calibrated.bytes;
  turn.period = body.period;
  return turn;
}

Status ApplyDecisionMade(TimeUs at, const ev::DecisionMade& body, State* state, Run* run) {
  run->decided = true;
  run->decision = body;
  // What waited for this decision waits no longer.
  for (RunTimer& timer : run->timers) {
    const bool asked = timer.purpose == ev::TimerPurpose::kDecideBy ||
                       timer.purpose == ev::TimerPurpose::kRouteAgain;
    if (asked) timer.open = false;
  }
  CloseTimersOf(body.step, ev::TimerPurpose::kJoin, run);
  run->owner_seen = state->leads[run->lead].owner;
  StepState& step = run->steps[static_cast<size_t>(body.step)];
  step.phase = StepPhase::kDone;
  step.outcome = Outcome::kOk;
  const std::string& owner = state->PersonOf(body.owner);
  run->record.SetText(Field::kOwner, owner);
  const Person* person = state->roster.FindPerson(owner);
  run->record.SetText(Field::kOwnerEmail, person == nullptr ? std::string_view() : person->email);
  run->record.SetText(Field::kQueue, body.queue);
  run->record.SetText(Field::kRouteRule, body.rule);
  if (body.turn.pool.empty()) return {};
  PoolState& pool = state->pools[body.turn.pool];
  const PoolTurn turn = TurnFromBody(body.turn, *state);
  SB_TRY(ApplyTurn(turn, at, &pool));
  LeadEntry& lead = state->leads[run->lead];
  lead.turn = TakenOf(turn, at, pool);
  lead.turn_pool = state->words.Intern(body.turn.pool);
  return {};
}

void ApplyTimerSet(const ev::TimerSet& body, Run* run) {
  const auto number = static_cast<size_t>(body.timer);
  if (run->timers.size() <= number) run->timers.resize(number + 1);
  run->timers[number] = {body.generation, body.purpose, body.step, body.due, true};
  if (body.step < 0 || static_cast<size_t>(body.step) >= run->steps.size()) return;
  StepState& step = run->steps[static_cast<size_t>(body.step)];
  if (body.purpose == ev::TimerPurpose::kDeadline) step.deadline_timer = body.timer;
  if (body.purpose != ev::TimerPurpose::kWait) return;
  step.phase = StepPhase::kBackingOff;
  CloseTimersOf(body.step, ev::TimerPurpose::kJoin, run);
}

void ApplyTimerFired(const ev::TimerFired& body, Run* run) {
  const auto number = static_cast<size_t>(body.timer);
  if (number >= run->timers.size()) return;
  RunTimer& timer = run->timers[number];
  if (!timer.open || timer.generation != body.generation) return;
  timer.open = false;
  const bool late = timer.purpose == ev::TimerPurpose::kDecideBy;
  if (timer.purpose != ev::TimerPurpose::kRouteAgain && !late) return;
  run->finished = run->waits = false;
  if (late)
    run->node = run->decision.node;
  else
    ++run->route_attempts;
  run->steps[static_cast<size_t>(timer.step)].phase = StepPhase::kPending;
}

void ApplyStepCancelled(TimeUs at, const ev::StepCancelled& body, State* state, Run* run) {
  StepState& step = run->steps[static_cast<size_t>(body.step)];
  EndCall(step, false, at, state);
  step.phase = StepPhase::kCancelled;
  CloseTimersOf(body.step, {}, run);
}

void ApplyRunFinished(const Event& event, const ev::RunFinished& body, State* state) {
  Run* run = state->FindRun(event.entity);
  if (run == nullptr) return;
  CountRest(body, run, state);
  LeadEntry& entry = state->leads[run->lead];
  entry.status = body.status;
  entry.queue = state->words.Intern(body.queue);
  entry.rule = state->words.Intern(body.rule);
  entry.row = state->words.Intern(body.row);
  entry.reason = state->words.Intern(body.reason);
  if (body.status == LeadStatus::kRouted) MoveOwner(body.owner, &entry, state);
  ApplyClocks(run->lead, body.clocks, event.position, state);
  EndWaiting(run, state);
  run->finished = true;
  run->waits = body.waits;
  const bool for_pool = body.reason == "all_out" || body.reason == "behind_requests";
  if (body.waits && run->decided && for_pool) BeginWaiting(event.position, run, state);
  for (StepState& step : run->steps) {
    if (step.over() || body.waits) continue;
    EndCall(step, false, event.time, state);
    step.phase = StepPhase::kCancelled;
  }
  if (!body.waits) state->runs.erase(event.entity);
}

}  // namespace signalbox
