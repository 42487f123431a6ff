// Pools: who gets the next turn.
//
// A pool's state is folded from turns. A turn names who was eligible and who was picked, so that
// applying it needs neither the policy nor the roster; picking is a pure function of state, and the
// engine records what it returns. Levels are exact rationals scaled to integers: no floats, the
// same on every machine.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
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

// One turn as recorded. Members are named by their place in `PoolState::members`.
struct PoolTurn {
  std::string pool;
  std::vector<std::string>
      joined;  // members new to the pool since its last turn, appended to the state's list in order
  Bytes eligible;       // bit i: member i could have taken it
  int64_t picked = -1;  // place of who took it
  bool operator==(const PoolTurn&) const = default;
};
void EncodePoolTurn(const PoolTurn& turn, Bytes* out);
Result<PoolTurn> DecodePoolTurn(CborReader& reader);

struct PoolState {
  struct Member {
    std::string person;
    int64_t weight = 1;
    int64_t turns = 0;  // taken, less those credited back
    int64_t level = 0;  // ideal share less turns taken, x kLevelScale
    int64_t last_turn = -1;
  };
  std::vector<Member> members;
  int64_t turns = 0;         // of the whole pool
  int64_t last_picked = -1;  // the stored pointer of a rotation
};
inline constexpr int64_t kLevelScale = 1'000'000'000;

struct Candidate {
  std::string person;
  Absence absence = Absence::kNone;
  std::string
      lost;  // code of why it lost before the pick (`excluded`, `forbidden`), empty when it did not
};

struct Pick {
  std::string person;                         // empty: nobody is available
  PoolTurn turn;                              // to be recorded when somebody was picked
  std::string pointer_before, pointer_after;  // who was next, in words, for the explanation
};

// `candidates` are the pool's members in roster order with what is known against each. Pure.
Pick PickMember(const PoolSpec& spec, const PoolState& state, const Roster& roster,
                const std::vector<Candidate>& candidates);

// Folds a turn. kCorrupt when it names a member that does not exist.
Status ApplyTurn(const PoolTurn& turn, const PoolSpec& spec, const Roster& roster,
                 PoolState* state);

// Who would be picked if everybody were available; for people who look at the pool.
std::string NextInTurn(const PoolSpec& spec, const PoolState& state, const Roster& roster);

}  // namespace signalbox
