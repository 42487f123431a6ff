// Clocks of leads: set, fired, moved.
#include <algorithm>

#include "engine/core_emit.h"
#include "engine/records.h"

namespace signalbox {
namespace {

// A change of somebody's hours moves this many clocks at once; those of more leads move when they
// fire.
constexpr size_t kMaxMovedClocks = 1'000;

bool SameHours(const Person& a, const Person& b) {
  return a.hours == b.hours && a.zone == b.zone && a.leaves == b.leaves && a.active == b.active &&
         a.paused_until == b.paused_until && a.team == b.team;
}

bool Counts(const Policy& policy, const ev::ClockBody& clock, bool own) {
  const SlaSpec* sla = SlaOf(policy, clock);
  if (sla == nullptr || clock.phase != ClockPhase::kRunning) return false;
  return sla->clock == SlaClock::kTeam || (own && sla->clock == SlaClock::kOwner);
}

}  // namespace

void Core::DropClockTimers(uint32_t lead, const std::vector<ev::ClockBody>& clocks) {
  const FollowUp* follow = state_->FollowUpOf(lead);
  for (const ev::ClockBody& clock : clocks) {
    const int64_t at = follow == nullptr ? -1 : follow->Find(clock.kind, clock.name);
    if (at < 0) continue;
    const LeadClock& before = follow->clocks[static_cast<size_t>(at)];
    if (!before.body.runs()) continue;
    effects_->timers.push_back(
        {state_->leads[lead].id, at, before.generation, before.body.due, true});
  }
}

void Core::AddClockTimers(uint32_t lead, const std::vector<ev::ClockBody>& clocks) {
  const FollowUp* follow = state_->FollowUpOf(lead);
  for (const ev::ClockBody& clock : clocks) {
    const int64_t at = follow == nullptr ? -1 : follow->Find(clock.kind, clock.name);
    if (at < 0) continue;
    const LeadClock& now = follow->clocks[static_cast<size_t>(at)];
    if (!now.body.runs()) continue;
    effects_->timers.push_back({state_->leads[lead].id, at, now.generation, now.body.due, false});
  }
}

int64_t Core::NextDueWith(uint32_t lead, const std::vector<ev::ClockBody>& clocks) const {
  const FollowUp* follow = state_->FollowUpOf(lead);
  FollowUp then = follow == nullptr ? FollowUp{} : *follow;
  for (const ev::ClockBody& clock : clocks) {
    const int64_t at = then.Find(clock.kind, clock.name);
    if (at >= 0)
      then.clocks[static_cast<size_t>(at)].body = clock;
    else
      then.clocks.push_back({clock, 0});
  }
  return then.NextDue();
}

void Core::SetClock(uint32_t lead, const ev::ClockBody& clock, std::string_view why, PersonRef by) {
  const ev::ClockSet body{clock, std::string(why), by, NextDueWith(lead, {clock})};
  DropClockTimers(lead, {clock});
  const Event& event = EmitLead(lead, body);
  ApplyClockSet(event, body, state_);
  AddClockTimers(lead, {clock});
}

void Core::AssignOwner(uint32_t lead, PersonRef owner, const std::string& role,
                       const Assignment& assignment) {
  ev::OwnerAssigned body{owner, static_cast<PersonRef>(state_->leads[lead].owner), role, {}, 0};
  body.clocks = ClocksOfAssignment(*state_, assignment, now_);
  if (!body.clocks.empty()) body.next_due = NextDueWith(lead, body.clocks);
  DropClockTimers(lead, body.clocks);
  const Event& event = EmitLead(lead, body);
  ApplyOwnerAssigned(event, body, state_);
  AddClockTimers(lead, body.clocks);
}

// The notice goes to a person where there is one, else to the team that is next to the matter.
void Core::Tell(uint32_t lead, const NoticeTarget& target, ev::Notified notice) {
  const auto owner = static_cast<PersonRef>(state_->leads[lead].owner);
  const Person* person = state_->roster.FindPerson(state_->PersonOf(owner));
  switch (target.kind) {
    case NoticeTarget::Kind::kOwner:
      notice.to = owner;
      break;
    case NoticeTarget::Kind::kPerson:
      notice.to = state_->RefOf(target.name);
      break;
    case NoticeTarget::Kind::kManagerOfOwner: {
      const Team* team = person == nullptr ? nullptr : state_->roster.FindTeam(person->team);
      if (person != nullptr) notice.to = state_->RefOf(person->manager);
      if (notice.to == 0 && team != nullptr) notice.to = state_->RefOf(team->manager);
      if (notice.to == 0 && person != nullptr) notice.team = person->team;
      break;
    }
    case NoticeTarget::Kind::kTeam:
    case NoticeTarget::Kind::kManagerOfTeam:
      notice.team = target.name;
      break;
  }
  EmitLead(lead, notice);
}

Status Core::OnClock(const Event& event, BytesView sealed) {
  SB_ASSIGN(const ev::ClockFired body, DecodeBody<ev::ClockFired>(event.clear));
  const auto found = state_->lead_by_id.find(event.entity);
  if (found == state_->lead_by_id.end())
    return Err(Code::kCorrupt, "a clock fires for a record that does not exist");
  const uint32_t lead = found->second;
  SB_ASSIGN(const Attributes record, OpenAttributes(body.attributes, sealed));
  SB_TRY(ApplyEvent(event, sealed, *context_, state_));
  const FollowUp* follow = state_->FollowUpOf(lead);
  const auto number = static_cast<size_t>(body.clock);
  const bool known = body.clock >= 0 && follow != nullptr && number < follow->clocks.size();
  if (!known || follow->clocks[number].generation != body.generation ||
      !follow->clocks[number].body.runs()) {
    state_->arriving.erase(lead);
    return {};
  }
  ev::ClockBody clock = follow->clocks[number].body;
  effects_->timers.push_back({event.entity, body.clock, body.generation, clock.due, true});
  const auto version = state_->PolicyOf(lead);
  if (version == nullptr) return {};
  switch (clock.kind) {
    case ClockKind::kSla:
      OnSlaStep(lead, std::move(clock), *version->policy, body.subject == 0 ? nullptr : &record);
      return {};
    case ClockKind::kQueue: {
      const auto queue = QueuesOf(*version->policy).find(clock.name);
      NoticeTarget target{NoticeTarget::Kind::kTeam, ""};
      if (queue != QueuesOf(*version->policy).end()) {
        if (!queue->second.owner_person.empty()) target.kind = NoticeTarget::Kind::kPerson;
        target.name = queue->second.owner_person + queue->second.owner_team;
      }
      Tell(lead, target, {"queue_late", 0, "", clock.name, 0, clock.expires});
      clock.phase = ClockPhase::kOver;
      clock.breached = true;
      clock.due = 0;
      SetClock(lead, clock, "queue_late");
      return {};
    }
    case ClockKind::kRecycle:
      if (body.subject != 0) StartRun(lead, RunTrigger::kRecycled);
      clock.phase = ClockPhase::kOver;
      clock.due = 0;
      SetClock(lead, clock, "recycled");
      return {};
  }
  return {};
}

// Hours may have changed since the time was computed, by leave or by a pause: then it is computed
// anew, and nothing happens before.
void Core::OnSlaStep(uint32_t lead, ev::ClockBody clock, const Policy& policy,
                     const Attributes* record) {
  const auto owner = static_cast<PersonRef>(state_->leads[lead].owner);
  const SlaSpec* sla = SlaOf(policy, clock);
  if (sla == nullptr || static_cast<size_t>(clock.step) >= sla->steps.size()) {
    clock.phase = ClockPhase::kLeft;
    clock.due = 0;
    return SetClock(lead, clock, "no_such_sla");
  }
  SetClockTimes(*state_, lead, policy, owner, &clock);
  if (clock.due == 0 || clock.due > now_) return SetClock(lead, clock, "moved");
  const SlaStep& step = sla->steps[static_cast<size_t>(clock.step)];
  clock.breached = clock.breached || step.at_us >= sla->within_us;
  std::string_view why = "expired";
  switch (step.kind) {
    case SlaStep::Kind::kRemind:
      why = "reminded";
      Tell(lead, step.target, {"sla_reminder", 0, "", clock.name, 0, clock.expires});
      break;
    case SlaStep::Kind::kReassign:
      if (record != nullptr && Reassign(lead, clock, step, policy, *record)) return;
      why = "not_reassigned";
      break;
    case SlaStep::Kind::kEscalate:
      why = "escalated";
      Tell(lead, step.target, {"sla_escalated", 0, "", clock.name, clock.times, clock.expires});
      break;
    case SlaStep::Kind::kExpire:
      break;
  }
  if (step.kind == SlaStep::Kind::kEscalate && clock.times < step.again_at_most) {
    ++clock.times;
  } else {
    ++clock.step;
    clock.times = 0;
  }
  SetClockTimes(*state_, lead, policy, owner, &clock);
  SetClock(lead, clock, why);
}

// False when nobody else can have it now: then it stays where it is, and the clock goes on.
bool Core::Reassign(uint32_t lead, ev::ClockBody clock, const SlaStep& step, const Policy& policy,
                    const Attributes& record) {
  const LeadEntry& entry = state_->leads[lead];
  const auto number = static_cast<size_t>(clock.step);
  const int64_t used = number < clock.reassigned.size() ? clock.reassigned[number] : 0;
  if (used >= step.at_most || entry.status != LeadStatus::kRouted) return false;
  Steer steer;
  steer.advice_kept = true;
  steer.sla = clock.name;
  steer.rule = state_->words.Of(entry.rule);
  if (const FollowUp* follow = state_->FollowUpOf(lead); follow != nullptr)
    steer.exclude = follow->earlier;
  steer.exclude.push_back(static_cast<PersonRef>(entry.owner));
  switch (step.to) {
    case ReassignTo::kSamePool:
      steer.pool = state_->words.Of(entry.pool);
      break;
    case ReassignTo::kPool:
      steer.pool = step.name;
      break;
    case ReassignTo::kQueue:
      steer.queue = step.name;
      break;
    case ReassignTo::kRouteAgain:
      steer.rule.clear();
      break;
  }
  if (step.to == ReassignTo::kSamePool && steer.pool.empty()) return false;
  if (steer.queue.empty()) {
    Attributes with_flags = record;
    PutFlags(policy, FlagsOn(policy, state_->flags, entry.share_key), &with_flags);
    DecideInput input{with_flags, state_->roster, state_->pools, now_, {}};
    for (const PersonRef person : steer.exclude) input.exclude.push_back(state_->PersonOf(person));
    input.rule = steer.rule;
    input.pool = steer.pool;
    if (Decide(policy, input).disposition != Disposition::kAssign) return false;
  }
  // Taken here and not when the run ends, which may wait for an agent first: meanwhile the clock
  // goes on to its next step.
  if (clock.reassigned.size() <= number) clock.reassigned.resize(number + 1);
  ++clock.reassigned[number];
  ++clock.step;
  clock.times = 0;
  SetClockTimes(*state_, lead, policy, static_cast<PersonRef>(entry.owner), &clock);
  SetClock(lead, clock, ev::kReassigning);
  GiveTurnBack(lead, false);
  if (!steer.queue.empty()) AssignOwner(lead, 0, "", {lead, 0, &policy, {}, "", false, ""});
  StartRun(lead, RunTrigger::kReassigned, steer);
  return true;
}

// Somebody comes back whom the policy does not route again: whoever has them has the whole time for
// an answer.
void Core::RestartClocks(uint32_t lead) {
  const LeadEntry& entry = state_->leads[lead];
  const auto version = state_->PolicyOf(lead);
  if (entry.owner == 0 || entry.status != LeadStatus::kRouted || version == nullptr) return;
  Assignment assignment{lead,
                        static_cast<PersonRef>(entry.owner),
                        version->policy.get(),
                        SlasOfRule(*version->policy, state_->words.Of(entry.rule)),
                        "",
                        true,
                        ""};
  const std::vector<ev::ClockBody> clocks = ClocksOfAssignment(*state_, assignment, now_);
  for (const ev::ClockBody& clock : clocks) SetClock(lead, clock, "came_back");
}

Status Core::OnPerson(const Event& event, BytesView sealed) {
  struct Moved {
    uint32_t lead;
    ev::ClockBody clock;
  };
  std::vector<Moved> moved;
  SB_ASSIGN(const ev::Upserted body, DecodeBody<ev::Upserted>(event.clear));
  const std::string id = state_->PersonOf(body.number);
  const Person* before = state_->roster.FindPerson(id);
  if (before != nullptr && !sealed.empty() && !state_->follow_ups.empty()) {
    SB_ASSIGN(const Person after, DecodeRecord<Person>(sealed));
    std::vector<uint32_t> leads;
    for (const auto& [lead, follow] : state_->follow_ups) {
      if (!SameHours(*before, after)) leads.push_back(lead);
    }
    std::sort(leads.begin(), leads.end());
    for (const uint32_t lead : leads) {
      const auto version = state_->PolicyOf(lead);
      const std::string& owner = state_->PersonOf(state_->leads[lead].owner);
      const Person* person = state_->roster.FindPerson(owner);
      if (version == nullptr || person == nullptr) continue;
      if (owner != id && person->team != before->team && person->team != after.team) continue;
      for (const LeadClock& clock : state_->FollowUpOf(lead)->clocks) {
        if (moved.size() >= kMaxMovedClocks || !Counts(*version->policy, clock.body, owner == id))
          continue;
        moved.push_back({lead, clock.body});
        CountClock(*state_, lead, *version->policy, now_, &moved.back().clock);
      }
    }
  }
  SB_TRY(ApplyEvent(event, sealed, *context_, state_));
  for (Moved& one : moved) {
    const auto version = state_->PolicyOf(one.lead);
    SetClockTimes(*state_, one.lead, *version->policy,
                  static_cast<PersonRef>(state_->leads[one.lead].owner), &one.clock);
    SetClock(one.lead, one.clock, "moved");
  }
  return {};
}

}  // namespace signalbox
