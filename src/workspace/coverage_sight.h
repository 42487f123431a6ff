// What of the values that a coverage watch found is told to somebody who may not see the fields
// that they stand in: values of few leads together, no lead by its id, and of whole weeks alone
// (docs/security.md, "Numbers about few"). Pure.
#pragma once

#include <vector>

#include "access/sight.h"
#include "policy/coverage_watch.h"

namespace signalbox {

// Whether everything of the report is for them.
bool SeesAllValues(const Sight& sight, const WatchReport& report);

// Of attributes that they do not see of every record, values of fewer than `fewest` leads are one
// line without a value, which takes the next smallest along until it is about enough, and is left
// out where it cannot be. How many fell back is not told where it, or the rest, are few.
void FoldFewValues(const Sight& sight, int64_t fewest, std::vector<WatchedValue>* values);

}  // namespace signalbox
