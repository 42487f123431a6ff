// Pools and loads as the moves of a plan so far leave them, so that each lead of a preview is
// shared out as if those before it had been moved already.
//
// Plain values beside a state that is only read.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/move_events.h"
#include "engine/state.h"

namespace signalbox {

struct MovesAhead {
  PoolStates pools;
  std::map<std::string, int64_t, std::less<>> open;

  explicit MovesAhead(const State& state) : pools(state.pools), open(state.open) {}

  // What `policy` decides about a lead now; where the pool is closed, what it will when it opens.
  // Nothing where nobody can have it then either. `input` has the record, the roster, the rule and
  // pool that are meant, and whom it may not go to; pools and loads are filled in.
  std::optional<Decision> Decide(const State& state, const Policy& policy, uint32_t lead,
                                 DecideInput input) const;
  // The lead leaves whoever has it, and goes where the decision says.
  void Take(const State& state, uint32_t lead, const Decision& decision, TimeUs now);
};

// Where a decision of `version` puts a lead; `reason` is the code that the lead then has.
ev::MovePlace PlaceOfMove(const State& state, const PolicyVersion& version,
                          const Decision& decision, std::string reason);

}  // namespace signalbox
