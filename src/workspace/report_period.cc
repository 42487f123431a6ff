// The periods that reports compare.
#include <charconv>
#include <chrono>

#include "workspace/report.h"

namespace signalbox {
namespace {

constexpr TimeUs kWeekUs = 7 * kDayUs;
// More hours than any workspace has counts of, and few enough to add up.
constexpr TimeUs kLongestUs = 3'660 * kDayUs;
// 1970-01-05 was a Monday.
constexpr TimeUs kFirstMondayUs = 4 * kDayUs;

TimeUs FloorTo(TimeUs time, TimeUs unit) {
  const TimeUs rest = time % unit;
  return time - (rest < 0 ? rest + unit : rest);
}

}  // namespace

Result<ReportPeriod> MakePeriod(TimeUs from, TimeUs to) {
  if (from >= to) return Err(Code::kInvalid, "the period ends before it begins");
  if (from < 0 || to - from > kLongestUs)
    return Err(Code::kInvalid, "a report covers at most ten years, from 1970 on");
  return ReportPeriod{FloorTo(from, kHourUs), FloorTo(to + kHourUs - 1, kHourUs)};
}

Result<ReportPeriod> PeriodOfWeek(std::string_view week) {
  int year = 0, number = 0;
  const char* const end = week.data() + week.size();
  const auto first = std::from_chars(week.data(), end, year);
  bool good = first.ec == std::errc() && end - first.ptr == 4 && first.ptr[0] == '-' &&
              first.ptr[1] == 'W' && year >= 1970 && year <= 9999;
  if (good) {
    const auto second = std::from_chars(first.ptr + 2, end, number);
    good = second.ec == std::errc() && second.ptr == end && number >= 1 && number <= 53;
  }
  if (!good) return Err(Code::kInvalid, "a week is written as `2026-W47`");
  // The week with the year's first Thursday is the first (ISO 8601).
  using namespace std::chrono;
  const sys_days fourth = sys_days(std::chrono::year(year) / January / 4);
  const TimeUs monday =
      FloorTo(fourth.time_since_epoch().count() * kDayUs - kFirstMondayUs, kWeekUs) +
      kFirstMondayUs;
  const TimeUs from = monday + (number - 1) * kWeekUs;
  const year_month_day thursday{sys_days(days(from / kDayUs + 3))};
  if (static_cast<int>(thursday.year()) != year)
    return Err(Code::kInvalid, "the year " + std::to_string(year) + " has 52 weeks");
  if (from < 0) return Err(Code::kInvalid, "reports begin in 1970");
  return ReportPeriod{from, from + kWeekUs};
}

ReportPeriod LastWeek(TimeUs now) {
  const TimeUs monday = FloorTo(now - kFirstMondayUs, kWeekUs) + kFirstMondayUs;
  return {monday - kWeekUs, monday};
}

bool IsWeekThatIsOver(const ReportPeriod& period, TimeUs now) {
  return period.to - period.from == kWeekUs && period == LastWeek(period.to) && period.to <= now;
}

ReportPeriod PeriodBefore(const ReportPeriod& period) {
  return {2 * period.from - period.to, period.from};
}

}  // namespace signalbox
