#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "policy/pool.h"
#include "policy/pool_members.h"
#include "policy/pool_shares.h"

namespace signalbox {
namespace {

bool IsWeight(int64_t weight) {
  return weight >= 0 && weight <= kMaxWeight;
}

Error Misfit(const PoolTurn& turn, std::string_view what) {
  return Err(Code::kCorrupt, fmt::format("turn of pool `{}`: {}; rebuild the pool's state from its "
                                         "first event",
                                         turn.pool, what));
}

// Of a place that exists.
int64_t WeightAfter(const PoolTurn& turn, const PoolState& state, size_t place) {
  const size_t known = state.members.size();
  int64_t weight = place < known ? state.members[place].weight : turn.joined[place - known].weight;
  for (const auto& change : turn.reweighted) {
    if (static_cast<size_t>(change.place) == place) weight = change.weight;
  }
  return weight;
}

bool BitsFit(const Bytes& bits, size_t count) {
  if (bits.size() > (count + 7) / 8) return false;
  for (size_t place = count; place < bits.size() * 8; ++place) {
    if (HasBit(bits, place)) return false;
  }
  return true;
}

// Everything that could go wrong, before anything changes.
Status CheckMembers(const PoolTurn& turn, const PoolState& state) {
  const size_t known = state.members.size();
  const size_t count = known + turn.joined.size();
  if (count > kMaxPoolMembers) return Misfit(turn, "more members than a pool can have");
  for (size_t i = 0; i < turn.joined.size(); ++i) {
    const auto& joined = turn.joined[i];
    if (joined.person.empty() || !IsWeight(joined.weight)) {
      return Misfit(turn, "a new member without id or with a weight out of range");
    }
    if (PlaceOf(state, joined.person) >= 0) {
      return Misfit(turn, fmt::format("`{}` joins but is a member already", joined.person));
    }
  }
  std::vector<std::string_view> names;
  for (const auto& joined : turn.joined) names.push_back(joined.person);
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) {
    return Misfit(turn, "a new member joins twice");
  }
  for (const auto& change : turn.reweighted) {
    if (change.place < 0 || static_cast<uint64_t>(change.place) >= known ||
        !IsWeight(change.weight)) {
      return Misfit(turn, fmt::format("no weight can be set at place {}", change.place));
    }
  }
  for (const Bytes* bits : {&turn.eligible, &turn.away, &turn.returned, &turn.calibrated}) {
    if (!BitsFit(*bits, count)) return Misfit(turn, "it names more members than there are");
  }
  if (turn.points < 1 || turn.points > kMaxPoints) return Misfit(turn, "it counts out of range");
  if (turn.counted.size() > kMaxPoolCaps) return Misfit(turn, "more caps than a pool can have");
  if (turn.picked < 0 || !HasBit(turn.eligible, static_cast<size_t>(turn.picked))) {
    return Misfit(turn, fmt::format("place {} took it but was not eligible", turn.picked));
  }
  if (WeightAfter(turn, state, static_cast<size_t>(turn.picked)) == 0) {
    return Misfit(turn, fmt::format("place {} took it with weight 0", turn.picked));
  }
  return {};
}

PoolState::Counter& CounterOf(const std::string& name, PoolState* state) {
  const auto is_it = [&](const PoolState::Counter& one) { return one.name == name; };
  auto found = std::find_if(state->counters.begin(), state->counters.end(), is_it);
  if (found != state->counters.end()) return *found;
  if (state->counters.size() < kMaxPoolCounters) {
    found = state->counters.emplace(state->counters.end());
  } else {
    // A cap that no policy has any more gives way, in place: turns name counters by number.
    found =
        std::min_element(state->counters.begin(), state->counters.end(),
                         [](const auto& one, const auto& other) { return one.last < other.last; });
    *found = {};
  }
  found->name = name;
  return *found;
}

void CountOne(int64_t period, TimeUs at, PoolState::Count* count) {
  if (count->period != period) *count = {period, 0, at};
  ++count->count;
}

void CountFor(const PoolTurn::Counted& counted, int64_t place, TimeUs at, PoolState* state) {
  PoolState::Counter& counter = CounterOf(counted.counter, state);
  counter.last = at;
  if (counted.of_pool) return CountOne(counted.period, at, &counter.of_pool);
  if (counter.by_place.size() <= static_cast<size_t>(place))
    counter.by_place.resize(static_cast<size_t>(place) + 1);
  CountOne(counted.period, at, &counter.by_place[static_cast<size_t>(place)]);
}

// A turn of an earlier period is counted no more.
void TakeBack(TimeUs at, PoolState::Count* count) {
  if (count->count > 0 && at >= count->since) --count->count;
}

void Append(const PoolTurn::Joined& joined, PoolState* state) {
  const auto place = static_cast<uint32_t>(state->members.size());
  const auto before = [&](uint32_t other, const std::string& person) {
    return state->members[other].person < person;
  };
  const auto at =
      std::lower_bound(state->by_person.begin(), state->by_person.end(), joined.person, before);
  state->by_person.insert(at, place);
  auto& member = state->members.emplace_back();
  member.person = joined.person;
  member.weight = joined.weight;
}

}  // namespace

int64_t PlaceOf(const PoolState& state, std::string_view person) {
  const auto before = [&](uint32_t place, std::string_view wanted) {
    return state.members[place].person < wanted;
  };
  const auto at = std::lower_bound(state.by_person.begin(), state.by_person.end(), person, before);
  return at != state.by_person.end() && state.members[*at].person == person ? int64_t{*at} : -1;
}

int64_t CountedIn(const PoolState& state, std::string_view counter, int64_t place, int64_t period) {
  for (const PoolState::Counter& one : state.counters) {
    if (one.name != counter) continue;
    if (place >= static_cast<int64_t>(one.by_place.size())) return 0;
    const PoolState::Count& count =
        place < 0 ? one.of_pool : one.by_place[static_cast<size_t>(place)];
    return count.period == period ? count.count : 0;
  }
  return 0;
}

Status ApplyTurn(const PoolTurn& turn, TimeUs at, PoolState* state) {
  SB_TRY(CheckMembers(turn, *state));
  const size_t known = state->members.size();
  for (const auto& joined : turn.joined) Append(joined, state);
  for (const auto& change : turn.reweighted) {
    state->members[static_cast<size_t>(change.place)].weight = change.weight;
  }
  for (size_t place = 0; place < state->members.size(); ++place) {
    state->members[place].eligible = HasBit(turn.eligible, place);
    state->members[place].away = HasBit(turn.away, place);
  }
  BeginPeriod(turn.period, state->period, &state->members);
  if (turn.period != 0 && turn.period != state->period) {
    state->period = turn.period;
    state->period_since = at;
  }
  CalibrateNew(turn.eligible, turn.calibrated, known, &state->members);
  CalibrateAway(turn.calibrated, known, turn.points, &state->members);
  if (!turn.returned.empty()) ResetReturned(turn.returned, &state->members);
  for (int64_t i = 0; i < turn.points; ++i) AddShares(state->shares + i, 1, &state->members);
  auto& taker = state->members[static_cast<size_t>(turn.picked)];
  taker.level -= turn.points * kLevelScale;
  taker.last_turn = state->turns;
  taker.taken += turn.points;
  ++taker.turns;
  ++state->turns;
  state->shares += turn.points;
  state->last_picked = turn.picked;
  for (const PoolTurn::Counted& counted : turn.counted) CountFor(counted, turn.picked, at, state);
  return {};
}

TurnTaken TakenOf(const PoolTurn& turn, TimeUs at, const PoolState& state) {
  TurnTaken taken;
  taken.at = at;
  taken.place = static_cast<int32_t>(turn.picked);
  taken.points = static_cast<uint16_t>(turn.points);
  for (const PoolTurn::Counted& counted : turn.counted) {
    for (size_t i = 0; i < state.counters.size(); ++i) {
      if (state.counters[i].name == counted.counter)
        taken.counters = static_cast<uint16_t>(taken.counters | 1 << i);
    }
  }
  return taken;
}

Status CreditTurn(const TurnTaken& taken, PoolState* state) {
  const auto place = static_cast<size_t>(taken.place);
  if (taken.place < 0 || place >= state->members.size() || state->members[place].turns == 0 ||
      taken.points < 1 || taken.points > kMaxPoints) {
    return Err(Code::kCorrupt,
               fmt::format("place {} has no turn in this pool to hand back; rebuild the pool's "
                           "state from its first event",
                           taken.place));
  }
  auto& member = state->members[place];
  for (int64_t i = 0; i < taken.points; ++i) AddShares(state->shares - i, -1, &state->members);
  member.level += taken.points * kLevelScale;
  if (taken.at >= state->period_since)
    member.taken = std::max<int64_t>(0, member.taken - taken.points);
  --member.turns;
  for (size_t i = 0; i < state->counters.size(); ++i) {
    if ((taken.counters >> i & 1) == 0) continue;
    PoolState::Counter& counter = state->counters[i];
    TakeBack(taken.at, &counter.of_pool);
    if (place < counter.by_place.size()) TakeBack(taken.at, &counter.by_place[place]);
  }
  return {};
}

Status CreditTurn(std::string_view person, PoolState* state) {
  TurnTaken taken;
  taken.place = static_cast<int32_t>(PlaceOf(*state, person));
  return CreditTurn(taken, state);
}

Status SetLevels(const std::vector<int64_t>& levels, PoolState* state) {
  if (levels.size() != state->members.size() ||
      std::accumulate(levels.begin(), levels.end(), int64_t{0}) != 0) {
    return Err(Code::kCorrupt,
               fmt::format("{} levels, which do not fit a pool of {} members, or do not add up to "
                           "zero; rebuild the pool's state from its first event",
                           levels.size(), state->members.size()));
  }
  for (size_t place = 0; place < levels.size(); ++place) {
    PoolState::Member& member = state->members[place];
    member.level = levels[place];
    member.taken = member.calibration = 0;
    member.away = false;
  }
  state->period = 0;
  return {};
}

PoolState StateWithNext(const PoolSpec& spec, const Roster& roster, std::string_view person) {
  PoolState state;
  for (const Person* member : MembersOf(spec, roster)) {
    if (state.members.size() >= kMaxPoolMembers) break;
    Append({member->id, std::clamp<int64_t>(member->weight, 0, kMaxWeight)}, &state);
  }
  const int64_t place = PlaceOf(state, person);
  if (place < 0) return {};
  const auto count = static_cast<int64_t>(state.members.size());
  state.last_picked = (place + count - 1) % count;
  state.members[static_cast<size_t>(place)].level += kLevelScale;
  state.members[static_cast<size_t>(state.last_picked)].level -= kLevelScale;
  const PoolStrategy strategy =
      spec.strategy == PoolStrategy::kTiers ? spec.within_tier : spec.strategy;
  const bool by_turns = strategy == PoolStrategy::kLongestIdle ||
                        strategy == PoolStrategy::kLeastOpen || strategy == PoolStrategy::kTarget;
  for (PoolState::Member& member : state.members) {
    if (!by_turns || member.person == person) continue;
    member.last_turn = 0;
    // Everybody else has had their part, whatever the weights.
    member.calibration = member.weight * kLevelScale;
  }
  return state;
}

}  // namespace signalbox
