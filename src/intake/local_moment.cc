#include "intake/local_moment.h"

#include <string>

namespace signalbox {

TimeUs ToUtc(const ZoneRules& zones, std::string_view zone, TimeUs local) {
  const TimeUs guess = local - zones.OffsetAt(zone, local - kDayUs);
  const TimeUs settled = local - zones.OffsetAt(zone, guess);
  return settled + zones.OffsetAt(zone, settled) == local ? settled : guess;
}

std::optional<AwayMoment> ReadAwayMoment(std::string_view text, std::string_view zone,
                                         const ZoneRules& zones, int add_days) {
  constexpr size_t kDate = std::string_view("2026-11-20").size();
  constexpr size_t kMinute = std::string_view("2026-11-20 13:00").size();
  if (text.size() == kDate) {
    const Result<TimeUs> day = ParseTime(text);
    if (!day.ok()) return std::nullopt;
    return AwayMoment{ToUtc(zones, zone, *day + add_days * kDayUs), true};
  }
  if (text.size() == kMinute) {
    const Result<TimeUs> local = ParseTime(std::string(text) + ":00Z");
    if (!local.ok()) return std::nullopt;
    return AwayMoment{ToUtc(zones, zone, *local)};
  }
  const Result<TimeUs> time = ParseTime(text);
  if (!time.ok()) return std::nullopt;
  return AwayMoment{*time};
}

}  // namespace signalbox
