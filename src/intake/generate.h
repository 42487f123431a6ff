// Made-up leads for load, demos and tests: `signalbox generate leads`.
//
// A lead depends on (seed, index, profile) alone, so any part of a run can be made again anywhere
// and in any order. Pure and thread safe. Nobody in them exists; the companies' domains are made
// up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

enum class LeadProfile : uint8_t {
  kClean,    // believable and complete: 27 countries, valid phones, unique e-mails
  kMessy,    // as people type: misspelt countries, local phones, gaps, free mail, some duplicates
  kHostile,  // what breaks software: injections, control characters, wrong types, broken JSON
  kPeers,    // the lead of the peers' benchmark; the seed plays no part
};

std::optional<LeadProfile> LeadProfileByName(std::string_view name);

// One line of NDJSON without its line end. Clean and messy leads are always valid JSON; of the
// hostile ones about a third are not, but each is still one line of at most about 80 KB.
std::string GenerateLead(uint64_t seed, uint64_t index, LeadProfile profile);

}  // namespace signalbox
