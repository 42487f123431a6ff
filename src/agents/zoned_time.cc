#include "agents/zoned_time.h"

#include <date/tz.h>

#include <exception>

namespace signalbox::reference {
namespace {

// 1900-01-01 and 2200-01-01: beyond them the rules of zones are guesses, and years may overflow.
constexpr TimeUs kEarliest = -2'208'988'800 * kSecondUs;
constexpr TimeUs kLatest = 7'258'118'400 * kSecondUs;
constexpr int kDaysToSearch = 14;

using Moment = date::sys_time<std::chrono::microseconds>;

Moment ToMoment(TimeUs time) {
  return Moment(std::chrono::microseconds(time));
}

const date::time_zone* FindZone(std::string_view name) {
  // The library throws for a name that is not in the database.
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

int WeekdayOf(date::local_days day) {
  return static_cast<int>(date::weekday(day).iso_encoding()) - 1;
}

}  // namespace

std::optional<ZonedMoment> LocalTimeAt(TimeUs time, std::string_view zone) {
  if (time < kEarliest || time > kLatest) return std::nullopt;
  const date::time_zone* found = FindZone(zone);
  if (found == nullptr) return std::nullopt;
  const auto local = found->to_local(ToMoment(time));
  const auto day = date::floor<date::days>(local);
  return ZonedMoment{static_cast<int>(date::floor<std::chrono::minutes>(local - day).count()),
                     WeekdayOf(day)};
}

std::optional<TimeUs> NextInside(TimeUs now, std::string_view zone, int from_minute, int to_minute,
                                 uint8_t days_off) {
  if (now < kEarliest || now > kLatest) return std::nullopt;
  const date::time_zone* found = FindZone(zone);
  if (found == nullptr) return std::nullopt;
  const auto today = date::floor<date::days>(found->to_local(ToMoment(now)));
  for (int ahead = 0; ahead < kDaysToSearch; ++ahead) {
    const date::local_days day = today + date::days(ahead);
    if ((days_off >> WeekdayOf(day) & 1) != 0) continue;
    // A local time that a clock change skips counts as the moment of the change.
    const auto opens =
        found->to_sys(day + std::chrono::minutes(from_minute), date::choose::earliest);
    const auto closes =
        found->to_sys(day + std::chrono::minutes(to_minute), date::choose::earliest);
    const TimeUs from =
        std::chrono::duration_cast<std::chrono::microseconds>(opens.time_since_epoch()).count();
    const TimeUs to =
        std::chrono::duration_cast<std::chrono::microseconds>(closes.time_since_epoch()).count();
    if (now < to && from < to) return now > from ? now : from;
  }
  return std::nullopt;
}

}  // namespace signalbox::reference
