#include "policy/coverage.h"

#include <algorithm>

#include "policy/business_time.h"
#include "policy/compiled.h"
#include "policy/decide_pool.h"

namespace signalbox {
namespace {

// The day of `now` as the person's clock shows it: their first minute of work in it, and midnight.
void FillHours(const Person& person, TimeUs now, CoveringMember* member) {
  const LocalTime local = ToLocal(now, person.zone);
  const TimeUs midnight = now - now % kMinuteUs - local.minute * kMinuteUs;
  const TimeUs from = NextWorking(person.hours, person.zone, person.leaves, midnight);
  if (from < 0 || from >= midnight + kDayUs) return;
  member->from = from;
  // Hours change at whole minutes, a quarter of an hour at the finest that people keep.
  constexpr TimeUs kStep = 15 * kMinuteUs;
  for (TimeUs at = from; at < midnight + kDayUs; at += kStep) {
    if (IsWorking(person.hours, person.zone, person.leaves, at)) member->until = at + kStep;
  }
}

}  // namespace

Result<TimeUs> NoonOf(const Policy& policy, std::string_view day) {
  SB_ASSIGN(const TimeUs midnight, ParseTime(day));
  // Zones are less than 14 hours from UTC, so noon UTC lies on that day in nearly all of them, and
  // the difference of that moment's clock is the zone's.
  const TimeUs noon = midnight + 12 * kHourUs;
  const LocalTime local = ToLocal(noon, policy.zone);
  TimeUs off = (local.minute - 12 * 60) * kMinuteUs;
  if (off > 12 * kHourUs) off -= kDayUs;
  return noon - off;
}

Coverage WhoCovers(const Policy& policy, const DecideInput& input) {
  Coverage coverage;
  coverage.at = input.now;
  coverage.decision = Decide(policy, input);
  const Decision& decision = coverage.decision;
  if (const auto queue = policy.queues.find(decision.queue); queue != policy.queues.end()) {
    coverage.queue_owner =
        queue->second.owner_team.empty() ? queue->second.owner_person : queue->second.owner_team;
  }
  const auto add = [&](const std::string& id, const std::string& lost) {
    const Person* person = input.roster.FindPerson(id);
    if (person == nullptr) return;
    CoveringMember& member = coverage.members.emplace_back();
    member.person = id;
    member.name = person->name;
    member.lost = lost == "not in turn" ? "" : lost;
    FillHours(*person, input.now, &member);
  };
  if (!decision.owner.empty()) add(decision.owner, "");
  const auto spec = policy.pools.find(decision.pool);
  if (spec == policy.pools.end()) return coverage;
  std::vector<Candidate> candidates;
  ListCandidates(spec->second, input.roster, input.now, &candidates);
  for (const Considered& one : decision.considered) {
    const bool member = std::any_of(candidates.begin(), candidates.end(),
                                    [&](const Candidate& c) { return c.person->id == one.owner; });
    if (member && one.owner != decision.owner) add(one.owner, one.lost);
  }
  std::sort(coverage.members.begin(), coverage.members.end(),
            [](const auto& a, const auto& b) { return a.person < b.person; });
  const auto state =
      input.pools.find(TurnKey(spec->second, SlotValues(policy.slots, input.record)));
  coverage.next = NextInTurn(spec->second, state == input.pools.end() ? PoolState{} : state->second,
                             input.roster);
  return coverage;
}

}  // namespace signalbox
