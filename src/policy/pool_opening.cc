#include "policy/pool_opening.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/compiled.h"
#include "policy/decide_pool.h"
#include "policy/pool_members.h"

namespace signalbox {
namespace {

TimeUs Midnight(int64_t day_number, std::string_view zone) {
  return FromLocal(day_number * kDayUs, zone);
}

// When the person's own absence ends; `now` for who is at work.
TimeUs BackAt(const PoolSpec& spec, const Person& person, TimeUs now) {
  std::vector<Leave> leaves = person.leaves;
  if (person.paused_until > now) leaves.push_back({now, person.paused_until});
  if (spec.calendar != nullptr) {
    for (const auto& [day, name] : spec.calendar->free_days) {
      const Result<TimeUs> local =
          ParseTime(fmt::format("{:04}-{:02}-{:02}", day / 10'000, day / 100 % 100, day % 100));
      if (!local.ok()) continue;
      leaves.push_back({FromLocal(*local, person.zone), FromLocal(*local + kDayUs, person.zone)});
    }
  }
  return NextWorking(person.hours, person.zone, leaves, now);
}

int64_t CountedOverAll(const PoolSpec& spec, const PoolStates& pools, const PoolCap& cap,
                       const Person& person, int64_t period) {
  int64_t counted = 0;
  for (const std::string& key : TurnKeys(spec)) {
    const auto state = pools.find(key);
    if (state == pools.end()) continue;
    const int64_t place = cap.of_pool ? -1 : PlaceOf(state->second, person.id);
    if (cap.of_pool || place >= 0) counted += CountedIn(state->second, cap.counter, place, period);
  }
  return counted;
}

// The latest of the ends of the periods that have no room, `now` when all have.
TimeUs BelowCapsAt(const Policy& policy, const PoolSpec& spec, const PoolStates& pools,
                   const Person& person, TimeUs now) {
  TimeUs opens = now;
  for (const PoolCap& cap : spec.caps) {
    const std::string_view zone =
        cap.of_pool || person.zone.empty() ? std::string_view(policy.zone) : person.zone;
    const int64_t period = PeriodOf(cap.each, now, zone);
    // What is kept for requests may be all that is left to a list.
    const int64_t room = cap.limit - (cap.of_pool ? 0 : spec.reserve);
    if (CountedOverAll(spec, pools, cap, person, period) >= room)
      opens = std::max(opens, NextPeriod(cap.each, now, zone));
  }
  return opens;
}

}  // namespace

TimeUs NextPeriod(CapPeriod each, TimeUs now, std::string_view zone) {
  if (each == CapPeriod::kHour) return (now / kHourUs + 1) * kHourUs;
  const LocalTime local = ToLocal(now, zone);
  int64_t day = local.day_number + 1;
  if (each == CapPeriod::kWeek) day = local.day_number + 7 - local.weekday;
  if (each == CapPeriod::kMonth) {
    day = local.day_number - local.day + 29;
    while (ToLocal(day * kDayUs, {}).month == local.month) ++day;
    day -= ToLocal(day * kDayUs, {}).day - 1;
  }
  return Midnight(day, zone);
}

TimeUs PoolOpensAt(const Policy& policy, std::string_view pool, const Roster& roster,
                   const PoolStates& pools, TimeUs now) {
  TimeUs opens = -1;
  auto spec = policy.pools.find(std::string(pool));
  for (size_t asked = 0; asked < policy.pools.size() && spec != policy.pools.end(); ++asked) {
    for (const Person* person : MembersOf(spec->second, roster)) {
      if (!person->active || person->weight <= 0) continue;
      const TimeUs below = BelowCapsAt(policy, spec->second, pools, *person, now);
      const TimeUs back = BackAt(spec->second, *person, below);
      if (back > now && (opens < 0 || back < opens)) opens = back;
    }
    if (spec->second.all_out != AllOut::kFallback) break;
    spec = policy.pools.find(spec->second.fallback);
  }
  return opens;
}

}  // namespace signalbox
