// Which records have their values brought up to date, and which are left alone.
#pragma once

#include <cstdint>
#include <string>

namespace signalbox {

struct State;

// Why nothing is asked about a record again, as a code; empty where it may be. Left alone is what
// its owner took up (`accepted`, `contacted`, `booked`, `worked_on`), what somebody has otherwise
// than by the rules (`handed_on`, `owner_changed`, `decided_by_person`, `repaired`, `realigned`),
// and what is in progress, waits or is over (`waits`).
std::string WhyNotRefreshed(const State& state, uint32_t lead);

}  // namespace signalbox
