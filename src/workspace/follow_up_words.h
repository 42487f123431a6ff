// What followed after a lead was routed, in words: its clocks, what people did, whom was told.
#pragma once

#include <functional>
#include <string>

#include "engine/follow_up_events.h"
#include "store/event.h"

namespace signalbox {

// `clock first_touch: one hour is up 2026-11-23T08:40:00Z`; empty for what says nothing by itself.
// `name` gives a person's words. Pure.
std::string FollowUpWords(const Event& event, const std::function<std::string(PersonRef)>& name);
// What clocks that begin or end with another event say; empty for none.
std::string ClocksWords(const std::vector<ev::ClockBody>& clocks);

}  // namespace signalbox
