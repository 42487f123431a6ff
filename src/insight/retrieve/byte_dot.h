// The sum of products of two rows of 8-bit numbers, the same on every processor. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace signalbox {

// At most 131,072 numbers, so that the sum fits.
int32_t ByteDot(const int8_t* a, const int8_t* b, size_t count);

}  // namespace signalbox
