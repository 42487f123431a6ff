// The words for codes that policy and engine record; agents' codes are in agents/reasons.h. Pure.
#pragma once

#include <string>
#include <string_view>

#include "engine/events.h"

namespace signalbox {

// A text that is no code is its own words: policies bring reasons of their own.
std::string ReasonWords(std::string_view code);
std::string_view TriggerWords(RunTrigger trigger);
// `step assign is tried again`.
std::string TimerWords(ev::TimerPurpose purpose, std::string_view step);

}  // namespace signalbox
