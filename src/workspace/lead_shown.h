// What of a lead that waits for a decision a decision about it is bound to: what the person said so
// far, where the lead stands, who is asked, and what its policy made of it. When one of these is
// another, what was decided lapses.
//
// Where the state is: the engine's thread, or a state of one's own.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/core.h"

namespace signalbox {

// A text that is another whenever what is shown is: the log's position of what was last said, which
// never changes, and hashes of the rest. Nothing of it is personal. Empty where nothing about the
// lead waits for a decision.
std::string LeadShownHash(const State& state, uint32_t lead);

// Why a decision about a lead as it was shown does not count any more.
struct LeadLapse {
  // Names of fields of which the person said something else, and of `status`, `asked` and `rule`.
  std::vector<std::string> changed;
  std::string shown_hash;  // now
};

// What changed since `shown`; nothing where it is what is shown now. kInvalid for what is no hash
// of this lead's. `read` gives the event at a position with its sealed part.
Result<LeadLapse> ChangedSinceShown(const State& state, uint32_t lead, std::string_view shown,
                                    const std::function<Result<Emitted>(int64_t)>& read);

}  // namespace signalbox
