// Pools: who gets the next turn.
//
// A pool's state is folded from its turns. A turn names who was eligible, who was picked and what
// was new (members, weights), so that applying it needs neither the policy nor the roster: old
// turns fold the same however both have changed since. Picking is a pure function of the state and
// the candidates; the engine records the turn that it returns, and only the record changes the
// state.
//
// Weighted pools follow R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32
// (1980): at every turn each eligible member's share of it (weight / sum of eligible weights) is
// added to the member's level, and of those whose level allows it the one who would be the first to
// fall a whole turn behind gets the turn and pays 1. With the same members at every turn nobody is
// ever a turn or more away from the share. Who is away neither gains nor loses (`keep_place`).
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
#include "base/cbor.h"
#include "base/clock.h"
#include "base/result.h"
#include "policy/roster.h"

namespace signalbox {

// Numbers are stored.
enum class PoolStrategy : uint8_t { kRotation = 0, kWeighted = 1 };

// What a bundle says of a pool (the other keys of the syntax come with later versions).
struct PoolSpec {
  std::string id;
  std::string team;  // members are the people of this team
  PoolStrategy strategy = PoolStrategy::kWeighted;
};

// One turn in levels.
inline constexpr int64_t kLevelScale = 1'000'000'000;
// A weight is a proportion; finer ones mean nothing. Larger ones count as this.
inline constexpr int64_t kMaxWeight = 100'000;
// Everybody who ever was in a pool. With kMaxWeight and kLevelScale it keeps sums within 63 bits.
inline constexpr size_t kMaxPoolMembers = 65'536;

// One turn as recorded. Members are named by their place in `PoolState::members`; a typical turn of
// fifteen members takes about twenty bytes.
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
  std::string pool;
  std::vector<Joined> joined;          // appended to the state's members in this order
  std::vector<Reweighted> reweighted;  // weights that changed since they were last recorded
  Bytes eligible;                      // bit i % 8 of byte i / 8: place i could have taken it
  int64_t picked = -1;                 // place of who took it
  bool operator==(const PoolTurn&) const = default;
};
// Deterministic CBOR: a map with the keys 0 pool, 1 eligible, 2 picked, 3 joined, 4 reweighted; the
// last two only when there are any.
void EncodePoolTurn(const PoolTurn& turn, Bytes* out);
// kCorrupt for anything that EncodePoolTurn does not write.
Result<PoolTurn> DecodePoolTurn(CborReader& reader);

// Owned by the engine's state. Changed by ApplyTurn and CreditTurn only.
struct PoolState {
  struct Member {
    std::string person;
    int64_t weight = 1;
    int64_t turns = 0;       // taken, less those credited back
    int64_t level = 0;       // share of all turns less turns taken, x kLevelScale
    int64_t last_turn = -1;  // number of the pool's turn that this member took last
    bool eligible = false;   // at the pool's last turn
  };
  std::vector<Member>
      members;  // in the order they joined; those who left the team keep their place
  std::vector<uint32_t> by_person;  // places, ascending by person
  int64_t turns = 0;                // recorded, those credited back included
  int64_t last_picked = -1;         // place: the stored pointer of a rotation
};

// The place of a person, -1 when this state does not know them.
int64_t PlaceOf(const PoolState& state, std::string_view person);

// Someone who could take a turn, with what is known against them.
struct Candidate {
  const Person* person = nullptr;  // outlives the pick
  Absence absence = Absence::kNone;
  std::string_view
      lost;  // code of why they lost before the pick (`excluded`), empty if they did not
};

// The pool's members at `now`, ascending by id, into `out` (cleared first, so that a caller can
// keep the memory).
void ListCandidates(const PoolSpec& spec, const Roster& roster, TimeUs now,
                    std::vector<Candidate>* out);

// Views last as long as the candidates' people.
struct Pick {
  std::string_view person;  // empty: nobody can take it, and there is no turn to record
  PoolTurn turn;            // to be recorded with the decision
  // Who was, and who is after this turn, next if nobody were away; for the explanation.
  std::string_view pointer_before, pointer_after;
};

// `candidates` are the pool's members, ascending by id. Pure; thread safe.
Pick PickMember(const PoolSpec& spec, const PoolState& state,
                const std::vector<Candidate>& candidates);

// Folds a turn. kCorrupt, with the state as it was, when the turn does not fit it.
Status ApplyTurn(const PoolTurn& turn, PoolState* state);

// A turn handed back: the person's turn does not count, and the shares of one turn are taken back
// from those who were eligible at the pool's last turn, so that levels still add up to zero. The
// pointer of a rotation stays where it is. kCorrupt when the person has no turn in this pool.
Status CreditTurn(std::string_view person, PoolState* state);

// Who would be picked if nobody were away, for people who look at the pool. Empty: no members.
std::string_view NextInTurn(const PoolSpec& spec, const PoolState& state, const Roster& roster);

// A state in which `person` is next in turn, as tests of policies ask for (`next_in`). Without
// levels or turns for a person who is not in the pool.
PoolState StateWithNext(const PoolSpec& spec, const Roster& roster, std::string_view person);

}  // namespace signalbox
