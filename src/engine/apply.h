// Apply: the fold. Every change of State goes through here, live, on recovery and on replay.
//
// Never fails on events that an engine of this version wrote; kCorrupt names what does not fit.
// Engine thread only.
#pragma once

#include <functional>

#include "base/result.h"
#include "engine/follow_up_events.h"
#include "engine/law_events.h"
#include "engine/move_events.h"
#include "engine/state.h"
#include "store/event.h"

namespace signalbox {

// What an event refers to but does not hold: bundles and agent specifications, by content hash.
struct ApplyContext {
  PolicyLoader load_policy;
  std::function<Result<AgentSpec>(const Digest& hash)> load_agent;
};

// Both parts of a set of attributes.
Result<Attributes> OpenAttributes(const Attributes& clear, BytesView sealed);

// What an input brought of its record: of LeadReceived, TouchRecorded, RecordRouted, ClockFired and
// LeadActed. kCorrupt for any other.
Result<Attributes> AttributesOfInput(const Event& event, BytesView sealed);

// Folds one event with the plaintext of its sealed part (empty when it has none, or it was erased).
Status ApplyEvent(const Event& event, BytesView sealed, const ApplyContext& context, State* state);

// The same for whoever folds a log and holds no run of `state` (engine/open_runs.h: Pack).
Status FoldEvent(const Event& event, BytesView sealed, const ApplyContext& context, State* state);

// Only the envelope: position, time, sequence, the entity's chain. ApplyEvent includes it.
void ApplyEnvelope(const Event& event, State* state);

// Typed folds, for events that the engine has in hand undecoded. They do not include the envelope.
Status ApplyRunStarted(const Event& event, const ev::RunStarted& body, State* state);
void ApplyStepFinished(TimeUs at, const ev::StepFinished& body, const Attributes& output,
                       State* state, Run* run);
// A step's output joins the record, by the plan's merge rules where it has any.
void ApplyOutput(int step, const Attributes& output, Run* run);
void ApplyStepScheduled(const Event& event, const ev::StepScheduled& body, State* state, Run* run);
void ApplyStepRetried(const ev::StepRetried& body, Run* run);
Status ApplyDecisionMade(TimeUs at, const ev::DecisionMade& body, State* state, Run* run);
void ApplyTimerSet(const ev::TimerSet& body, Run* run);
// Nothing for a timer that is closed already, or was set anew.
void ApplyTimerFired(const ev::TimerFired& body, Run* run);
void ApplyStepCancelled(TimeUs at, const ev::StepCancelled& body, State* state, Run* run);
void ApplyRunFinished(const Event& event, const ev::RunFinished& body, State* state);
void ApplyOwnerAssigned(const Event& event, const ev::OwnerAssigned& body, State* state);
void ApplyClockSet(const Event& event, const ev::ClockSet& body, State* state);
Status ApplyTurnCredited(const Event& event, const ev::TurnCredited& body, State* state);
Status ApplyTurnGiven(const Event& event, const ev::TurnGiven& body, State* state);
void ApplyStatusSet(const Event& event, const ev::StatusSet& body, State* state);
// Events of the policy's versions (apply_policy.cc), and what they are judged by: runs that come to
// rest, and clocks that are about to be folded.
Status ApplyPolicy(const Event& event, const ApplyContext& context, State* state);
void ApplyPolicyHalted(const ev::PolicyHalted& body, State* state);
void ApplyShadowDecided(const ev::ShadowDecided& body, State* state);
void CountRest(const ev::RunFinished& body, Run* run, State* state);
void CountBreaches(uint32_t lead, const std::vector<ev::ClockBody>& clocks, State* state);
// Every clock of `clocks` is what it says from now on; those that are not named stay.
void ApplyClocks(uint32_t lead, const std::vector<ev::ClockBody>& clocks, int64_t position,
                 State* state);
// A notice of a plan of moves: that person was told.
Status ApplyNotified(const Event& event, State* state);
// Events that law_events.h declares, of whatever they are about.
bool IsOfLaw(EventType type);
Status ApplyLaw(const Event& event, State* state);
// Events of a lead that follow_up_events.h declares.
Status ApplyFollowUp(const Event& event, BytesView sealed, State* state);

// Between policy's turn, which names people, and the event's, which numbers them.
ev::TurnBody TurnToBody(const PoolTurn& turn, const State& state);
PoolTurn TurnFromBody(const ev::TurnBody& body, const State& state);

}  // namespace signalbox
