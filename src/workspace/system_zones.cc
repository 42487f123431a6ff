#include "workspace/system_zones.h"

#include <chrono>

#include "policy/business_time.h"

namespace signalbox {
namespace {

// Minutes since 1970 of what a clock shows.
int64_t MinutesOf(const LocalTime& time) {
  const std::chrono::year_month_day day{std::chrono::year(time.year),
                                        std::chrono::month(static_cast<unsigned>(time.month)),
                                        std::chrono::day(static_cast<unsigned>(time.day))};
  return std::chrono::sys_days(day).time_since_epoch().count() * 1440 + time.minute;
}

}  // namespace

bool SystemZones::IsKnown(std::string_view zone) const {
  return zone.empty() || IsKnownZone(zone);
}

TimeUs SystemZones::OffsetAt(std::string_view zone, TimeUs at) const {
  return (MinutesOf(ToLocal(at, zone)) - MinutesOf(ToLocal(at, ""))) * kMinuteUs;
}

}  // namespace signalbox
