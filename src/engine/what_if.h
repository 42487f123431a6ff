// What would become of a lead: decided by the core that decides for real, on the state as it is
// now, and leaving no trace in it.
//
// The core runs on a fork of the state. A fork lends what a decision only reads (people, accounts,
// versions), copies what it moves (pools, agents' health), and has a record table of its own with
// the one record that matters, so its cost does not grow with the records of the workspace. While
// it runs the lent parts are gone from the state: engine thread only, between inputs.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/apply.h"
#include "engine/core.h"
#include "engine/submission.h"

namespace signalbox {

struct WhatIfOptions {
  std::optional<Digest> policy;  // a published version; the active one where not given
  std::optional<TimeUs> now;     // may lie in the past or the future; the rest is as of now
};

struct WhatIfOutcome {
  // As the submission would be answered. `lead` and `run` are zero where they do not exist yet;
  // `position` is that of the last event that it was decided upon, -1 for an empty log.
  LeadAnswer answer;
  // What would have been stored, in order, from the input on. Sealed parts are plaintext; ids of
  // new entities are good within these events only.
  std::vector<Emitted> events;
  // Calls that would have gone out. Nobody is called, so the run then stands where it would wait.
  size_t calls = 0;
};

// A record as it is now, kNotFound where it was erased: what a person who comes back joins.
using RecordReader = std::function<Result<Attributes>(const LeadEntry& entry)>;

// kNotFound for a version that was never published; else what a real submission is refused with.
// `state` is what it was before when this returns. No idempotency key is looked at.
Result<WhatIfOutcome> DecideWhatIf(State* state, const ApplyContext& context,
                                   const RecordReader& read_record, const Submission& submission,
                                   const WhatIfOptions& options, TimeUs now);

// What would follow if a record that there is were routed again as `record`: the events from the
// input on, sealed parts as plaintext. As above; kConflict for one that lives no longer.
Result<std::vector<Emitted>> RouteWhatIf(State* state, const ApplyContext& context, uint32_t lead,
                                         const Attributes& record, TimeUs now);

}  // namespace signalbox
