#include "policy/pool.h"

#include <algorithm>

#include "policy/pool_shares.h"

namespace signalbox {
namespace {

// Levels that differ by less than a millionth of a turn are the same: the difference is rounding,
// and equal members must go on taking turns in their order.
constexpr int64_t kQuantum = 1'000;
constexpr int64_t kTurnQuanta = kLevelScale / kQuantum;
// Further from the share than any pool comes; it keeps products within 63 bits.
constexpr int64_t kFarQuanta = 1'000 * kTurnQuanta;

int64_t Quanta(int64_t level) {
  const int64_t rounded = (level + (level < 0 ? -kQuantum / 2 : kQuantum / 2)) / kQuantum;
  return std::clamp(rounded, -kFarQuanta, kFarQuanta);
}

int64_t CountedWeight(const Person& person) {
  return std::clamp<int64_t>(person.weight, 0, kMaxWeight);
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

Table SeatAll(const PoolState& state, const std::vector<Candidate>& candidates) {
  Table table;
  table.seats.reserve(std::max(state.members.size(), candidates.size()));
  for (const auto& member : state.members) {
    table.seats.push_back({.weight = member.weight,
                           .level = member.level,
                           .last_turn = member.last_turn,
                           .candidate = -1,
                           .standing = false,
                           .eligible = false});
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
    seat.standing = true;
    seat.eligible = candidate.absence == Absence::kNone && candidate.lost.empty();
  }
  return table;
}

int64_t Choose(const PoolSpec& spec, const std::vector<Seat>& seats, int64_t last_picked) {
  return spec.strategy == PoolStrategy::kRotation ? ChooseRotation(seats, last_picked)
                                                  : ChooseWeighted(seats);
}

// Who is next if nobody is away; changes who is eligible.
std::string_view NextStanding(const PoolSpec& spec, const std::vector<Candidate>& candidates,
                              int64_t last_picked, std::vector<Seat>* seats) {
  for (Seat& seat : *seats) seat.eligible = seat.standing;
  const int64_t next = Choose(spec, *seats, last_picked);
  if (next < 0) return {};
  const int32_t candidate = (*seats)[static_cast<size_t>(next)].candidate;
  return candidates[static_cast<size_t>(candidate)].person->id;
}

Bytes EligibleBits(const std::vector<Seat>& seats) {
  Bytes bits;
  for (size_t place = 0; place < seats.size(); ++place) {
    if (!seats[place].eligible) continue;
    bits.resize(place / 8 + 1);
    bits[place / 8] = static_cast<char>(bits[place / 8] | 1 << place % 8);
  }
  return bits;
}

}  // namespace

int64_t ChooseRotation(const std::vector<Seat>& seats, int64_t last_picked) {
  const auto count = static_cast<int64_t>(seats.size());
  for (int64_t step = 1; step <= count; ++step) {
    const int64_t place = (last_picked + step) % count;
    if (seats[static_cast<size_t>(place)].eligible) return place;
  }
  return -1;
}

// Tijdeman's rule for k members: of those whose level with this turn's share is at least
// 1 / (2k - 2), the one whose level would be the first to reach 1 - 1 / (2k - 2). When absences
// have left nobody that far up, the highest level.
int64_t ChooseWeighted(const std::vector<Seat>& seats) {
  int64_t total = 0;
  int64_t count = 0;
  for (const Seat& seat : seats) {
    if (seat.eligible) total += seat.weight, ++count;
  }
  if (count == 0) return -1;
  const int64_t margin = count == 1 ? 0 : kTurnQuanta / (2 * count - 2);
  int64_t best = -1;
  bool best_ready = false;
  int64_t best_wait = 0, best_weight = 1, best_level = 0;
  for (size_t place = 0; place < seats.size(); ++place) {
    const Seat& seat = seats[place];
    if (!seat.eligible) continue;
    const int64_t level = Quanta(seat.level);
    // Level with the share, times the total; one quantum of patience for rounding.
    const int64_t with_share = level * total + seat.weight * kTurnQuanta;
    const bool ready = with_share >= (margin - 1) * total;
    const int64_t wait = kTurnQuanta - margin - level;
    bool better = best < 0 || (ready && !best_ready);
    if (!better && ready == best_ready) {
      const int64_t earlier = ready ? wait * best_weight : best_level;
      const int64_t later = ready ? best_wait * seat.weight : with_share;
      better = earlier < later ||
               (earlier == later && seat.last_turn < seats[static_cast<size_t>(best)].last_turn);
    }
    if (!better) continue;
    best = static_cast<int64_t>(place);
    best_ready = ready;
    best_wait = wait, best_weight = seat.weight, best_level = with_share;
  }
  return best;
}

void ListCandidates(const PoolSpec& spec, const Roster& roster, TimeUs now,
                    std::vector<Candidate>* out) {
  out->clear();
  for (const Person* person : roster.MembersOf(spec.team)) {
    out->push_back({.person = person, .absence = Roster::AbsenceOf(*person, now), .lost = {}});
  }
}

Pick PickMember(const PoolSpec& spec, const PoolState& state,
                const std::vector<Candidate>& candidates) {
  Table table = SeatAll(state, candidates);
  auto& seats = table.seats;
  Pick pick;
  const int64_t picked = Choose(spec, seats, state.last_picked);
  if (picked < 0) {
    pick.pointer_before = NextStanding(spec, candidates, state.last_picked, &seats);
    pick.pointer_after = pick.pointer_before;
    return pick;
  }
  Seat& taker = seats[static_cast<size_t>(picked)];
  pick.person = candidates[static_cast<size_t>(taker.candidate)].person->id;
  pick.turn = {.pool = spec.id,
               .joined = std::move(table.joined),
               .reweighted = std::move(table.reweighted),
               .eligible = EligibleBits(seats),
               .picked = picked};

  std::vector<Seat> after = seats;
  pick.pointer_before = NextStanding(spec, candidates, state.last_picked, &seats);
  AddShares(state.turns, 1, &after);
  after[static_cast<size_t>(picked)].level -= kLevelScale;
  after[static_cast<size_t>(picked)].last_turn = state.turns;
  pick.pointer_after = NextStanding(spec, candidates, picked, &after);
  return pick;
}

std::string_view NextInTurn(const PoolSpec& spec, const PoolState& state, const Roster& roster) {
  std::vector<Candidate> candidates;
  for (const Person* person : roster.MembersOf(spec.team))
    candidates.push_back({.person = person, .absence = Absence::kNone, .lost = {}});
  Table table = SeatAll(state, candidates);
  return NextStanding(spec, candidates, state.last_picked, &table.seats);
}

}  // namespace signalbox
