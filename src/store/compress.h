// Zstandard (RFC 8878) over libzstd, with per-thread contexts. Thread safe.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

// How much time a frame may take. What reads it need not know.
enum class Effort {
  kQuick,  // a lead waits for it, as for records of mostly sealed bytes
  kSmall,  // sealed words, pages of the saved state, runs that wait
};

// Appends the frame to `out` and returns true where it is shorter than `bytes`; else leaves `out`
// alone.
bool CompressIfShorter(BytesView bytes, Effort effort, Bytes* out);

// The content of one frame. kCorrupt when it is not exactly one frame with its content size in the
// header, or when that size is above `max_size`, which is checked before anything is allocated.
Result<Bytes> Decompress(BytesView frame, size_t max_size);

}  // namespace signalbox
