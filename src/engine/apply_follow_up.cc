#include <algorithm>

#include "engine/apply.h"
#include "engine/backlog.h"
#include "engine/verbs.h"
#include "policy/sla.h"

namespace signalbox {
namespace {

void RememberOwner(PersonRef owner, std::vector<PersonRef>* earlier) {
  if (owner == 0 || std::find(earlier->begin(), earlier->end(), owner) != earlier->end()) return;
  earlier->push_back(owner);
}

// A decision by a person lets a run that waits go on.
void WakeRun(const LeadEntry& entry, const State& state) {
  Run* run = state.FindRun(entry.run);
  if (run == nullptr) return;
  run->finished = run->waits = false;
}

// What came with an input, for the run that it may start.
Status KeepRecord(int64_t subject, const Attributes& clear, BytesView sealed, uint32_t lead,
                  State* state) {
  if (subject == 0) return {};
  SB_ASSIGN(Attributes record, OpenAttributes(clear, sealed));
  state->arriving[lead] = std::move(record);
  return {};
}

Status ApplyActed(const ev::LeadActed& body, BytesView sealed, uint32_t lead, State* state) {
  LeadEntry& entry = state->leads[lead];
  const bool own = body.by == 0 || body.by == static_cast<PersonRef>(entry.owner);
  if (body.verb != Verb::kActivity || own) entry.acted |= ActedBits(body.verb);
  const bool waits = entry.status == LeadStatus::kHeld;
  if (body.verb == Verb::kDecide || (body.verb == Verb::kClaim && waits)) WakeRun(entry, *state);
  return KeepRecord(body.subject, body.attributes, sealed, lead, state);
}

}  // namespace

int64_t FollowUp::Find(ClockKind kind, std::string_view name) const {
  for (size_t i = 0; i < clocks.size(); ++i) {
    if (clocks[i].body.kind == kind && clocks[i].body.name == name) return static_cast<int64_t>(i);
  }
  return -1;
}

int64_t FollowUp::NextDue() const {
  int64_t next = 0;
  for (const LeadClock& clock : clocks) {
    const bool counts = clock.body.phase == ClockPhase::kRunning && clock.body.expires > 0;
    if (counts && (next == 0 || clock.body.expires < next)) next = clock.body.expires;
  }
  return next;
}

std::vector<std::pair<int64_t, FollowUps::Group>> FollowUps::TakeChanged() {
  std::vector<std::pair<int64_t, Group>> changed;
  for (const uint32_t number : changed_) {
    auto& [at, group] = changed.emplace_back(number, Group());
    for (uint32_t i = 0; i < kPerGroup; ++i) {
      const auto found = map_.find(number * kPerGroup + i);
      if (found != map_.end()) group.emplace_back(*found);
    }
  }
  changed_.clear();
  return changed;
}

void FollowUps::ChangeAll() {
  for (const auto& [lead, follow] : map_) changed_.insert(lead / kPerGroup);
}

bool FollowUp::empty() const {
  return earlier.empty() && std::none_of(clocks.begin(), clocks.end(),
                                         [](const LeadClock& c) { return c.body.open(); });
}

Result<Attributes> AttributesOfInput(const Event& event, BytesView sealed) {
  const auto open = [&]<typename B>(const Result<B>& body) -> Result<Attributes> {
    if (!body.ok()) return body.error();
    return OpenAttributes(body->attributes, sealed);
  };
  switch (static_cast<EventType>(event.type)) {
    case EventType::kLeadReceived:
      return open(DecodeBody<ev::LeadReceived>(event.clear));
    case EventType::kTouchRecorded:
      return open(DecodeBody<ev::TouchRecorded>(event.clear));
    case EventType::kRecordRouted:
      return open(DecodeBody<ev::RecordRouted>(event.clear));
    case EventType::kClockFired:
      return open(DecodeBody<ev::ClockFired>(event.clear));
    case EventType::kLeadActed:
      return open(DecodeBody<ev::LeadActed>(event.clear));
    default:
      return Err(Code::kCorrupt, "an input brought no record");
  }
}

std::string_view ClockPhaseName(ClockPhase phase) {
  constexpr std::string_view kNames[] = {"running", "paused", "stopped", "over", "left"};
  const auto number = static_cast<size_t>(phase);
  return number < std::size(kNames) ? kNames[number] : kNames[0];
}

void ApplyClocks(uint32_t lead, const std::vector<ev::ClockBody>& clocks, int64_t position,
                 State* state) {
  if (clocks.empty()) return;
  CountBreaches(lead, clocks, state);
  FollowUp& follow = state->follow_ups[lead];
  for (const ev::ClockBody& clock : clocks) {
    const int64_t at = follow.Find(clock.kind, clock.name);
    const bool was = at >= 0 && follow.clocks[static_cast<size_t>(at)].body.breached;
    state->sla_breaches += clock.kind == ClockKind::kSla && clock.breached && !was;
    if (at >= 0)
      follow.clocks[static_cast<size_t>(at)] = {clock, position};
    else
      follow.clocks.push_back({clock, position});
  }
  if (follow.empty()) state->follow_ups.erase(lead);
}

void ApplyOwnerAssigned(const Event& event, const ev::OwnerAssigned& body, State* state) {
  const auto at = state->lead_by_id.find(event.entity);
  if (at == state->lead_by_id.end()) return;
  LeadEntry& entry = state->leads[at->second];
  const bool other = static_cast<PersonRef>(entry.owner) != body.owner;
  MoveOwner(body.owner, &entry, state);
  if (other) {
    entry.acted = 0;
    if (body.previous != 0) RememberOwner(body.previous, &state->follow_ups[at->second].earlier);
  }
  const Run* run = state->FindRun(entry.run);
  const bool decided = run != nullptr && run->decided;
  entry.pool = state->words.Intern(decided ? run->decision.pool : "");
  if (!decided || run->decision.turn.pool.empty()) entry.turn_pool = 0;
  ApplyClocks(at->second, body.clocks, event.position, state);
}

void ApplyClockSet(const Event& event, const ev::ClockSet& body, State* state) {
  const auto at = state->lead_by_id.find(event.entity);
  if (at == state->lead_by_id.end()) return;
  ApplyClocks(at->second, {body.clock}, event.position, state);
  // A record that came with a clock left with the run that it began, or will in a moment.
  if (body.why != ev::kReassigning) state->arriving.erase(at->second);
}

void ApplyStatusSet(const Event& event, const ev::StatusSet& body, State* state) {
  const auto at = state->lead_by_id.find(event.entity);
  if (at == state->lead_by_id.end()) return;
  LeadEntry& entry = state->leads[at->second];
  entry.status = body.status;
  entry.queue = state->words.Intern(body.queue);
  entry.reason = state->words.Intern(body.reason);
  ApplyClocks(at->second, body.clocks, event.position, state);
}

Status ApplyTurnCredited(const Event& event, const ev::TurnCredited& body, State* state) {
  LeadEntry& entry = state->leads[state->lead_by_id.at(event.entity)];
  entry.turn_pool = 0;
  return CreditTurn(entry.turn, &state->pools[body.pool]);
}

Status ApplyTurnGiven(const Event& event, const ev::TurnGiven& body, State* state) {
  LeadEntry& entry = state->leads[state->lead_by_id.at(event.entity)];
  PoolState& pool = state->pools[body.turn.pool];
  const PoolTurn turn = TurnFromBody(body.turn, *state);
  SB_TRY(ApplyTurn(turn, event.time, &pool));
  entry.turn = TakenOf(turn, event.time, pool);
  entry.turn_pool = state->words.Intern(body.turn.pool);
  entry.pool = state->words.Intern(body.pool);
  return {};
}

Status ApplyNotified(const Event& event, State* state) {
  SB_ASSIGN(const ev::Notified body, DecodeBody<ev::Notified>(event.clear));
  if (const auto plan = state->moves.find(body.plan); plan != state->moves.end())
    plan->second.told.insert(body.to);
  return {};
}

Status ApplyFollowUp(const Event& event, BytesView sealed, State* state) {
  const auto at = state->lead_by_id.find(event.entity);
  if (at == state->lead_by_id.end())
    return Err(Code::kCorrupt, "an event follows up a record that does not exist");
  switch (static_cast<EventType>(event.type)) {
    case EventType::kClockSet: {
      SB_ASSIGN(const ev::ClockSet body, DecodeBody<ev::ClockSet>(event.clear));
      ApplyClockSet(event, body, state);
      return {};
    }
    case EventType::kStatusSet: {
      SB_ASSIGN(const ev::StatusSet body, DecodeBody<ev::StatusSet>(event.clear));
      ApplyStatusSet(event, body, state);
      return {};
    }
    case EventType::kLeadActed: {
      SB_ASSIGN(const ev::LeadActed body, DecodeBody<ev::LeadActed>(event.clear));
      return ApplyActed(body, sealed, at->second, state);
    }
    case EventType::kClockFired: {
      SB_ASSIGN(const ev::ClockFired body, DecodeBody<ev::ClockFired>(event.clear));
      return KeepRecord(body.subject, body.attributes, sealed, at->second, state);
    }
    case EventType::kTurnCredited: {
      SB_ASSIGN(const ev::TurnCredited body, DecodeBody<ev::TurnCredited>(event.clear));
      return ApplyTurnCredited(event, body, state);
    }
    case EventType::kTurnGiven: {
      SB_ASSIGN(const ev::TurnGiven body, DecodeBody<ev::TurnGiven>(event.clear));
      return ApplyTurnGiven(event, body, state);
    }
    case EventType::kNotified:
      return ApplyNotified(event, state);
    case EventType::kOwnerMoved:
      return ApplyMoves(event, state);
    default:
      return {};
  }
}

}  // namespace signalbox
