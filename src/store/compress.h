// Zstandard (RFC 8878) over libzstd, level 1, with per-thread contexts. Thread safe.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

// Appends the frame to `out` and returns true where it is shorter than `bytes`; else leaves `out`
// alone.
bool CompressIfShorter(BytesView bytes, Bytes* out);

// The content of one frame. kCorrupt when it is not exactly one frame with its content size in the
// header, or when that size is above `max_size`, which is checked before anything is allocated.
Result<Bytes> Decompress(BytesView frame, size_t max_size);

}  // namespace signalbox
