// Days and local times of a person's zone as instants, as people write them in files and requests.
//
// Pure; thread safe where the rules are.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "intake/reference_rows.h"

namespace signalbox {

// The UTC instant at which the zone's clocks first show `local`. Where clocks go forward over it,
// the instant of the change's other side.
TimeUs ToUtc(const ZoneRules& zones, std::string_view zone, TimeUs local);

struct AwayMoment {
  TimeUs at = 0;
  bool whole_day = false;
};

// `2026-11-20` is local midnight, `add_days` later; `2026-11-20 13:00` a local time, and with a
// zone (RFC 3339) an instant. Nothing for what is none of them.
std::optional<AwayMoment> ReadAwayMoment(std::string_view text, std::string_view zone,
                                         const ZoneRules& zones, int add_days);

}  // namespace signalbox
