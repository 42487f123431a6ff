// The strategies: whose turn it is among the eligible. Ties go to who had a turn longest ago, then
// to who joined first.
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

// The eligible seat that `better` prefers to every other; ties as above.
template <typename Better>
int64_t ChooseBest(const std::vector<Seat>& seats, Better better) {
  int64_t best = -1;
  for (size_t place = 0; place < seats.size(); ++place) {
    const Seat& seat = seats[place];
    if (!seat.eligible) continue;
    if (best >= 0) {
      const Seat& other = seats[static_cast<size_t>(best)];
      const bool wins = better(seat, other);
      if (!wins && (better(other, seat) || seat.last_turn >= other.last_turn)) continue;
    }
    best = static_cast<int64_t>(place);
  }
  return best;
}

// How much a member needs this turn.
enum class Urgency : uint8_t { kAhead, kReady, kLate };

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
// have left nobody that far up, the highest level; and when they have put somebody beyond that
// limit, whom Tijdeman's rule never sees there, the highest level too: there is no deadline left to
// keep, and whoever is furthest behind would only fall further.
int64_t ChooseWeighted(const std::vector<Seat>& seats, int64_t points) {
  int64_t total = 0;
  int64_t count = 0;
  for (const Seat& seat : seats) {
    if (seat.eligible) total += seat.weight, ++count;
  }
  if (count == 0) return -1;
  const int64_t margin = count == 1 ? 0 : points * kTurnQuanta / (2 * count - 2);
  int64_t best = -1;
  Urgency best_urgency = Urgency::kAhead;
  int64_t best_wait = 0, best_weight = 1, best_level = 0;
  for (size_t place = 0; place < seats.size(); ++place) {
    const Seat& seat = seats[place];
    if (!seat.eligible) continue;
    const int64_t level = Quanta(seat.level);
    // Level with the share, times the total; one quantum of patience for rounding.
    const int64_t with_share = level * total + seat.weight * points * kTurnQuanta;
    const int64_t limit = points * kTurnQuanta - margin;
    const Urgency urgency = with_share > (limit + 1) * total     ? Urgency::kLate
                            : with_share >= (margin - 1) * total ? Urgency::kReady
                                                                 : Urgency::kAhead;
    const int64_t wait = limit - level;
    bool better = best < 0 || urgency > best_urgency;
    if (!better && urgency == best_urgency) {
      const bool by_deadline = urgency == Urgency::kReady;
      const int64_t earlier = by_deadline ? wait * best_weight : best_level;
      const int64_t later = by_deadline ? best_wait * seat.weight : with_share;
      better = earlier < later ||
               (earlier == later && seat.last_turn < seats[static_cast<size_t>(best)].last_turn);
    }
    if (!better) continue;
    best = static_cast<int64_t>(place);
    best_urgency = urgency;
    best_wait = wait, best_weight = seat.weight, best_level = with_share;
  }
  return best;
}

// C. A. Waldspurger and W. E. Weihl, "Stride Scheduling: Deterministic Proportional-Share Resource
// Management", MIT/LCS/TM-528 (1995): the one whose next turn ends first in the member's own time,
// which runs at the member's weight. Between any two members nobody is more than one turn off.
int64_t ChooseStride(const std::vector<Seat>& seats, int64_t points) {
  return ChooseBest(seats, [points](const Seat& one, const Seat& other) {
    const int64_t ends = points * kTurnQuanta - Quanta(one.level);
    const int64_t other_ends = points * kTurnQuanta - Quanta(other.level);
    return ends * other.weight < other_ends * one.weight;
  });
}

// The member furthest below their part of all that was taken, whoever is there today; among equals
// the higher weight (cal.com, getLuckyUser).
int64_t ChooseTarget(const std::vector<Seat>& seats) {
  int64_t weights = 0;
  Wide all = 0;
  for (const Seat& seat : seats) {
    if (!seat.standing) continue;
    weights += seat.weight;
    all += static_cast<Wide>(seat.taken) * kLevelScale + seat.calibration;
  }
  const auto shortfall = [&](const Seat& seat) {
    const Wide own = static_cast<Wide>(seat.taken) * kLevelScale + seat.calibration;
    return all * seat.weight - own * weights;
  };
  // A calibration is rounded down by less than one part in kLevelScale.
  const Wide same = static_cast<Wide>(weights) * kQuantum;
  return ChooseBest(seats, [&](const Seat& one, const Seat& other) {
    const Wide ahead = shortfall(one) - shortfall(other);
    if (ahead > same || -ahead > same) return ahead > 0;
    return one.weight > other.weight;
  });
}

// Open records for each unit of weight.
int64_t ChooseLeastOpen(const std::vector<Seat>& seats) {
  return ChooseBest(seats, [](const Seat& one, const Seat& other) {
    return one.open * other.weight < other.open * one.weight;
  });
}

int64_t ChooseLongestIdle(const std::vector<Seat>& seats) {
  return ChooseBest(
      seats, [](const Seat& one, const Seat& other) { return one.last_turn < other.last_turn; });
}

int64_t ChooseBy(PoolStrategy strategy, int64_t points, int64_t last_picked,
                 const std::vector<Seat>& seats) {
  switch (strategy) {
    case PoolStrategy::kRotation:
      return ChooseRotation(seats, last_picked);
    case PoolStrategy::kStride:
      return ChooseStride(seats, points);
    case PoolStrategy::kTarget:
      return ChooseTarget(seats);
    case PoolStrategy::kLeastOpen:
      return ChooseLeastOpen(seats);
    case PoolStrategy::kLongestIdle:
      return ChooseLongestIdle(seats);
    case PoolStrategy::kWeighted:
    case PoolStrategy::kTiers:
      break;
  }
  return ChooseWeighted(seats, points);
}

}  // namespace

int64_t ChooseSeat(const PoolSpec& spec, int64_t points, int64_t last_picked,
                   std::vector<Seat>* seats) {
  if (spec.strategy != PoolStrategy::kTiers)
    return ChooseBy(spec.strategy, points, last_picked, *seats);
  int64_t first = INT64_MAX;
  for (const Seat& seat : *seats) {
    if (seat.eligible) first = std::min(first, seat.tier);
  }
  for (Seat& seat : *seats) seat.eligible = seat.eligible && seat.tier == first;
  return ChooseBy(spec.within_tier, points, last_picked, *seats);
}

std::string_view StrategyName(PoolStrategy strategy) {
  switch (strategy) {
    case PoolStrategy::kRotation:
      return "rotation";
    case PoolStrategy::kWeighted:
      return "weighted";
    case PoolStrategy::kStride:
      return "stride";
    case PoolStrategy::kTarget:
      return "target";
    case PoolStrategy::kLeastOpen:
      return "least_open";
    case PoolStrategy::kLongestIdle:
      return "longest_idle";
    case PoolStrategy::kTiers:
      return "tiers";
  }
  return "weighted";
}

}  // namespace signalbox
