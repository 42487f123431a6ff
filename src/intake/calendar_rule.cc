#include "intake/calendar_rule.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

namespace signalbox {
namespace {

constexpr std::string_view kWeekdays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

// -1 for a word that is none.
int WeekdayOf(std::string_view text) {
  const auto at = std::find(std::begin(kWeekdays), std::end(kWeekdays), text);
  return at == std::end(kWeekdays) ? -1 : static_cast<int>(at - std::begin(kWeekdays));
}

std::optional<int64_t> Digits(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool digits = !text.empty() && text.front() >= '0' && text.front() <= '9';
  if (!digits || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Error WrongPart(std::string_view name, std::string_view value) {
  return Err(Code::kInvalid, "`RRULE`: `" + std::string(name) + "=" +
                                 std::string(value.substr(0, 40)) + "` cannot be read");
}

Error NotDone(std::string_view name, std::string_view value) {
  return Err(Code::kUnsupported, "`RRULE`: not supported yet: `" + std::string(name.substr(0, 40)) +
                                     "=" + std::string(value.substr(0, 40)) + "`");
}

Status ReadDays(std::string_view value, CalendarRule* rule) {
  std::string_view rest = value;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(','), rest.size());
    const std::string_view one = rest.substr(0, end);
    const int day = WeekdayOf(one);
    // `1MO`, the first Monday of a month.
    if (day < 0 && one.size() > 2 && WeekdayOf(one.substr(one.size() - 2)) >= 0)
      return NotDone("BYDAY", value);
    if (day < 0) return WrongPart("BYDAY", value);
    rule->days |= static_cast<uint8_t>(1 << day);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return rule->days == 0 ? Status(WrongPart("BYDAY", value)) : Status();
}

Status ReadPart(std::string_view name, std::string_view value, CalendarRule* rule) {
  if (name == "FREQ") {
    if (value != "DAILY" && value != "WEEKLY") return NotDone(name, value);
    rule->each = value == "DAILY" ? CalendarRule::Each::kDay : CalendarRule::Each::kWeek;
    return {};
  }
  if (name == "INTERVAL" || name == "COUNT") {
    const auto number = Digits(value);
    if (!number || *number < 1 || *number > 10'000) return WrongPart(name, value);
    if (name == "COUNT")
      rule->count = *number;
    else
      rule->interval = static_cast<int>(*number);
    return {};
  }
  if (name == "UNTIL") {
    const auto until = ParseCalendarMoment(value);
    if (!until) return WrongPart(name, value);
    rule->until = until->day ? until->local + kDayUs - 1 : until->local;
    rule->until_utc = until->utc;
    return {};
  }
  if (name == "BYDAY") return ReadDays(value, rule);
  if (name == "WKST") {
    rule->week_start = WeekdayOf(value);
    return rule->week_start < 0 ? Status(WrongPart(name, value)) : Status();
  }
  return NotDone(name, value);
}

// Monday is 0; 1970-01-01 was a Thursday.
int WeekdayAt(TimeUs local) {
  return static_cast<int>(((local / kDayUs + 3) % 7 + 7) % 7);
}

// Whether a day of the rule, so many days after the first one's.
bool Falls(const CalendarRule& rule, TimeUs first, int64_t days) {
  const int weekday = WeekdayAt(first + days * kDayUs);
  const bool named = rule.days == 0 || (rule.days >> weekday & 1) != 0;
  if (rule.each == CalendarRule::Each::kDay) return days % rule.interval == 0 && named;
  // Weeks are counted from the one that the first day lies in.
  const int into_week = (WeekdayAt(first) - rule.week_start + 7) % 7;
  const int64_t week = (days + into_week) / 7;
  const bool own = rule.days == 0 ? weekday == WeekdayAt(first) : named;
  return own && week % rule.interval == 0;
}

}  // namespace

Result<CalendarRule> ParseCalendarRule(std::string_view text) {
  CalendarRule rule;
  bool any = false;
  while (!text.empty()) {
    const size_t end = std::min(text.find(';'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos) return WrongPart(part.substr(0, 40), "");
    const std::string_view name = part.substr(0, equals);
    any = any || name == "FREQ";
    SB_TRY(ReadPart(name, part.substr(equals + 1), &rule));
  }
  if (!any) return Err(Code::kInvalid, "`RRULE` has no `FREQ`");
  if (rule.count > 0 && rule.until.has_value())
    return Err(Code::kInvalid, "`RRULE` has both `COUNT` and `UNTIL`");
  return rule;
}

std::vector<TimeUs> OccurrencesOf(const CalendarRule& rule, TimeUs first, TimeUs from,
                                  TimeUs until) {
  std::vector<TimeUs> starts;
  int64_t count = 0;
  const int64_t last = std::min(until - first, kLongestRuleUs) / kDayUs;
  for (int64_t days = 0; days <= last && starts.size() < kMaxOccurrences; ++days) {
    if (days > 0 && !Falls(rule, first, days)) continue;
    const TimeUs start = first + days * kDayUs;
    if (rule.until.has_value() && start > *rule.until) break;
    if (rule.count > 0 && ++count > rule.count) break;
    if (start >= from && start < until) starts.push_back(start);
  }
  return starts;
}

std::optional<CalendarMoment> ParseCalendarMoment(std::string_view text) {
  CalendarMoment moment;
  moment.day = text.size() == 8;
  moment.utc = text.size() == 16 && text.back() == 'Z';
  if (!moment.day && !moment.utc && text.size() != 15) return std::nullopt;
  const auto year = Digits(text.substr(0, 4)), month = Digits(text.substr(4, 2)),
             day = Digits(text.substr(6, 2));
  if (!year || !month || !day || *year < 1970 || *year > 2200) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  moment.local = std::chrono::sys_days(date).time_since_epoch().count() * kDayUs;
  if (moment.day) return moment;
  const auto hour = Digits(text.substr(9, 2)), minute = Digits(text.substr(11, 2)),
             second = Digits(text.substr(13, 2));
  const bool clock =
      text[8] == 'T' && hour && minute && second && *hour < 24 && *minute < 60 && *second <= 60;
  if (!clock) return std::nullopt;
  moment.local +=
      *hour * kHourUs + *minute * kMinuteUs + std::min<int64_t>(*second, 59) * kSecondUs;
  return moment;
}

std::optional<TimeUs> ParseCalendarDuration(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  if (text.size() < 2 || text.front() != 'P') return std::nullopt;
  text.remove_prefix(1);
  TimeUs length = 0;
  bool time = false;
  while (!text.empty()) {
    if (text.front() == 'T' && !time) {
      time = true;
      text.remove_prefix(1);
      continue;
    }
    const size_t end = text.find_first_not_of("0123456789");
    if (end == std::string_view::npos || end == 0 || end > 6) return std::nullopt;
    const int64_t number = *Digits(text.substr(0, end));
    const char unit = text[end];
    if (!time && unit == 'W') {
      length += number * 7 * kDayUs;
    } else if (!time && unit == 'D') {
      length += number * kDayUs;
    } else if (time && unit == 'H') {
      length += number * kHourUs;
    } else if (time && unit == 'M') {
      length += number * kMinuteUs;
    } else if (time && unit == 'S') {
      length += number * kSecondUs;
    } else {
      return std::nullopt;
    }
    text.remove_prefix(end + 1);
  }
  return length;
}

}  // namespace signalbox
