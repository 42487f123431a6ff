#include <date/tz.h>

#include <chrono>
#include <cstdlib>
#include <exception>

#include "expr/moment.h"

namespace signalbox::cel {

namespace {

// `[+-]HH:MM`, the sign may be left out. Hours to 23, as in RFC 3339.
bool FixedOffset(std::string_view zone, int64_t* offset_s) {
  int64_t sign = 1;
  if (!zone.empty() && (zone[0] == '+' || zone[0] == '-')) {
    if (zone[0] == '-') sign = -1;
    zone.remove_prefix(1);
  }
  if (zone.size() != 5 || zone[2] != ':') return false;
  auto digit = [zone](size_t at) {
    return zone[at] >= '0' && zone[at] <= '9' ? zone[at] - '0' : 100;
  };
  const int hours = digit(0) * 10 + digit(1);
  const int minutes = digit(3) * 10 + digit(4);
  if (hours > 23 || minutes > 59) return false;
  *offset_s = sign * (hours * 3600 + minutes * 60);
  return true;
}

}  // namespace

bool ZoneOffset(std::string_view zone, int64_t seconds, int64_t* offset_s) {
  if (zone == "UTC" || zone == "Z") {
    *offset_s = 0;
    return true;
  }
  if (FixedOffset(zone, offset_s)) return true;
  // The library reports an unknown zone and an unreadable database by exceptions.
  try {
    const date::time_zone* found = date::locate_zone(zone);
    const date::sys_seconds moment{std::chrono::seconds(seconds)};
    *offset_s = found->get_info(moment).offset.count();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace signalbox::cel
