// What people do with leads.
#include <optional>

#include "base/check.h"
#include "engine/core_emit.h"
#include "engine/verbs.h"

namespace signalbox {
namespace {

std::optional<SlaStop> StopOf(Verb verb) {
  switch (verb) {
    case Verb::kAccept:
      return SlaStop::kAccepted;
    case Verb::kContacted:
      return SlaStop::kContacted;
    case Verb::kBook:
      return SlaStop::kMeetingBooked;
    case Verb::kActivity:
    case Verb::kMet:
      return SlaStop::kActivityByOwner;
    default:
      return std::nullopt;
  }
}

// Open clocks of SLAs, as a copy that may be changed and set.
std::vector<ev::ClockBody> OpenSlaClocks(const State& state, uint32_t lead) {
  std::vector<ev::ClockBody> clocks;
  const FollowUp* follow = state.FollowUpOf(lead);
  for (size_t i = 0; follow != nullptr && i < follow->clocks.size(); ++i) {
    const ev::ClockBody& clock = follow->clocks[i].body;
    if (clock.kind == ClockKind::kSla && clock.open()) clocks.push_back(clock);
  }
  return clocks;
}

}  // namespace

Status Core::OnActed(const Event& event, BytesView sealed) {
  SB_ASSIGN(const ev::LeadActed body, DecodeBody<ev::LeadActed>(event.clear));
  const auto found = state_->lead_by_id.find(event.entity);
  if (found == state_->lead_by_id.end())
    return Err(Code::kNotFound, "there is no lead with this id");
  const uint32_t lead = found->second;
  SB_TRY(CheckVerb(*state_, lead, body, now_));
  const bool held = state_->leads[lead].status == LeadStatus::kHeld;
  SB_TRY(ApplyEvent(event, sealed, *context_, state_));
  const auto version = state_->PolicyOf(lead);
  const Policy& policy = *version->policy;
  const auto owner = static_cast<PersonRef>(state_->leads[lead].owner);
  const std::string rule = state_->words.Of(state_->leads[lead].rule);
  switch (body.verb) {
    case Verb::kAccept:
    case Verb::kContacted:
    case Verb::kBook:
    case Verb::kActivity:
    case Verb::kMet:
      if (body.verb == Verb::kActivity && body.by != 0 && body.by != owner) return {};
      StopClocks(lead, policy, body);
      return {};
    case Verb::kWait:
    case Verb::kResume:
      PauseOrResume(lead, policy, body);
      return {};
    case Verb::kHandBack:
    case Verb::kRecall:
      HandBack(lead, body);
      return {};
    case Verb::kHandOver:
    case Verb::kClaim: {
      if (body.verb == Verb::kClaim && held) {
        DecideByPerson(lead, body);
        return {};
      }
      const PersonRef to = body.verb == Verb::kClaim ? body.by : body.to;
      GiveTurnBack(lead, false);
      AssignOwner(
          lead, to, "owner",
          {lead, to, &policy, SlasOfRule(policy, rule), ZoneOfClocks(*state_, lead), false, ""});
      SetStatus(lead, LeadStatus::kRouted, "",
                body.verb == Verb::kClaim ? "claimed" : "handed_over");
      return {};
    }
    case Verb::kDecide:
      DecideByPerson(lead, body);
      return {};
  }
  return {};
}

// The clocks that wait for what was done.
void Core::StopClocks(uint32_t lead, const Policy& policy, const ev::LeadActed& body) {
  for (ev::ClockBody& clock : OpenSlaClocks(*state_, lead)) {
    const SlaSpec* sla = SlaOf(policy, clock);
    if (sla == nullptr || !sla->StoppedBy(*StopOf(body.verb))) continue;
    clock.breached = clock.breached || (clock.expires > 0 && now_ > clock.expires);
    CountClock(*state_, lead, policy, now_, &clock);
    clock.phase = ClockPhase::kStopped;
    clock.due = 0;
    SetClock(lead, clock, VerbName(body.verb), body.by);
  }
}

void Core::PauseOrResume(uint32_t lead, const Policy& policy, const ev::LeadActed& body) {
  const bool pause = body.verb == Verb::kWait;
  for (ev::ClockBody& clock : OpenSlaClocks(*state_, lead)) {
    const SlaSpec* sla = SlaOf(policy, clock);
    if (sla == nullptr || !sla->PausedBy(SlaPause::kWaitingForCustomer) ||
        pause != (clock.phase == ClockPhase::kRunning))
      continue;
    if (pause)
      PauseClock(*state_, lead, policy, now_, &clock);
    else
      ResumeClock(*state_, lead, policy, now_, &clock);
    SetClock(lead, clock, VerbName(body.verb), body.by);
  }
}

void Core::SetStatus(uint32_t lead, LeadStatus status, const std::string& queue,
                     const std::string& reason, std::vector<ev::ClockBody> more) {
  ev::StatusSet body{status, queue, reason, {}, 0};
  body.clocks = ClocksAtRest(*state_, lead, *state_->PolicyOf(lead)->policy, status, queue, now_);
  for (ev::ClockBody& clock : more) body.clocks.push_back(std::move(clock));
  body.next_due = NextDueWith(lead, body.clocks);
  DropClockTimers(lead, body.clocks);
  const Event& event = EmitLead(lead, body);
  ApplyStatusSet(event, body, state_);
  AddClockTimers(lead, body.clocks);
}

// Where the pool says so, and always where the owner had not earned the turn yet. The owner of a
// lead that somebody takes over keeps the turn that they earned.
void Core::GiveTurnBack(uint32_t lead, bool taken_away) {
  const LeadEntry& entry = state_->leads[lead];
  const auto version = state_->PolicyOf(lead);
  const std::string pool = state_->words.Of(entry.turn_pool);
  const auto spec = PoolsOf(*version->policy).find(pool);
  const auto state = state_->pools.find(pool);
  if (spec == PoolsOf(*version->policy).end() || state == state_->pools.end()) return;
  const bool earned = EarnedTurn(spec->second.credit_on, entry.acted);
  if (earned && !(taken_away && spec->second.credit_hand_backs)) return;
  // A member who left the pool's memory has no turn to give back.
  PoolState credited = state->second;
  if (!CreditTurn(entry.turn, &credited).ok()) return;
  const ev::TurnCredited body{pool, static_cast<PersonRef>(entry.owner)};
  const Event& event = EmitLead(lead, body);
  CHECK(ApplyTurnCredited(event, body, state_).ok());
}

// The turn goes back to the pool, and nobody has the lead.
void Core::TakeAway(uint32_t lead) {
  GiveTurnBack(lead, true);
  const auto version = state_->PolicyOf(lead);
  AssignOwner(lead, 0, "", {lead, 0, version->policy.get(), {}, "", false, ""});
}

// By its owner for a reason of the policy, or by somebody who recalls it.
void Core::HandBack(uint32_t lead, const ev::LeadActed& body) {
  const auto version = state_->PolicyOf(lead);
  HandBackReason reason;
  reason.id = "recalled";
  reason.queue = body.queue;
  if (body.verb == Verb::kHandBack)
    reason = HandBackReasonsOf(*version->policy).find(body.reason)->second;
  TakeAway(lead);
  if (body.verb == Verb::kRecall && !body.queue.empty())
    return SetStatus(lead, LeadStatus::kQueued, body.queue, reason.id);
  switch (reason.then) {
    case HandBackThen::kRouteAgain: {
      if (body.subject == 0) return SetStatus(lead, LeadStatus::kHeld, "", "erased");
      Steer steer;
      steer.advice_kept = true;
      steer.exclude = state_->follow_ups[lead].earlier;
      return StartRun(lead, RunTrigger::kReturned, steer);
    }
    case HandBackThen::kCorrect:
      return SetStatus(lead, LeadStatus::kHeld, reason.queue, reason.id);
    case HandBackThen::kRecycle:
      return SetStatus(lead, LeadStatus::kHeld, "", reason.id,
                       {RecycleClock(body.until > 0 ? body.until : now_ + reason.after_us, now_)});
    case HandBackThen::kDisqualify:
      return SetStatus(lead, LeadStatus::kRejected, "", reason.id);
  }
}

// A person answers instead of the policy; the rest of the plan goes on as ever.
void Core::DecideByPerson(uint32_t lead, const ev::LeadActed& body) {
  const Id id = state_->leads[lead].run;
  Run& run = *state_->FindRun(id);
  for (size_t i = 0; i < run.timers.size(); ++i) {
    const RunTimer& timer = run.timers[i];
    const bool asked = timer.purpose == ev::TimerPurpose::kDecideBy ||
                       timer.purpose == ev::TimerPurpose::kRouteAgain;
    if (!timer.open || !asked) continue;
    effects_->timers.push_back({id, static_cast<int64_t>(i), timer.generation, timer.due, true});
  }
  ev::DecisionMade made;
  made.step = StepToDecide(run);
  made.rule = run.decision.rule;
  made.row = run.decision.row;
  made.reason = "decided_by_person";
  made.role = "owner";
  made.roster_revision = state_->roster.revision();
  made.decided_by = body.by;
  made.owner = body.verb == Verb::kClaim ? body.by : body.to;
  made.queue = body.queue;
  made.slas = SlasOfRule(*run.policy->policy, made.rule);
  made.disposition = made.owner != 0       ? Disposition::kAssign
                     : !made.queue.empty() ? Disposition::kQueue
                                           : Disposition::kReject;
  if (made.disposition == Disposition::kReject) made.reason = body.reason;
  EmitRun(run, made);
  CHECK(ApplyDecisionMade(now_, made, state_, &run).ok());
  if (made.disposition == Disposition::kReject) {
    return FinishRun(
        run, {LeadStatus::kRejected, 0, "", made.rule, made.row, made.reason, false, {}, 0});
  }
  GoOn(id);
}

}  // namespace signalbox
