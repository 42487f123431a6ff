// Leads that break software (intake/generate.h, `--profile hostile`).
#pragma once

#include <cstdint>
#include <string>

namespace signalbox {

std::string HostileLead(uint64_t seed, uint64_t index);

}  // namespace signalbox
