#include "policy/business_time.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <functional>

namespace signalbox {
namespace {

// Two years with a leap day in each: further off than any deadline that means something.
constexpr TimeUs kHorizonUs = 732 * kDayUs;

constexpr int kDayMinutes = 24 * 60;

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

struct LocalDay {
  int64_t day;    // since 1970-01-01
  TimeUs of_day;  // [0, kDayUs)
};

LocalDay LocalDayOf(TimeUs time, std::string_view zone) {
  // The day is split off first: `time` may lie so far out that adding to it overflows.
  const TimeUs rest = time % kDayUs;
  const TimeUs of_day = rest + OffsetAt(zone, time).offset;
  const int64_t days_over = FloorDiv(of_day, kDayUs);
  return {.day = time / kDayUs + days_over, .of_day = of_day - days_over * kDayUs};
}

struct CivilDay {
  int year, month, day;
};

// Days since 1970 to the proleptic Gregorian calendar: Howard Hinnant, "chrono-Compatible Low-Level
// Date Algorithms", civil_from_days. The library's own type holds 16 bits of years; a TimeUs more.
CivilDay CivilOf(int64_t day) {
  day += 719'468;  // from 0000-03-01
  const int64_t era = FloorDiv(day, 146'097);
  const int64_t of_era = day - era * 146'097;
  const int64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const int64_t from_march = (5 * of_year + 2) / 153;
  const int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  return {.year = static_cast<int>(year + era * 400 + (month <= 2 ? 1 : 0)),
          .month = static_cast<int>(month),
          .day = static_cast<int>(of_year - (153 * from_march + 2) / 5 + 1)};
}

// Leaves that matter after `from`, ascending and apart from each other.
std::vector<Leave> Merged(const std::vector<Leave>& leaves, TimeUs from) {
  std::vector<Leave> sorted;
  for (const Leave& leave : leaves) {
    if (leave.from < leave.to && leave.to > from) sorted.push_back(leave);
  }
  std::sort(sorted.begin(), sorted.end(), [](const Leave& a, const Leave& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  });
  std::vector<Leave> merged;
  for (const Leave& leave : sorted) {
    if (!merged.empty() && leave.from <= merged.back().to) {
      merged.back().to = std::max(merged.back().to, leave.to);
    } else {
      merged.push_back(leave);
    }
  }
  return merged;
}

// A day's spans, ascending and apart from each other, within the day.
std::vector<DayHours> Merged(const std::vector<DayHours>& spans) {
  std::vector<DayHours> sorted;
  for (DayHours span : spans) {
    span.from_minute = std::max(span.from_minute, 0);
    span.to_minute = std::min(span.to_minute, kDayMinutes);
    if (span.from_minute < span.to_minute) sorted.push_back(span);
  }
  std::sort(sorted.begin(), sorted.end(), [](const DayHours& a, const DayHours& b) {
    return a.from_minute != b.from_minute ? a.from_minute < b.from_minute
                                          : a.to_minute < b.to_minute;
  });
  std::vector<DayHours> merged;
  for (const DayHours& span : sorted) {
    if (!merged.empty() && span.from_minute <= merged.back().to_minute) {
      merged.back().to_minute = std::max(merged.back().to_minute, span.to_minute);
    } else {
      merged.push_back(span);
    }
  }
  return merged;
}

// Walks working time in ascending pieces [from, to), at most to the horizon. Inside one offset of
// the zone local time is a straight line, so each piece is a span of a local day moved by the
// offset and cut where the offset ends: a skipped hour has no piece and a repeated hour has two.
class WorkingTime {
 public:
  WorkingTime(const WeekHours& hours, std::string_view zone, const std::vector<Leave>& leaves,
              TimeUs from)
      : zone_(zone), from_(from), end_(from + kHorizonUs), leaves_(Merged(leaves, from)) {
    for (size_t day = 0; day < 7; ++day) {
      spans_[day] =
          hours.always ? std::vector<DayHours>{{0, kDayMinutes}} : Merged(hours.days[day]);
    }
  }

  // Calls `take(from, to)` for each piece until it returns true; false when none did.
  template <typename Take>
  bool Each(Take take) {
    TimeUs now = from_;
    while (now < end_) {
      const Offset piece = OffsetAt(zone_, now);
      const TimeUs piece_end = std::min(piece.to, end_);
      int64_t day = FloorDiv(now + piece.offset, kDayUs);
      for (; day * kDayUs - piece.offset < piece_end; ++day) {
        const TimeUs midnight = day * kDayUs - piece.offset;
        for (const DayHours& span : spans_[static_cast<size_t>(WeekdayOf(day))]) {
          const TimeUs begin = std::max(midnight + span.from_minute * kMinuteUs, now);
          const TimeUs end = std::min(midnight + span.to_minute * kMinuteUs, piece_end);
          if (begin < end && OutsideLeave(begin, end, take)) return true;
        }
      }
      now = piece_end;
    }
    return false;
  }

 private:
  template <typename Take>
  bool OutsideLeave(TimeUs from, TimeUs to, Take& take) {
    while (next_leave_ < leaves_.size() && leaves_[next_leave_].to <= from) ++next_leave_;
    for (size_t i = next_leave_; i < leaves_.size() && leaves_[i].from < to; ++i) {
      if (from < leaves_[i].from && take(from, leaves_[i].from)) return true;
      from = leaves_[i].to;
    }
    return from < to && take(from, to);
  }

  std::string_view zone_;
  TimeUs from_, end_;
  std::vector<Leave> leaves_;
  size_t next_leave_ = 0;
  std::array<std::vector<DayHours>, 7> spans_;
};

// Calls `take(from, to)` for ascending pieces, apart from each other, in which anybody works, until
// it returns true. A week at a time, so that a deadline of hours looks at days and not at years.
template <typename Take>
bool EachOfAnybody(const std::vector<Timetable>& anybody, TimeUs from, Take take) {
  std::vector<Leave> pieces;
  for (const TimeUs end = from + kHorizonUs; from < end; from += 7 * kDayUs) {
    const TimeUs until = std::min(from + 7 * kDayUs, end);
    pieces.clear();
    for (const Timetable& one : anybody) {
      WorkingTime(*one.hours, one.zone, *one.leaves, from).Each([&](TimeUs begin, TimeUs to) {
        if (begin < until) pieces.push_back({begin, std::min(to, until)});
        return to >= until;
      });
    }
    for (const Leave& piece : Merged(pieces, from)) {
      if (take(piece.from, piece.to)) return true;
    }
  }
  return false;
}

// Takes spans of working time in their order until `work_us` of it are together.
struct Reach {
  TimeUs work_us;
  TimeUs reached = -1;

  bool operator()(TimeUs begin, TimeUs end) {
    if (end - begin < work_us) {
      work_us -= end - begin;
      return false;
    }
    reached = begin + work_us;
    return true;
  }
};

// A time that a horizon can be added to.
bool IsReasonable(TimeUs time) {
  return time >= kEarliestUs && time < kLatestUs;
}

}  // namespace

bool IsKnownZone(std::string_view zone) {
  return !zone.empty() && Locate(zone) != nullptr;
}

std::string TzdataVersion() {
  std::string version;
  try {
    version = date::get_tzdb().version;
  } catch (const std::exception&) {
    return "none";
  }
  if (!version.empty() && version != "unknown") return version;
  // The library looks for a file that Debian does not install; this one begins `# version 2026f`.
  constexpr std::string_view kHead = "# version ";
  std::ifstream source("/usr/share/zoneinfo/tzdata.zi");
  std::string line;
  if (std::getline(source, line) && line.starts_with(kHead)) return line.substr(kHead.size());
  return "unknown";
}

LocalTime ToLocal(TimeUs time, std::string_view zone) {
  const auto [day, of_day] = LocalDayOf(time, zone);
  const CivilDay civil = CivilOf(day);
  return {.year = civil.year,
          .month = civil.month,
          .day = civil.day,
          .weekday = WeekdayOf(day),
          .minute = static_cast<int>(of_day / kMinuteUs),
          .day_number = day};
}

bool IsWorking(const WeekHours& hours, std::string_view zone, const std::vector<Leave>& leaves,
               TimeUs time) {
  for (const Leave& leave : leaves) {
    if (leave.from <= time && time < leave.to) return false;
  }
  if (hours.always) return true;
  const auto [day, of_day] = LocalDayOf(time, zone);
  for (const DayHours& span : hours.days[WeekdayOf(day)]) {
    if (span.from_minute * kMinuteUs <= of_day && of_day < span.to_minute * kMinuteUs) return true;
  }
  return false;
}

TimeUs AddWorkingTime(const WeekHours& hours, std::string_view zone,
                      const std::vector<Leave>& leaves, TimeUs from, TimeUs work_us) {
  if (work_us <= 0) return from;
  if (!IsReasonable(from)) return -1;
  Reach reach{.work_us = work_us};
  WorkingTime(hours, zone, leaves, from).Each(std::ref(reach));
  return reach.reached;
}

TimeUs AddWorkingTime(const std::vector<Timetable>& anybody, TimeUs from, TimeUs work_us) {
  if (anybody.size() == 1)
    return AddWorkingTime(*anybody[0].hours, anybody[0].zone, *anybody[0].leaves, from, work_us);
  if (work_us <= 0) return from;
  if (!IsReasonable(from)) return -1;
  Reach reach{.work_us = work_us};
  EachOfAnybody(anybody, from, std::ref(reach));
  return reach.reached;
}

TimeUs WorkingTimeBetween(const std::vector<Timetable>& anybody, TimeUs from, TimeUs to) {
  if (!IsReasonable(from)) return 0;
  TimeUs worked = 0;
  EachOfAnybody(anybody, from, [&](TimeUs begin, TimeUs end) {
    if (begin >= to) return true;
    worked += std::min(end, to) - begin;
    return end >= to;
  });
  return worked;
}

TimeUs FromLocal(TimeUs local, std::string_view zone) {
  if (!IsReasonable(local)) return local;
  const TimeUs guess = local - OffsetAt(zone, local - kDayUs).offset;
  const TimeUs settled = local - OffsetAt(zone, guess).offset;
  return settled + OffsetAt(zone, settled).offset == local ? settled : guess;
}

TimeUs NextWorking(const WeekHours& hours, std::string_view zone, const std::vector<Leave>& leaves,
                   TimeUs from) {
  if (!IsReasonable(from)) return -1;
  TimeUs reached = -1;
  WorkingTime(hours, zone, leaves, from).Each([&](TimeUs begin, TimeUs) {
    reached = begin;
    return true;
  });
  return reached;
}

}  // namespace signalbox
