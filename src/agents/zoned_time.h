// Local time in IANA time zones (Hinnant's date library over the system's tzdata). Thread safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace signalbox::reference {

struct ZonedMoment {
  int minute = 0;   // of the local day, 0..1439
  int weekday = 0;  // 0 is Monday
};

// Nullopt for a zone that tzdata does not have, or a time outside the years 1900 to 2200.
std::optional<ZonedMoment> LocalTimeAt(TimeUs time, std::string_view zone);

// The first moment at or after `now` inside [from_minute, to_minute) of a local day that is no day
// off (bit 0 of `days_off` is Monday). Nullopt for an unknown zone, or when there is none within
// two weeks.
std::optional<TimeUs> NextInside(TimeUs now, std::string_view zone, int from_minute, int to_minute,
                                 uint8_t days_off);

}  // namespace signalbox::reference
