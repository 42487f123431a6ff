// Who would get the next turns of a pool, and why, without anybody getting any.
//
// The pool is asked again and again with copies of what its turns move: levels, counts of caps,
// open records. Everything else is as it is at `now`, so all the leads come at once. They are leads
// of no kind in particular: of no band, no lane and for one turn, and no guard forbids anybody.
// Pure; the engine's thread, or a state of one's own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "engine/state.h"

namespace signalbox {

// A day of a busy pool; each costs as much as a decision.
inline constexpr int64_t kMaxSimulatedTurns = 500;

struct SimulatedTurn {
  std::string owner, reason;
  std::string pool;        // that gave it: another one where this one falls back
  int64_t level_e9 = 0;    // of the owner before the turn: turns behind their share
  std::string next_after;  // who would be next if nobody were away
  // Who was passed over other than for not being in turn, with why.
  std::vector<std::pair<std::string, std::string>> passed_over;
};

struct PoolSimulation {
  std::string pool;
  std::vector<SimulatedTurn> turns;  // fewer than asked for where nobody can take the next one
  std::string stopped;               // why, as a decision's reason; empty when it did not stop
  // What the other members are passed over for when it stopped.
  std::vector<std::pair<std::string, std::string>> passed_over;

  std::string Json(const State& state, TimeUs now) const;
};

// kNotFound where the active policy has no such pool, or there is none; kInvalid for a number that
// is not between 1 and kMaxSimulatedTurns.
Result<PoolSimulation> SimulatePool(const State& state, std::string_view pool, int64_t turns,
                                    TimeUs now);

}  // namespace signalbox
