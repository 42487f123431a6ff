#include "policy/pool.h"

#include <algorithm>

#include "policy/pool_members.h"
#include "policy/pool_shares.h"

namespace signalbox {
namespace {

int64_t CountedWeight(const Person& person) {
  return std::clamp<int64_t>(person.weight, 0, kMaxWeight);
}

bool IsAway(Absence absence) {
  return absence == Absence::kAway || absence == Absence::kPaused ||
         absence == Absence::kOffHours || absence == Absence::kHoliday;
}

// The state's members with the candidates laid over them; new members get places at the end.
struct Table {
  std::vector<Seat> seats;
  std::vector<PoolTurn::Joined> joined;
  std::vector<PoolTurn::Reweighted> reweighted;
};

// Candidates and `by_person` both ascend by id, so one walk finds every place; a candidate out of
// order costs a search.
int64_t WalkTo(const PoolState& state, std::string_view person, size_t* cursor) {
  const auto& order = state.by_person;
  while (*cursor < order.size()) {
    const int compared = std::string_view(state.members[order[*cursor]].person).compare(person);
    if (compared == 0) return order[(*cursor)++];
    if (compared > 0) break;
    ++*cursor;
  }
  return PlaceOf(state, person);
}

bool CanTake(const Candidate& candidate, bool anyway) {
  if (anyway) return candidate.lost.empty() || candidate.lost == kLostCapped;
  return candidate.absence == Absence::kNone && candidate.lost.empty();
}

Table SeatAll(const PoolState& state, const std::vector<Candidate>& candidates, bool anyway) {
  Table table;
  table.seats.reserve(std::max(state.members.size(), candidates.size()));
  for (const auto& member : state.members) {
    Seat& seat = table.seats.emplace_back();
    seat.weight = member.weight;
    seat.level = member.level;
    seat.last_turn = member.last_turn;
    seat.taken = member.taken;
    seat.calibration = member.calibration;
  }
  size_t cursor = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& candidate = candidates[i];
    const int64_t weight = CountedWeight(*candidate.person);
    if (!candidate.person->active || weight == 0) continue;
    int64_t place = WalkTo(state, candidate.person->id, &cursor);
    if (place < 0) {
      if (table.seats.size() >= kMaxPoolMembers) continue;
      place = static_cast<int64_t>(table.seats.size());
      table.joined.push_back({candidate.person->id, weight});
      table.seats.emplace_back().weight = weight;
    } else if (Seat& seat = table.seats[static_cast<size_t>(place)]; seat.weight != weight) {
      seat.weight = weight;
      table.reweighted.push_back({place, weight});
    }
    Seat& seat = table.seats[static_cast<size_t>(place)];
    seat.candidate = static_cast<int32_t>(i);
    seat.open = candidate.open;
    seat.tier = candidate.tier;
    seat.standing = true;
    seat.away = IsAway(candidate.absence);
    seat.eligible = CanTake(candidate, anyway);
  }
  return table;
}

// Who is next if nobody is away; changes who is eligible.
std::string_view NextStanding(const PoolSpec& spec, const std::vector<Candidate>& candidates,
                              int64_t last_picked, std::vector<Seat>* seats) {
  for (Seat& seat : *seats) seat.eligible = seat.standing;
  const int64_t next = ChooseSeat(spec, 1, last_picked, seats);
  if (next < 0) return {};
  const int32_t candidate = (*seats)[static_cast<size_t>(next)].candidate;
  return candidates[static_cast<size_t>(candidate)].person->id;
}

template <typename Wanted>
Bytes BitsOf(const std::vector<Seat>& seats, Wanted wanted) {
  Bytes bits;
  for (size_t place = 0; place < seats.size(); ++place) {
    if (wanted(seats[place], place)) SetBit(&bits, place);
  }
  return bits;
}

// Who has a share in the turn: who could have taken it; of those who will catch up also who is
// away; of a target every member who is not.
Bytes SharersOf(const PoolSpec& spec, const std::vector<Seat>& seats) {
  if (spec.strategy == PoolStrategy::kTarget) {
    return BitsOf(seats, [](const Seat& seat, size_t) {
      return seat.eligible || (seat.standing && !seat.away);
    });
  }
  const bool away_too = spec.on_return == OnReturn::kCatchUp;
  return BitsOf(seats, [away_too](const Seat& seat, size_t) {
    return seat.eligible || (away_too && seat.standing && seat.away);
  });
}

// What has to happen to levels before anybody is chosen, noted in the turn and done to the seats.
void Prepare(const PoolSpec& spec, const PoolState& state, const PickTerms& terms,
             std::vector<Seat>* seats, PoolTurn* turn) {
  const size_t known = state.members.size();
  if (spec.strategy == PoolStrategy::kTarget) {
    turn->period = terms.period;
    BeginPeriod(terms.period, state.period, seats);
    if (spec.on_return == OnReturn::kCatchUp) return;
    turn->calibrated = BitsOf(*seats, [&](const Seat& seat, size_t place) {
      return seat.standing && (seat.away || (place >= known && known > 0));
    });
    CalibrateNew(SharersOf(spec, *seats), turn->calibrated, known, seats);
  } else if (spec.on_return == OnReturn::kResetToLevel) {
    const auto returns = [&](const Seat& seat, size_t place) {
      return place < known && state.members[place].away && seat.eligible && !seat.away;
    };
    turn->returned = BitsOf(*seats, returns);
    // A return counts from the first turn that the member can take: until then, and while a pool
    // that shares the turn does not list them, they are away still.
    turn->away = BitsOf(*seats, [&](const Seat& seat, size_t place) {
      const bool was_away = place < known && state.members[place].away;
      return (seat.standing && seat.away) || (was_away && !returns(seat, place));
    });
    ResetReturned(turn->returned, seats);
  }
}

int64_t StickySeat(const std::vector<Candidate>& candidates, std::string_view sticky,
                   const std::vector<Seat>& seats) {
  for (size_t place = 0; place < seats.size() && !sticky.empty(); ++place) {
    const Seat& seat = seats[place];
    if (!seat.eligible) continue;
    if (candidates[static_cast<size_t>(seat.candidate)].person->id == sticky)
      return static_cast<int64_t>(place);
  }
  return -1;
}

// The seats as the next turn will find them.
std::vector<Seat> SeatsAfter(const PoolTurn& turn, const PoolState& state,
                             const std::vector<Seat>& seats) {
  std::vector<Seat> after = seats;
  for (size_t place = 0; place < after.size(); ++place)
    after[place].eligible = HasBit(turn.eligible, place);
  CalibrateAway(turn.calibrated, state.members.size(), turn.points, &after);
  for (int64_t i = 0; i < turn.points; ++i) AddShares(state.shares + i, 1, &after);
  Seat& taker = after[static_cast<size_t>(turn.picked)];
  taker.level -= turn.points * kLevelScale;
  taker.taken += turn.points;
  taker.last_turn = state.turns;
  ++taker.open;
  return after;
}

}  // namespace

void ListCandidates(const PoolSpec& spec, const Roster& roster, TimeUs now,
                    std::vector<Candidate>* out) {
  out->clear();
  for (const Person* person : MembersOf(spec, roster)) {
    Candidate& candidate = out->emplace_back();
    candidate.person = person;
    candidate.absence = AbsenceFrom(spec, *person, now);
    if (spec.strategy != PoolStrategy::kTiers) continue;
    const auto holds = [person](const auto& tier) { return tier->Holds(*person); };
    candidate.tier =
        spec.tiers_by_weight
            ? -CountedWeight(*person)
            : std::find_if(spec.tiers.begin(), spec.tiers.end(), holds) - spec.tiers.begin();
  }
}

Pick PickMember(const PoolSpec& spec, const PoolState& state,
                const std::vector<Candidate>& candidates, const PickTerms& terms) {
  Table table = SeatAll(state, candidates, terms.anyway);
  auto& seats = table.seats;
  Pick pick;
  PoolTurn turn;
  Prepare(spec, state, terms, &seats, &turn);
  int64_t picked = StickySeat(candidates, terms.sticky, seats);
  if (picked < 0) picked = ChooseSeat(spec, terms.points, state.last_picked, &seats);
  if (picked < 0) {
    pick.pointer_before = NextStanding(spec, candidates, state.last_picked, &seats);
    pick.pointer_after = pick.pointer_before;
    return pick;
  }
  Seat& taker = seats[static_cast<size_t>(picked)];
  pick.person = candidates[static_cast<size_t>(taker.candidate)].person->id;
  pick.tier = taker.tier;
  turn.pool = terms.turn.empty() ? spec.id : std::string(terms.turn);
  turn.joined = std::move(table.joined);
  turn.reweighted = std::move(table.reweighted);
  turn.eligible = SharersOf(spec, seats);
  turn.picked = picked;
  turn.points = terms.points;

  std::vector<Seat> after = SeatsAfter(turn, state, seats);
  pick.pointer_before = NextStanding(spec, candidates, state.last_picked, &seats);
  pick.pointer_after = NextStanding(spec, candidates, picked, &after);
  pick.turn = std::move(turn);
  return pick;
}

std::string_view NextInTurn(const PoolSpec& spec, const PoolState& state, const Roster& roster) {
  std::vector<Candidate> candidates;
  // Whoever is away counts, so the time does not matter.
  ListCandidates(spec, roster, 0, &candidates);
  for (Candidate& candidate : candidates) candidate.absence = Absence::kNone;
  Table table = SeatAll(state, candidates, false);
  return NextStanding(spec, candidates, state.last_picked, &table.seats);
}

}  // namespace signalbox
