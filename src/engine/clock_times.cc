#include "engine/clock_times.h"

#include <algorithm>

namespace signalbox {
namespace {

CountedTime TimeOf(const State& state, const Policy& policy, const SlaSpec& sla, PersonRef owner,
                   const ev::ClockBody& clock) {
  return CountedTime::Of(policy, sla, state.roster, state.PersonOf(owner), clock.zone);
}

CountedTime TimeOfQueue(const State& state, const QueueSpec& queue) {
  return queue.owner_person.empty() ? CountedTime::OfTeam(state.roster, queue.owner_team)
                                    : CountedTime::OfPerson(state.roster, queue.owner_person);
}

const QueueSpec* QueueOf(const Policy& policy, std::string_view queue) {
  const auto at = QueuesOf(policy).find(std::string(queue));
  return at == QueuesOf(policy).end() ? nullptr : &at->second;
}

// 0 for never.
TimeUs Reached(const CountedTime& time, const ev::ClockBody& clock, TimeUs work) {
  const TimeUs left = work - clock.worked;
  return left <= 0 ? clock.counted_from : std::max<TimeUs>(0, time.After(clock.counted_from, left));
}

void Begin(TimeUs from, ev::ClockBody* clock) {
  clock->started = clock->counted_from = from;
  clock->worked = clock->step = clock->times = 0;
  clock->breached = false;
}

void EndAsLeft(ev::ClockBody* clock) {
  clock->phase = ClockPhase::kLeft;
  clock->due = 0;
}

// The clock of an SLA that `assignment` names, as it runs from now on.
ev::ClockBody Assigned(const State& state, const Assignment& assignment, const SlaSpec& sla,
                       const LeadClock* before, TimeUs now) {
  const LeadEntry& entry = state.leads[assignment.lead];
  ev::ClockBody clock;
  clock.name = sla.id;
  if (sla.clock == SlaClock::kLead) clock.zone = assignment.zone;
  bool goes_on = false;
  if (before != nullptr) {
    // One whose last step has just taken the lead away is over, and no new one begins.
    goes_on = before->body.open() || assignment.reassigns == sla.id;
    clock = before->body;
    if (clock.zone.empty() && sla.clock == SlaClock::kLead) clock.zone = assignment.zone;
  }
  if (assignment.came_back) clock.reassigned.clear();
  const bool other = static_cast<PersonRef>(entry.owner) != assignment.owner;
  if (!goes_on || assignment.came_back || (other && sla.restarts && !assignment.keeps_clocks)) {
    const TimeUs said = assignment.came_back ? entry.said_at : entry.received_at;
    Begin(sla.starts == SlaStart::kReceived && !goes_on ? std::min(said, now) : now, &clock);
  } else {
    CountClock(state, assignment.lead, *assignment.policy, now, &clock);
  }
  clock.phase = ClockPhase::kRunning;
  SetClockTimes(state, assignment.lead, *assignment.policy, assignment.owner, &clock);
  return clock;
}

}  // namespace

const SlaSpec* SlaOf(const Policy& policy, const ev::ClockBody& clock) {
  if (clock.kind != ClockKind::kSla) return nullptr;
  const auto at = SlasOf(policy).find(clock.name);
  return at == SlasOf(policy).end() ? nullptr : &at->second;
}

void CountClock(const State& state, uint32_t lead, const Policy& policy, TimeUs now,
                ev::ClockBody* clock) {
  const SlaSpec* sla = SlaOf(policy, *clock);
  if (sla == nullptr || clock->phase != ClockPhase::kRunning) {
    clock->counted_from = now;
    return;
  }
  const auto owner = static_cast<PersonRef>(state.leads[lead].owner);
  clock->worked += TimeOf(state, policy, *sla, owner, *clock).Between(clock->counted_from, now);
  clock->counted_from = now;
}

void SetClockTimes(const State& state, uint32_t, const Policy& policy, PersonRef owner,
                   ev::ClockBody* clock) {
  const SlaSpec* sla = SlaOf(policy, *clock);
  if (sla == nullptr) return;
  const CountedTime time = TimeOf(state, policy, *sla, owner, *clock);
  clock->roster_revision = state.roster.revision();
  clock->expires = Reached(time, *clock, sla->within_us);
  if (static_cast<size_t>(clock->step) >= sla->steps.size()) {
    clock->phase = ClockPhase::kOver;
    clock->due = 0;
    return;
  }
  const SlaStep& step = sla->steps[static_cast<size_t>(clock->step)];
  clock->due = Reached(time, *clock, EscalatedAt(step, clock->times));
}

void PauseClock(const State& state, uint32_t lead, const Policy& policy, TimeUs now,
                ev::ClockBody* clock) {
  CountClock(state, lead, policy, now, clock);
  clock->phase = ClockPhase::kPaused;
  clock->due = clock->expires = 0;
}

void ResumeClock(const State& state, uint32_t lead, const Policy& policy, TimeUs now,
                 ev::ClockBody* clock) {
  clock->counted_from = now;
  clock->phase = ClockPhase::kRunning;
  SetClockTimes(state, lead, policy, static_cast<PersonRef>(state.leads[lead].owner), clock);
}

std::vector<ev::ClockBody> ClocksOfAssignment(const State& state, const Assignment& assignment,
                                              TimeUs now) {
  std::vector<ev::ClockBody> clocks;
  const FollowUp* follow = state.FollowUpOf(assignment.lead);
  const bool counts = assignment.owner != 0;
  for (const std::string& name : assignment.slas) {
    const auto sla = SlasOf(*assignment.policy).find(name);
    if (!counts || sla == SlasOf(*assignment.policy).end()) continue;
    const int64_t at = follow == nullptr ? -1 : follow->Find(ClockKind::kSla, name);
    clocks.push_back(Assigned(state, assignment, sla->second,
                              at < 0 ? nullptr : &follow->clocks[static_cast<size_t>(at)], now));
  }
  if (follow == nullptr) return clocks;
  for (const LeadClock& clock : follow->clocks) {
    const bool named = counts && clock.body.kind == ClockKind::kSla &&
                       std::find(assignment.slas.begin(), assignment.slas.end(), clock.body.name) !=
                           assignment.slas.end();
    const bool queued = clock.body.kind == ClockKind::kQueue;
    if (!clock.body.open() || named || (queued && !counts)) continue;
    EndAsLeft(&clocks.emplace_back(clock.body));
  }
  return clocks;
}

std::vector<ev::ClockBody> ClocksAtRest(const State& state, uint32_t lead, const Policy& policy,
                                        LeadStatus status, std::string_view queue, TimeUs now) {
  std::vector<ev::ClockBody> clocks;
  const FollowUp* follow = state.FollowUpOf(lead);
  const bool waits = status == LeadStatus::kQueued || status == LeadStatus::kHeld;
  // A log of an earlier version goes on as that version would have written it.
  const QueueSpec* spec =
      waits && state.decider_version >= kClocksOfQueues ? QueueOf(policy, queue) : nullptr;
  bool begun = false;
  for (size_t i = 0; follow != nullptr && i < follow->clocks.size(); ++i) {
    const ev::ClockBody& clock = follow->clocks[i].body;
    if (!clock.open()) continue;
    if (clock.kind == ClockKind::kQueue) {
      begun = begun || (spec != nullptr && clock.name == queue);
      if (spec == nullptr || clock.name != queue) EndAsLeft(&clocks.emplace_back(clock));
      continue;
    }
    const SlaSpec* sla = SlaOf(policy, clock);
    if (clock.kind != ClockKind::kSla || status == LeadStatus::kRouted ||
        status == LeadStatus::kInProgress)
      continue;
    if (status != LeadStatus::kHeld || sla == nullptr) {
      EndAsLeft(&clocks.emplace_back(clock));
    } else if (sla->PausedBy(SlaPause::kHeld) && clock.phase == ClockPhase::kRunning) {
      PauseClock(state, lead, policy, now, &clocks.emplace_back(clock));
    }
  }
  if (spec == nullptr || begun) return clocks;
  ev::ClockBody clock;
  clock.kind = ClockKind::kQueue;
  clock.name = queue;
  Begin(now, &clock);
  clock.roster_revision = state.roster.revision();
  clock.due = clock.expires =
      std::max<TimeUs>(0, TimeOfQueue(state, *spec).After(now, spec->empty_within_us));
  clocks.push_back(std::move(clock));
  return clocks;
}

std::string ZoneOfClocks(const State& state, uint32_t lead) {
  const FollowUp* follow = state.FollowUpOf(lead);
  for (size_t i = 0; follow != nullptr && i < follow->clocks.size(); ++i) {
    if (!follow->clocks[i].body.zone.empty()) return follow->clocks[i].body.zone;
  }
  return {};
}

ev::ClockBody RecycleClock(TimeUs due, TimeUs now) {
  ev::ClockBody clock;
  clock.kind = ClockKind::kRecycle;
  clock.name = "recycle";
  Begin(now, &clock);
  clock.due = clock.expires = due;
  return clock;
}

}  // namespace signalbox
