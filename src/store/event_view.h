// What of an event says whether it matters to somebody, read without copying or decoding the rest.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/event.h"

namespace signalbox {

struct EventView {
  uint16_t type = 0;
  TimeUs time = 0;
  ActorKind actor = ActorKind::kEngine;
  bool names_actor = false;
  BytesView clear;  // into the bytes that were given; a map, whose inside was not looked at
};

// kCorrupt when the bytes are no event as far as they are read. For who trusts them: DecodeEvent
// alone holds an event to its one encoding.
Result<EventView> ViewEvent(BytesView bytes);

}  // namespace signalbox
