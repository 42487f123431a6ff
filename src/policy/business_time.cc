#include "policy/business_time.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <exception>
#include <functional>

namespace signalbox {
namespace {

// Two years with a leap day in each: further off than any deadline that means something.
constexpr TimeUs kHorizonUs = 732 * kDayUs;

// Times outside of these read as UTC: no zone is known there, and sums stay far from overflow.
constexpr TimeUs kEarliestUs = -5'364'662'400 * kSecondUs;  // 1800-01-01
constexpr TimeUs kLatestUs = 253'402'300'800 * kSecondUs;   // 10000-01-01

TimeUs FloorDiv(TimeUs value, TimeUs by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

// [from, to) in which a zone is `offset` ahead of UTC.
struct Offset {
  TimeUs from = INT64_MIN;
  TimeUs to = INT64_MAX;
  TimeUs offset = 0;
};

const date::time_zone* Locate(std::string_view zone) {
  try {
    return date::locate_zone(std::string(zone));
  } catch (const std::exception&) {
    return nullptr;
  }
}

Offset LookUp(const date::time_zone& zone, TimeUs time) {
  using std::chrono::seconds;
  try {
    const auto found = zone.get_info(date::sys_seconds(seconds(FloorDiv(time, kSecondUs))));
    const auto edge = [](date::sys_seconds at) {
      const int64_t second = at.time_since_epoch().count();
      if (second <= kEarliestUs / kSecondUs) return kEarliestUs;
      if (second >= kLatestUs / kSecondUs) return kLatestUs;
      return second * kSecondUs;
    };
    return {edge(found.begin), edge(found.end), found.offset.count() * kSecondUs};
  } catch (const std::exception&) {
    // A damaged zone file reads as UTC, like a zone that is not known.
    return {kEarliestUs, kLatestUs, 0};
  }
}

// What a thread last learned of a zone. Looking a zone up by name costs more than a whole decision,
// and one thread asks for few zones, nearly always in the current half year.
struct Remembered {
  std::string name;
  const date::time_zone* zone = nullptr;
  bool filled = false;
  Offset offset{0, 0, 0};
};

Offset OffsetAt(std::string_view zone, TimeUs time) {
  // Slots by hash: a zone that meets another in its slot only pays for the look-up again.
  constexpr size_t kSlots = 64;
  thread_local std::array<Remembered, kSlots> slots;

  if (zone.empty()) return {};
  if (time < kEarliestUs) return {INT64_MIN, kEarliestUs, 0};
  if (time >= kLatestUs) return {kLatestUs, INT64_MAX, 0};
  Remembered& slot = slots[std::hash<std::string_view>{}(zone) % kSlots];
  if (!slot.filled || slot.name != zone) {
    slot.name = zone;
    slot.zone = Locate(zone);
    slot.filled = true;
    slot.offset = slot.zone == nullptr ? Offset{kEarliestUs, kLatestUs, 0} : Offset{0, 0, 0};
  }
  if (time < slot.offset.from || time >= slot.offset.to) slot.offset = LookUp(*slot.zone, time);
  return slot.offset;
}

int WeekdayOf(int64_t day) {
  // 1970-01-01 was a Thursday.
  return static_cast<int>(((day + 3) % 7 + 7) % 7);
}

}  // namespace

bool IsKnownZone(std::string_view zone) {
  return !zone.empty() && Locate(zone) != nullptr;
}

bool IsWorking(const WeekHours& hours, std::string_view zone, const std::vector<Leave>& leaves,
               TimeUs time) {
  for (const Leave& leave : leaves) {
    if (leave.from <= time && time < leave.to) return false;
  }
  if (hours.always) return true;
  const TimeUs local = time + OffsetAt(zone, time).offset;
  const int64_t day = FloorDiv(local, kDayUs);
  const TimeUs of_day = local - day * kDayUs;
  for (const DayHours& span : hours.days[WeekdayOf(day)]) {
    if (span.from_minute * kMinuteUs <= of_day && of_day < span.to_minute * kMinuteUs) return true;
  }
  return false;
}

}  // namespace signalbox
