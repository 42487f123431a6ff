// Late results: which answer a step waits for, and why any other one is refused.
//
// A refused result never changes a run (design, "Decided now" 9). It is recorded as ResultRefused,
// so that what an agent did outside after nobody waited any more can be found and put right; how
// often is bounded, so that a sender that repeats itself cannot grow the log.
#pragma once

#include <cstdint>
#include <string_view>

#include "agents/registry.h"
#include "engine/events.h"
#include "engine/run.h"

namespace signalbox {

// Refused results that are recorded: of one run while it is in memory, of a record since its latest
// run began, of runs that nobody knows since the engine started. An honest run has one or two; more
// is somebody who repeats, and then the later ones tell nothing new.
inline constexpr int64_t kMaxRefusedResults = 16;

// Empty for the result that its step waits for. Otherwise `unknown_step`, `superseded_attempt` (the
// step went on to another attempt or agent), `step_over` (it was given up before the answer came)
// or `already_answered`.
std::string_view WhyRefused(const Run& run, const ev::StepReported& report, std::string_view agent);

// Whether what was asked of `agent` (id@version) may have changed something outside.
bool MayHaveWritten(const Registry& registry, std::string_view agent,
                    const ev::StepReported& report);

}  // namespace signalbox
