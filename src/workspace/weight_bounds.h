// Bounds within which a manager sets the weights of their own team, and whether a weight keeps
// them.
//
//   {"weights": [{"teams": ["dach", "nordics"], "from": 1, "to": 4}, {"from": 1, "to": 2}]}
//
// An entry without `teams` is about everybody whose team no other entry names, those of no team
// among them. Both ends belong to it. Who is in no entry is for nobody's manager to set. Pure.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

// An administrator looks through them.
inline constexpr size_t kMaxWeightBounds = 200;

struct WeightBounds {
  std::set<std::string> teams;  // empty: all that no other names
  int64_t from = 0, to = 0;
  bool operator==(const WeightBounds&) const = default;
};

// Empty text: none. kInvalid names the entry and the member.
Result<std::vector<WeightBounds>> ParseWeightBounds(std::string_view json);
// `[{"teams","from","to"}]`, in their order; `teams` is null where they are all that no other
// names.
std::string WeightBoundsJson(const std::vector<WeightBounds>& all);

// Those that hold for a team, by its id, empty for none; null where none do.
const WeightBounds* WeightBoundsOf(const std::vector<WeightBounds>& all, std::string_view team);

// For somebody of `team`, whose bounds are `bounds` or null. kForbidden says what the bounds are,
// or that there are none, and who may go on.
Status CheckWeightBounds(const WeightBounds* bounds, std::string_view team, int64_t weight);

}  // namespace signalbox
