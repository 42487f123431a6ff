// What becomes of a record that a rule sends to a pool: who is asked, who is passed over and why,
// who gets it, and where it goes when nobody can take it.
#pragma once

#include <functional>

#include "policy/compiled.h"
#include "policy/decision.h"

namespace signalbox {

// Borrowed for one decision.
struct PoolQuestion {
  const Policy& policy;
  const DecideInput& input;
  const SlotValues& values;
  // Where given, the members of the pool that may get it; whom it falls back on is not asked.
  const std::set<std::string_view>* only = nullptr;
  // The guard that forbids a person, or null.
  std::function<const Guard*(const Person&)> forbidding;
};

// Fills in disposition, owner, role, reason, pool, turn, pointers and the losers of every pool that
// was asked. Always decides: nobody is an answer too.
void DecideByPool(const PoolQuestion& question, const Effect& effect, const std::string& pool,
                  Decision* decision);

// Whose levels a record's turn in this pool moves: the pool's own or shared ones, those of its
// band, those of its lane.
std::string TurnKey(const PoolSpec& spec, const SlotValues& values);
// Whether two versions of a pool give turns to the same people by the same rule, so that levels
// mean the same under both.
bool TakesTurnsAlike(const PoolSpec& one, const PoolSpec& other);
// Every key that TurnKey can give for a pool; the caps of the pool count over all of them.
std::vector<std::string> TurnKeys(const PoolSpec& spec);

}  // namespace signalbox
