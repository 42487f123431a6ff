// A turn that is given to somebody by name: a record was moved to them out of turn, and it counts
// in its pool as if it had come to them in turn.
//
// Pure; thread safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decision.h"

namespace signalbox {

// What a turn is, whoever takes it.
struct TurnTerms {
  std::string pool;                   // of the policy
  std::string key;                    // whose levels (`PoolTurn::pool`)
  int64_t points = 1;                 // turns that it counts for
  std::vector<std::string> counters;  // of the caps that the record counts for
};

// Of a decision that took a turn; nothing for one that took none.
std::optional<TurnTerms> TermsOf(const Decision& decision);

// The turn as `person` takes it now, in or out of hours and above caps: somebody decided so. The
// shares go to whoever could take it, as ever. Nothing where the policy has no such pool, or the
// person is no member of it any more: then nobody's levels move.
std::optional<PoolTurn> GiveTurn(const Policy& policy, const TurnTerms& terms,
                                 std::string_view person, const Roster& roster,
                                 const PoolStates& pools, TimeUs now);

}  // namespace signalbox
