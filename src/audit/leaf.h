// The verifier's own reading of an event: strict, from docs/formats.md, and sharing nothing with
// the writer's decoder, so that a fault in one is found by the other. Pure.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"

namespace signalbox {

// What the verifier needs of an event. `clear` points into the bytes that were read.
struct Leaf {
  Id log_id;
  int64_t epoch = 0;
  int64_t position = 0;
  int64_t entity_kind = 0;
  Id entity;
  int64_t sequence = 0;
  int64_t previous = -1;
  int64_t type = 0;
  int64_t schema = 0;
  TimeUs time = 0;
  int64_t causation = -1;
  BytesView clear;
};

// kCorrupt when the bytes are not one event in its one form; the message names the field.
Result<Leaf> ReadLeaf(BytesView bytes);

}  // namespace signalbox
