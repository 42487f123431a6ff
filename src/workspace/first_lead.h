// Where in the views' order of arrival a moment is.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/result.h"
#include "store/sqlite/database.h"

namespace signalbox {

// The number of the first lead received at `at` or later, of those up to `last`; one beyond it
// where all came earlier. Leads are numbered in order of receipt, so that no index over times is
// needed.
Result<int64_t> FirstLeadSince(Database* views, TimeUs at, int64_t last);

}  // namespace signalbox
