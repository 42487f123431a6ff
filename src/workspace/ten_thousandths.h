// Shares and rates are counted in ten-thousandths.
#pragma once

#include <cstdint>

namespace signalbox {

inline constexpr int64_t kAllE4 = 10'000;

}  // namespace signalbox
