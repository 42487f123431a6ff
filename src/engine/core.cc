#include "engine/core.h"

#include <fmt/format.h>

#include <algorithm>

#include "agents/agent_name.h"
#include "agents/reasons.h"
#include "base/check.h"
#include "engine/core_emit.h"

namespace signalbox {
namespace {

Status CheckRouted(const State& state, const Event& event) {
  const auto lead = state.lead_by_id.find(event.entity);
  return lead == state.lead_by_id.end() ? Status() : CheckAlive(state, lead->second);
}

}  // namespace

void Effects::Clear() {
  activities.clear();
  done_tasks.clear();
  timers.clear();
  settled.clear();
}

Id DeriveId(TimeUs now, const Id& from, int64_t number, std::string_view purpose) {
  const std::string text = std::to_string(number);
  const Digest hash = Sha256({from.View(), purpose, text});
  Id id;
  const auto ms = static_cast<uint64_t>(now / kMillisecondUs);
  for (size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<uint8_t>(ms >> (40 - 8 * i));
  std::copy_n(hash.begin(), 10, id.bytes.begin() + 6);
  id.bytes[6] = static_cast<uint8_t>(0x70 | (id.bytes[6] & 0x0f));
  id.bytes[8] = static_cast<uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

Core::Core(State* state, const ApplyContext* context) : state_(state), context_(context) {
  for (const LocalAgent& agent : LocalAgents()) {
    local_[agent.spec.id + "@" + agent.spec.version] = agent.run;
  }
}

Event Core::Envelope(EntityKind kind, const Id& entity, EventType type, TimeUs now) const {
  Event event;
  event.log_id = state_->log_id;
  event.epoch = state_->epoch;
  event.position = state_->next_position;
  event.entity_kind = kind;
  event.entity = entity;
  event.type = static_cast<uint16_t>(type);
  event.time = std::max(now, state_->last_time);
  if (kind == EntityKind::kLead) {
    if (const auto at = state_->lead_by_id.find(entity); at != state_->lead_by_id.end()) {
      event.sequence = state_->leads[at->second].sequence;
      event.previous = state_->leads[at->second].last_position;
    }
  } else if (kind == EntityKind::kRun) {
    if (const Run* run = state_->FindRun(entity); run != nullptr) {
      event.sequence = run->sequence;
      event.previous = run->last_position;
    }
  } else if (const auto at = state_->tails.find(entity); at != state_->tails.end()) {
    event.sequence = at->second.sequence;
    event.previous = at->second.last_position;
  }
  return event;
}

Status Core::Feed(const Event& input, BytesView sealed, std::vector<Emitted>* out,
                  Effects* effects) {
  out_ = out;
  effects_ = effects;
  cause_ = input.position;
  now_ = input.time;
  SB_TRY(Take(input, sealed));
  JudgeCanary();
  return {};
}

// Whatever an input led to is counted before the canary is judged, so it is halted once.
void Core::JudgeCanary() {
  if (!state_->stages.has_canary() || state_->activated.empty()) return;
  const auto broken = BrokenGuard(state_->stages, state_->activated.back());
  if (!broken.has_value()) return;
  Event& event =
      Emit(EntityKind::kPolicy, DeriveId(0, state_->log_id, 0, "policy"), EventType::kPolicyHalted);
  body::Encode(*broken, &event.clear);
  ApplyPolicyHalted(*broken, state_);
}

namespace {

bool IsForgotten(const State& state, const Id& lead) {
  const auto at = state.lead_by_id.find(lead);
  return at != state.lead_by_id.end() && state.law.forgotten.contains(at->second);
}

}  // namespace

Status Core::Take(const Event& input, BytesView sealed) {
  const auto type = static_cast<EventType>(input.type);
  // A result is judged against the step as it stands before the result is folded.
  if (type == EventType::kStepReported) return OnReported(input, sealed);
  if (type == EventType::kTimerFired) return OnTimer(input);
  if (type == EventType::kClockFired) return OnClock(input, sealed);
  if (type == EventType::kLeadActed) return OnActed(input, sealed);
  if (type == EventType::kOwnerMoved) return OnMoved(input);
  if (IsCaseEvent(type)) return OnCase(input);
  if (type == EventType::kOwnerChangedOutside) return OnOwnerChangedOutside(input);
  if (type == EventType::kRecordMerged || type == EventType::kRecordConverted ||
      type == EventType::kRecordDeleted || type == EventType::kOptedOut)
    return OnRecordEvent(input);
  if (type == EventType::kRecordRouted) SB_TRY(CheckRouted(*state_, input));
  // Why it is routed again is judged by the record as it stands before what is said now.
  if (type == EventType::kTouchRecorded) return OnTouch(input, sealed);
  if (type == EventType::kInputQuarantined) return OnQuarantined(input);
  // Clocks count by the hours that held until now.
  if (type == EventType::kPersonUpserted) return OnPerson(input, sealed);
  if (type == EventType::kRecordRouted && IsForgotten(*state_, input.entity))
    return Err(Code::kConflict, "the person was forgotten; there is nothing to route by");
  SB_TRY(ApplyEvent(input, sealed, *context_, state_));
  switch (type) {
    case EventType::kLeadReceived:
      StartRun(static_cast<uint32_t>(state_->leads.size() - 1), RunTrigger::kCreated);
      return {};
    case EventType::kRecordRouted: {
      SB_ASSIGN(ev::RecordRouted body, DecodeBody<ev::RecordRouted>(input.clear));
      StartRun(state_->lead_by_id.at(input.entity), body.trigger);
      return {};
    }
    case EventType::kRunCancelled:
      return OnCancelled(input);
    case EventType::kForgotten:
      OnForgotten(input);
      return {};
    default:
      return {};
  }
}

Event& Core::Emit(EntityKind kind, const Id& entity, EventType type) {
  Emitted& emitted = out_->emplace_back();
  emitted.event = Envelope(kind, entity, type, now_);
  emitted.event.causation = cause_;
  ApplyEnvelope(emitted.event, state_);
  return emitted.event;
}

void Core::StartRun(uint32_t lead, RunTrigger trigger, const Steer& steer) {
  const LeadEntry& entry = state_->leads[lead];
  const std::shared_ptr<const PolicyVersion> policy = state_->VersionFor(entry);
  CHECK(policy != nullptr);
  const Plan* plan = PlanFor(*policy, state_->words.Of(entry.record));
  if (plan == nullptr) {
    // A later policy dropped the plan for this kind of record: the record stays as it is, and says
    // so by not moving.
    state_->arriving.erase(lead);
    effects_->settled.push_back(lead);
    return;
  }
  Run* const waiting = state_->FindRun(entry.run);
  // Who may not get it, and whose turn is next, is as it was; so is its place among those that
  // wait.
  const bool continues = trigger == RunTrigger::kContinued && waiting != nullptr;
  ev::RunStarted body{entry.id,
                      plan->name,
                      trigger,
                      steer.advice_kept,
                      continues ? waiting->exclude : steer.exclude,
                      continues ? waiting->rule : steer.rule,
                      continues ? waiting->pool : steer.pool,
                      continues ? waiting->queue : steer.queue,
                      continues ? waiting->sla : steer.sla,
                      policy->hash == state_->stages.canary,
                      FlagsOn(*policy->policy, state_->flags, entry.share_key)};
  if (continues) body.waited = waiting->waits_since + 1;
  // A run that still waits gives way: one run at a time decides about a record.
  if (waiting != nullptr) {
    CloseTimers(*waiting);
    CancelSteps(*waiting, "replaced_by_a_later_run");
    ev::RunFinished replaced{LeadStatus::kInProgress,   entry.owner, "", "", "",
                             "replaced_by_a_later_run", false};
    Event& event = EmitRun(*waiting, replaced);
    ApplyRunFinished(event, replaced, state_);
  }
  const Id id = DeriveId(now_, entry.id, entry.sequence, "run");
  Event& event = Emit(EntityKind::kRun, id, EventType::kRunStarted);
  event.pins.policy.assign(View(policy->hash).substr(0, 8));
  event.pins.plan.assign(View(plan->hash).substr(0, 8));
  body::Encode(body, &event.clear);
  CHECK(ApplyRunStarted(event, body, state_).ok());
  ApplyEnvelope(event, state_);
  Run& run = *state_->FindRun(id);
  // What ended the process is tried again only by whoever asks for it.
  if (trigger != RunTrigger::kByHand && state_->quarantined.contains(entry.content))
    return FinishRun(run, {LeadStatus::kFailed, 0, "", "", "", "quarantined", false});
  Advance(run);
}

void Core::SetTimer(Run& run, ev::TimerPurpose purpose, size_t step, TimeUs due) {
  ev::TimerSet body{static_cast<int64_t>(run.timers.size()), 0, purpose, static_cast<int64_t>(step),
                    due};
  EmitRun(run, body);
  ApplyTimerSet(body, &run);
  effects_->timers.push_back({run.id, body.timer, body.generation, due, false});
}

void Core::CloseTimers(Run& run) {
  for (size_t i = 0; i < run.timers.size(); ++i) {
    RunTimer& timer = run.timers[i];
    if (!timer.open) continue;
    timer.open = false;
    effects_->timers.push_back(
        {run.id, static_cast<int64_t>(i), timer.generation, timer.due, true});
  }
}

void Core::CancelSteps(Run& run, std::string_view reason) {
  for (size_t i = 0; i < run.steps.size(); ++i) {
    const StepPhase phase = run.steps[i].phase;
    if (phase == StepPhase::kScheduled || phase == StepPhase::kBackingOff)
      CancelStep(run, i, reason);
  }
}

void Core::FinishRun(Run& run, ev::RunFinished body) {
  if (!body.waits) {
    CloseTimers(run);
    CancelSteps(run, "run_over");
  }
  effects_->settled.push_back(run.lead);
  const uint32_t lead = run.lead;
  body.clocks = ClocksAtRest(*state_, lead, *run.policy->policy, body.status, body.queue, now_);
  if (!body.clocks.empty()) body.next_due = NextDueWith(lead, body.clocks);
  const std::vector<ev::ClockBody> clocks = body.clocks;
  DropClockTimers(lead, clocks);
  const Event event = EmitRun(run, body);
  ApplyRunFinished(event, body, state_);
  AddClockTimers(lead, clocks);
}

Status Core::OnTouch(const Event& event, BytesView sealed) {
  SB_ASSIGN(ev::TouchRecorded body, DecodeBody<ev::TouchRecorded>(event.clear));
  const auto found = state_->lead_by_id.find(event.entity);
  if (found == state_->lead_by_id.end())
    return Err(Code::kCorrupt, "a touch of a record that does not exist");
  const uint32_t lead = found->second;
  std::optional<RunTrigger> trigger;
  if (body.opted_in)
    trigger = RunTrigger::kCameBack;
  else if (EndOf(*state_, lead) == nullptr)
    trigger = RoutesAgain(*state_, state_->leads[lead], body.content, !body.changed.empty());
  SB_TRY(ApplyEvent(event, sealed, *context_, state_));
  if (body.double_submit) {
    effects_->settled.push_back(lead);
    return {};
  }
  if (trigger) {
    StartRun(lead, *trigger);
    return {};
  }
  const RecordEnd* end = EndOf(*state_, lead);
  if (end == nullptr || end->kind != RecordEndKind::kOptedOut) TellOwner(lead, "came_back");
  if (end == nullptr) RestartClocks(lead);
  effects_->settled.push_back(lead);
  return {};
}

// A run that goes on tells its owner itself; who was never given to anybody has nobody to tell.
void Core::TellOwner(uint32_t lead, std::string_view reason) {
  const LeadEntry& entry = state_->leads[lead];
  ev::OwnerNotified body;
  body.owner = static_cast<PersonRef>(entry.owner);
  if (body.owner == 0) body.queue = state_->words.Of(entry.queue);
  body.reason = reason;
  if (entry.status == LeadStatus::kInProgress || (body.owner == 0 && body.queue.empty())) return;
  Event& event = Emit(EntityKind::kLead, entry.id, EventType::kOwnerNotified);
  body::Encode(body, &event.clear);
}

Status Core::OnCancelled(const Event& event) {
  Run* run = state_->FindRun(event.entity);
  if (run == nullptr) return {};
  SB_ASSIGN(ev::RunCancelled body, DecodeBody<ev::RunCancelled>(event.clear));
  const std::string reason = body.reason.empty() ? "cancelled" : "cancelled: " + body.reason;
  FinishRun(*run, {LeadStatus::kHeld, 0, "", "", "", reason, false});
  return {};
}

// Whatever came for it ended the process: nothing more of it is carried out.
Status Core::OnQuarantined(const Event& event) {
  SB_TRY(ApplyEvent(event, {}, *context_, state_));
  if (Run* run = state_->FindRun(event.entity); run != nullptr)
    FinishRun(*run, {LeadStatus::kFailed, 0, "", "", "", "quarantined", false});
  const auto lead = state_->lead_by_id.find(event.entity);
  const FollowUp* follow =
      lead == state_->lead_by_id.end() ? nullptr : state_->FollowUpOf(lead->second);
  if (follow == nullptr) return {};
  std::vector<ev::ClockBody> open;
  for (const LeadClock& clock : follow->clocks) {
    if (clock.body.open()) open.push_back(clock.body);
  }
  for (ev::ClockBody& clock : open) {
    clock.phase = ClockPhase::kLeft;
    clock.due = clock.expires = 0;
    SetClock(lead->second, clock, "quarantined");
  }
  return {};
}

// A run that waits for a person has ended for now, though some of its steps may be over.
void Core::GoOn(const Id& id) {
  if (Run* run = state_->FindRun(id); run != nullptr && !run->finished) Advance(*run);
}

Status Core::OnTimer(const Event& event) {
  SB_ASSIGN(ev::TimerFired body, DecodeBody<ev::TimerFired>(event.clear));
  Run* run = state_->FindRun(event.entity);
  const auto number = static_cast<size_t>(body.timer);
  const bool live = run != nullptr && number < run->timers.size() && run->timers[number].open &&
                    run->timers[number].generation == body.generation;
  SB_TRY(ApplyEvent(event, {}, *context_, state_));
  if (!live) return {};
  effects_->timers.push_back({run->id, body.timer, body.generation, run->timers[number].due, true});
  const auto place = static_cast<size_t>(run->timers[number].step);
  StepState& step = run->steps[place];
  switch (run->timers[number].purpose) {
    case ev::TimerPurpose::kRetry:
      if (step.phase == StepPhase::kBackingOff) StartAgent(*run, place);
      break;
    case ev::TimerPurpose::kDeadline: {
      if (step.over()) return {};
      if (step.phase == StepPhase::kScheduled) effects_->done_tasks.push_back(step.task);
      const AgentSpec* spec =
          step.is_out() ? state_->registry.Find(AgentIdOf(step.agent), AgentVersionOf(step.agent))
                        : nullptr;
      GiveUp(*run, place, IsForAPersonWhenLost(spec) ? kAnswerUnknown : "deadline_passed");
      break;
    }
    case ev::TimerPurpose::kWait: {
      ev::StepFinished done;
      done.step = static_cast<int64_t>(place);
      FinishStep(*run, done, {});
      break;
    }
    case ev::TimerPurpose::kRouteAgain:
    case ev::TimerPurpose::kDecideBy:
    case ev::TimerPurpose::kJoin:
      break;
  }
  GoOn(event.entity);
  return {};
}

Status Core::OnReported(const Event& event, BytesView sealed) {
  SB_ASSIGN(ev::StepReported body, DecodeBody<ev::StepReported>(event.clear));
  Run* run = state_->FindRun(event.entity);
  const bool known =
      run != nullptr && body.step >= 0 && static_cast<size_t>(body.step) < run->steps.size();
  const bool expected = known &&
                        run->steps[static_cast<size_t>(body.step)].phase == StepPhase::kScheduled &&
                        run->steps[static_cast<size_t>(body.step)].task == body.task;
  SB_TRY(ApplyEvent(event, sealed, *context_, state_));
  effects_->done_tasks.push_back(body.task);
  // Recorded by its own event and never acted on: the run went on, or was given the answer before.
  if (!expected) return {};
  AgentResult result;
  result.outcome = body.outcome;
  result.reason = body.reason;
  result.confidence_e4 = static_cast<int32_t>(body.confidence_e4);
  result.output = body.output;
  for (const ev::EvidenceBody& e : body.evidence) {
    result.evidence.push_back(
        {e.code, static_cast<Field>(e.field), static_cast<int32_t>(e.weight)});
  }
  result.model_ids = body.models;
  if (!sealed.empty()) {
    CborReader reader(sealed);
    DecodeAttributes(reader, &result.output);
    if (!reader.AtEnd()) return Err(Code::kCorrupt, "a reported result does not open");
  }
  const auto place = static_cast<size_t>(body.step);
  const std::string& agent = run->steps[place].agent;
  const AgentSpec* spec = state_->registry.Find(AgentIdOf(agent), AgentVersionOf(agent));
  if (body.unknown && IsForAPersonWhenLost(spec)) {
    GiveUp(*run, place, kAnswerUnknown);
  } else if (body.unknown || body.outcome == Outcome::kError) {
    // The same file is refused again.
    RetryOrGiveUp(*run, place, body.reason.empty() ? "agent_failed" : body.reason,
                  body.reason != reason::kModelRefused, body.retry_after_us);
  } else {
    AnswerStep(*run, place, std::move(result), body.duration_us);
  }
  GoOn(event.entity);
  return {};
}

}  // namespace signalbox
