// When a record that waits for somebody of a pool is asked for again.
#pragma once

#include <cstdint>

#include "base/clock.h"

namespace signalbox {

// After the decision that found nobody; `attempts` were made before it.
TimeUs RouteAgainAfter(int64_t attempts);

}  // namespace signalbox
