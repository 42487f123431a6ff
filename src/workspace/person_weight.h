// A person's weight, set by itself: how many turns they take beside the others of their pools.
//
// Whoever has the right for everybody sets any weight; a manager sets those of their team within
// its bounds (workspace/weight_bounds.h), and never their own (docs/security.md).
//
// Any thread but the engine's where nothing else is said; a change is durable when the function
// returns, and the next turn goes by it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.h"
#include "base/result.h"
#include "workspace/weight_bounds.h"
#include "workspace/workspace.h"

namespace signalbox {

// A sentence for whoever asks later.
inline constexpr size_t kMaxWeightReasonBytes = 500;

struct WeightRequest {
  int64_t weight = 0;
  std::string reason;  // one line, or empty
  std::string by;      // a person id as the caller states it; empty for nobody
};
// `{"weight","reason"?,"by"?}`; kInvalid names the member.
Result<WeightRequest> ParseWeightRequest(std::string_view json);
std::string WeightRequestJson(const WeightRequest& request);

// Whose weights `principal` may set and within which bounds: the roster is looked through once, and
// then each person is told quickly. Where the state is: the engine's thread.
class OpenWeights {
 public:
  OpenWeights(const State& state, const Principal& principal);
  // None where not at all.
  std::optional<WeightBounds> Of(const Person& person) const;

 private:
  bool all_ = false;
  std::string asker_;
  std::set<std::string, std::less<>> team_;
  std::vector<WeightBounds> bounds_;
};

// The answer is `{"person","name","changed","before","after","bounds":{"from","to"},"pools",
// "text"}`: the bounds of whoever set it, and the pools of the active policy that have the person
// before or after. The same weight again stores nothing. kForbidden says who may, kNotFound for
// nobody of the roster, kInvalid for what is no weight, no line or a `by` that is nobody.
Result<std::string> SetWeight(Workspace& workspace, const Principal& principal,
                              const std::string& person, const WeightRequest& request,
                              const Actor& actor);

}  // namespace signalbox
