// Pools: who gets the next turn.
//
// A pool's state is folded from its turns. A turn names who had a share in it, who was picked and
// what was new (members, weights, counts), so that applying it needs neither the policy nor the
// roster: old turns fold the same however both have changed since. Picking is a pure function of
// the state and the candidates; the engine records the turn that it returns, and only the record
// changes the state.
//
// Weighted pools follow R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32
// (1980): at every turn each eligible member's share of it (weight / sum of eligible weights) is
// added to the member's level, and of those whose level allows it the one who would be the first to
// fall a whole turn behind gets the turn and pays 1. With the same members at every turn nobody is
// ever a turn or more away from the share. Who is away neither gains nor loses (`keep_place`).
//
// Nothing is promised when somebody chooses on purpose who is away at each turn. That game is known
// as the carpool problem: the best deterministic rule keeps everybody within about half as many
// turns as there are members, and no deterministic rule does better than a constant times that
// number; M. Ajtai, J. Aspnes, M. Naor, Y. Rabani, L. Schulman, O. Waarts, "Fairness in
// Scheduling", Journal of Algorithms 29 (1998). Leave that does not look at the levels stays within
// two turns but in two lives of a thousand (property tests), caps of some included. Caps of all,
// used up on one day, cannot: whoever reaches theirs last of k equal members had part of the day's
// last k turns that grew from 1/k to 1, which is the harmonic sum 1 + 1/2 + ... + 1/k, and took one
// of them. So whatever the rule, somebody ends that day about ln k - 0.4 turns further behind.
//
// Levels are integers, rounded so that a pool's levels always add up to zero exactly: no floats,
// the same on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "policy/pool_spec.h"
#include "policy/roster.h"

namespace signalbox {

// One turn in levels.
inline constexpr int64_t kLevelScale = 1'000'000'000;
// A weight is a proportion; finer ones mean nothing. Larger ones count as this.
inline constexpr int64_t kMaxWeight = 100'000;
// Everybody who ever was in a pool. With kMaxWeight and kLevelScale it keeps sums within 63 bits.
inline constexpr size_t kMaxPoolMembers = 65'536;
// Counters that a pool's caps ever had, the oldest of which gives way; a credit names them by bit.
inline constexpr size_t kMaxPoolCounters = 16;

// One turn as recorded. Members are named by their place in `PoolState::members`; a typical turn of
// fifteen members takes about twenty bytes. Sets of members are bits: bit i % 8 of byte i / 8 is
// place i.
struct PoolTurn {
  struct Joined {
    std::string person;
    int64_t weight = 1;
    bool operator==(const Joined&) const = default;
  };
  struct Reweighted {
    int64_t place = 0;
    int64_t weight = 1;
    bool operator==(const Reweighted&) const = default;
  };
  // A cap that the record counts for, of who took it or of the pool.
  struct Counted {
    std::string counter;
    int64_t period = 0;
    bool of_pool = false;
    bool operator==(const Counted&) const = default;
  };
  std::string pool;                    // whose levels: pool, shared turn, band or lane
  std::vector<Joined> joined;          // appended to the state's members in this order
  std::vector<Reweighted> reweighted;  // weights that changed since they were last recorded
  Bytes eligible;                      // who has a share in it; who took it is one of them
  int64_t picked = -1;                 // place of who took it
  int64_t points = 1;                  // turns that it counts for
  std::vector<Counted> counted;
  Bytes away;          // of a pool that resets levels: who was away, to know who returns
  Bytes returned;      // who begins anew at the pool's level before this turn
  Bytes calibrated;    // of a target: who is not held to account for it, being away or new
  int64_t period = 0;  // of a target; 0 for other strategies
  bool operator==(const PoolTurn&) const = default;
};

// Owned by the engine's state. Changed by ApplyTurn, CreditTurn and SetLevels only.
struct PoolState {
  struct Member {
    std::string person;
    int64_t weight = 1;
    int64_t turns = 0;        // taken, less those credited back
    int64_t level = 0;        // share of all turns less turns taken, x kLevelScale
    int64_t last_turn = -1;   // number of the pool's turn that this member took last
    int64_t taken = 0;        // of a target: points in its period
    int64_t calibration = 0;  // of a target: points that others took while away, x kLevelScale
    bool eligible = false;    // had a share in the pool's last turn
    bool away = false;        // at the pool's last turn
  };
  // What one cap counted in one period.
  struct Count {
    int64_t period = -1;
    int64_t count = 0;
    TimeUs since = 0;  // of the period's first
  };
  // Only the period that counted last is kept.
  struct Counter {
    std::string name;
    Count of_pool;
    std::vector<Count> by_place;
    TimeUs last = 0;  // counted
  };
  std::vector<Member>
      members;  // in the order they joined; those who left the team keep their place
  std::vector<uint32_t> by_person;  // places, ascending by person
  int64_t turns = 0;                // recorded, those credited back included
  int64_t shares = 0;               // turns, those of more points as often as they count
  int64_t last_picked = -1;         // place: the stored pointer of a rotation
  int64_t period = 0;               // of a target
  TimeUs period_since = 0;
  std::vector<Counter> counters;
};

// The place of a person, -1 when this state does not know them.
int64_t PlaceOf(const PoolState& state, std::string_view person);
// What a counter says of a period; `place` -1 is the pool's own count.
int64_t CountedIn(const PoolState& state, std::string_view counter, int64_t place, int64_t period);

// Someone who could take a turn, with what is known against them.
struct Candidate {
  const Person* person = nullptr;  // outlives the pick
  Absence absence = Absence::kNone;
  std::string_view lost = {};  // code of why they lost before the pick, empty if they did not
  int64_t open = 0;            // open records, of `least_open`
  int64_t tier = 0;            // lower goes first, of `tiers`
};
// Lost only by a cap: `assign_anyway` does not ask for caps.
inline constexpr std::string_view kLostCapped = "capped";

// The pool's members at `now`, ascending by id, into `out` (cleared first, so that a caller can
// keep the memory), with their tiers.
void ListCandidates(const PoolSpec& spec, const Roster& roster, TimeUs now,
                    std::vector<Candidate>* out);

// What a pick needs besides the candidates.
struct PickTerms {
  std::string_view turn = {};  // whose levels, empty for the pool's own
  int64_t points = 1;
  int64_t period = 0;            // of a target
  bool anyway = false;           // absence and caps do not count
  std::string_view sticky = {};  // takes it out of turn where they can
};

// Views last as long as the candidates' people.
struct Pick {
  std::string_view person;  // empty: nobody can take it, and there is no turn to record
  PoolTurn turn;            // to be recorded with the decision; what caps count is the caller's
  int64_t tier = 0;         // of who took it
  // Who was, and who is after this turn, next if nobody were away; for the explanation.
  std::string_view pointer_before, pointer_after;
};

// `candidates` are the pool's members, ascending by id. Pure; thread safe.
Pick PickMember(const PoolSpec& spec, const PoolState& state,
                const std::vector<Candidate>& candidates, const PickTerms& terms = {});

// Folds a turn that was taken at `at`. kCorrupt, with the state as it was, when the turn does not
// fit it.
Status ApplyTurn(const PoolTurn& turn, TimeUs at, PoolState* state);

// A turn as the record that it was about remembers it.
struct TurnTaken {
  TimeUs at = 0;
  int32_t place = -1;
  uint16_t points = 1;
  uint16_t counters = 0;  // bit i: counted by the state's counter i
  bool operator==(const TurnTaken&) const = default;
};
// Of a turn that was just applied.
TurnTaken TakenOf(const PoolTurn& turn, TimeUs at, const PoolState& state);

// A turn handed back: the person's turn does not count, not for caps of a period that still runs
// either, and the shares of the turn are taken back from those who were eligible at the pool's last
// turn, so that levels still add up to zero. The pointer of a rotation stays where it is. kCorrupt
// when the place has no turn in this pool.
Status CreditTurn(const TurnTaken& taken, PoolState* state);
// One turn of the person, which no cap counted.
Status CreditTurn(std::string_view person, PoolState* state);

// The levels that a pool starts with after its strategy or its members' basis was changed: all at
// the same. Counts of caps stay. kCorrupt unless there is one for each member and they add up to
// zero.
Status SetLevels(const std::vector<int64_t>& levels, PoolState* state);

// Who would be picked if nobody were away, for people who look at the pool. Empty: no members.
std::string_view NextInTurn(const PoolSpec& spec, const PoolState& state, const Roster& roster);

// A state in which `person` is next in turn, as tests of policies ask for (`next_in`). Without
// levels or turns for a person who is not in the pool.
PoolState StateWithNext(const PoolSpec& spec, const Roster& roster, std::string_view person);

}  // namespace signalbox
