#include <algorithm>

#include "base/check.h"
#include "engine/core_emit.h"
#include "engine/route_again.h"
#include "policy/escalation.h"

namespace signalbox {
namespace {

// A record that waits for somebody to come back is looked at again after these, the last one for
// ever.
constexpr TimeUs kRouteAgainUs[] = {5 * kMinuteUs, 15 * kMinuteUs, kHourUs};

// An attribute's name may stand in the clear; the text of an evaluation error could quote a value,
// so it stays out.
std::string_view ClearAttribute(std::string_view attribute) {
  const bool name = std::all_of(attribute.begin(), attribute.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_';
  });
  return name ? attribute : "an error while evaluating";
}

// Its owner let it lie: a queue has it now, whatever the rules would say.
Decision TakenToQueue(const std::string& queue, const std::string& rule, const State& state) {
  Decision decision;
  decision.disposition = Disposition::kQueue;
  decision.queue = queue;
  decision.rule = rule;
  decision.reason = "taken_from_owner";
  decision.roster_revision = state.roster.revision();
  return decision;
}

// Whether a record whose values are brought up to date goes where it is: by the same rule to the
// same pool, person or queue. Whose turn it is by now is no reason to move it; that its owner may
// not have it any more is one.
bool GoesWhereItIs(const State& state, const Run& run, const Decision& decision) {
  const LeadEntry& entry = state.leads[run.lead];
  if (run.trigger != RunTrigger::kRefreshed || decision.rule != state.words.Of(entry.rule))
    return false;
  if (decision.disposition == Disposition::kQueue)
    return !decision.queue.empty() && decision.queue == state.words.Of(entry.queue);
  const std::string& owner = state.PersonOf(static_cast<PersonRef>(entry.owner));
  const Person* person = state.roster.FindPerson(owner);
  if (person == nullptr || !person->active || entry.queue != 0) return false;
  if (decision.disposition == Disposition::kAssign && decision.owner == owner) return true;
  if (decision.pool.empty() || decision.pool != state.words.Of(entry.pool)) return false;
  return std::any_of(decision.considered.begin(), decision.considered.end(),
                     [&](const Considered& one) {
                       return one.owner == owner && one.lost != "forbidden" &&
                              one.lost != "not named" && one.lost != "excluded";
                     });
}

// Makes the decision about a record that stays one for whoever has it: nobody's turn is taken.
// False for one that goes elsewhere.
bool KeepWhereItIs(const State& state, const Run& run, Decision* decision) {
  if (!GoesWhereItIs(state, run, *decision)) return false;
  if (decision->disposition == Disposition::kQueue) return true;
  decision->disposition = Disposition::kAssign;
  decision->owner = state.PersonOf(static_cast<PersonRef>(state.leads[run.lead].owner));
  decision->reason = "kept_owner";
  decision->queue.clear();
  decision->turn.reset();
  decision->pointer_after = decision->pointer_before;
  decision->considered.clear();
  return true;
}

// The decision as it is stored, which numbers people.
ev::DecisionMade BodyOf(const Decision& decision, size_t step, const State& state) {
  ev::DecisionMade body;
  body.step = static_cast<int64_t>(step);
  body.disposition = decision.disposition;
  body.owner = state.RefOf(decision.owner);
  body.role = decision.role;
  body.queue = decision.queue;
  body.rule = decision.rule;
  body.row = decision.row;
  body.reason = decision.reason;
  body.pool = decision.pool;
  if (decision.turn.has_value()) body.turn = TurnToBody(*decision.turn, state);
  body.pointer_before = state.RefOf(decision.pointer_before);
  body.pointer_after = state.RefOf(decision.pointer_after);
  body.slas = decision.slas;
  for (const Considered& one : decision.considered)
    body.considered.push_back({state.RefOf(one.owner), one.lost, one.by});
  for (const Unknown& one : decision.unknowns)
    body.unknowns.push_back({one.rule, std::string(ClearAttribute(one.attribute))});
  body.roster_revision = decision.roster_revision;
  body.node = decision.node;
  body.asked = state.RefOf(decision.asked);
  body.decide_by = decision.decide_by;
  body.in_list = decision.in_list;
  return body;
}

// What the active version's guards say that apply to runs of earlier versions as well.
std::optional<Decision> StoppedInFlight(const Policy& active, const Run& run,
                                        const DecideInput& input, const State& state) {
  Attributes copy;
  const DecideInput now{
      RecordUnder(active, run, state, {}, &copy), input.roster, input.pools, input.now, {}};
  return DecideInFlight(active, now);
}

}  // namespace

TimeUs RouteAgainAfter(int64_t attempts) {
  const auto last = static_cast<int64_t>(std::size(kRouteAgainUs)) - 1;
  return kRouteAgainUs[std::min(attempts, last)];
}

// Once a run, at its first decision: asked again, a record that waits would only repeat it.
std::optional<Decision> Core::DecideInShadow(const Run& run, const DecideInput& input) const {
  const PolicyStages& stages = state_->stages;
  const bool by_rules = run.queue.empty() && input.pool.empty() && input.node.empty();
  if (!stages.has_shadow() || run.decided || !by_rules || run.policy->hash == stages.shadow)
    return std::nullopt;
  const Policy& shadow = *state_->versions.at(stages.shadow)->policy;
  if (FlagsOf(shadow).empty()) return Decide(shadow, input);
  Attributes copy;
  DecideInput with_flags{RecordUnder(shadow, run, *state_, {}, &copy), input.roster, input.pools,
                         input.now, input.exclude};
  with_flags.previous_owners = input.previous_owners;
  with_flags.open = input.open;
  with_flags.requests_wait = input.requests_wait;
  return Decide(shadow, with_flags);
}

void Core::RecordShadow(Run& run, const Decision& shadow) {
  ev::ShadowDecided body;
  body.disposition = shadow.disposition;
  body.owner = state_->RefOf(shadow.owner);
  body.queue = shadow.queue;
  body.rule = shadow.rule;
  body.row = shadow.row;
  body.reason = shadow.reason;
  body.pool = shadow.pool;
  body.moved = body.disposition != run.decision.disposition || body.owner != run.decision.owner ||
               body.queue != run.decision.queue;
  Event& event = EmitRun(run, body);
  event.pins.policy.assign(View(state_->stages.shadow).substr(0, 8));
  ApplyShadowDecided(body, state_);
}

// Nobody is told and no clock begins: nothing that its owner sees has changed.
void Core::FinishStaying(Run& run, const ev::DecisionMade& made) {
  const LeadStatus status =
      made.disposition == Disposition::kQueue ? LeadStatus::kQueued : LeadStatus::kRouted;
  FinishRun(run, {status, made.owner, made.queue, made.rule, made.row, made.reason, false});
}

void Core::DecideOwner(Run& run, size_t step) {
  DecideInput input{run.record, state_->roster, state_->pools, now_, {}};
  AddWhatPoolsAsk(*state_, run.lead, &input);
  for (const PersonRef person : run.exclude) input.exclude.push_back(state_->PersonOf(person));
  input.rule = run.rule.empty() ? run.decision.rule : run.rule;
  input.node = run.node;
  if (run.node.empty()) input.pool = run.pool;
  const std::shared_ptr<const PolicyVersion> active = state_->Active();
  std::optional<Decision> stopped =
      active == run.policy || run.policy->hash == state_->stages.canary
          ? std::nullopt
          : StoppedInFlight(*active->policy, run, input, *state_);
  const bool in_flight = stopped.has_value();
  Decision decision = in_flight           ? *std::move(stopped)
                      : run.queue.empty() ? Decide(*run.policy->policy, input)
                                          : TakenToQueue(run.queue, run.rule, *state_);
  const bool stays = KeepWhereItIs(*state_, run, &decision);
  const std::optional<Decision> shadow = DecideInShadow(run, input);
  const ev::DecisionMade body = BodyOf(decision, step, *state_);
  Event& made = EmitRun(run, body);
  if (in_flight) made.pins.policy.assign(View(active->hash).substr(0, 8));
  CHECK(ApplyDecisionMade(now_, body, state_, &run).ok());
  if (shadow.has_value()) RecordShadow(run, *shadow);
  switch (body.disposition) {
    case Disposition::kAssign:
    case Disposition::kQueue:
      if (stays) FinishStaying(run, body);
      return;
    case Disposition::kReject:
      return FinishRun(run,
                       {LeadStatus::kRejected, 0, "", body.rule, body.row, body.reason, false});
    case Disposition::kEscalate: {
      SetTimer(run, ev::TimerPurpose::kDecideBy, step, body.decide_by);
      const EscalationNode* node = FindEscalation(*run.policy->policy, body.node);
      const ev::Notified notice{"decision_asked",
                                body.asked,
                                body.asked == 0 ? body.queue : "",
                                body.node,
                                0,
                                body.decide_by,
                                node == nullptr ? "" : node->role};
      EmitLead(run.lead, notice);
      return FinishRun(run,
                       {LeadStatus::kHeld, 0, body.queue, body.rule, body.row, body.reason, true});
    }
    case Disposition::kHold:
      // Nobody can take it: the same question is asked again, and the wait is a named timer.
      if (body.reason == "all_out" || body.reason == "behind_requests") {
        SetTimer(run, ev::TimerPurpose::kRouteAgain, step,
                 now_ + RouteAgainAfter(run.route_attempts));
      }
      return FinishRun(run,
                       {LeadStatus::kHeld, 0, body.queue, body.rule, body.row, body.reason, true});
  }
}

}  // namespace signalbox
