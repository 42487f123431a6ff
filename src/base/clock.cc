#include "base/clock.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace signalbox {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

// Days from civil date and back, after Howard Hinnant, "chrono-Compatible Low-Level Date
// Algorithms".
int64_t DaysFromCivil(int64_t y, unsigned m, unsigned d) {
  y -= m <= 2;
  const int64_t era = (y >= 0 ? y : y - 399) / 400;
  const unsigned yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153 * (m + (m > 2 ? -3U : 9U)) + 2) / 5 + d - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<int64_t>(doe) - 719468;
}

struct Civil {
  int64_t year;
  unsigned month, day;
};

Civil CivilFromDays(int64_t z) {
  z += 719468;
  const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const unsigned doe = static_cast<unsigned>(z - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const unsigned d = doy - (153 * mp + 2) / 5 + 1;
  const unsigned m = mp < 10 ? mp + 3 : mp - 9;
  return {static_cast<int64_t>(yoe) + era * 400 + (m <= 2), m, d};
}

unsigned DaysInMonth(int64_t year, unsigned month) {
  static constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

// Reads exactly `digits` digits at `pos` and moves past them.
bool Digits(std::string_view text, size_t* pos, size_t digits, unsigned* out) {
  if (text.size() < *pos + digits) return false;
  unsigned value = 0;
  for (size_t i = 0; i < digits; ++i) {
    const char c = text[*pos + i];
    if (c < '0' || c > '9') return false;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  *pos += digits;
  *out = value;
  return true;
}

bool Letter(std::string_view text, size_t* pos, char want) {
  if (*pos >= text.size()) return false;
  const char c = text[*pos];
  if (c != want && !(want >= 'A' && want <= 'Z' && c == want + ('a' - 'A'))) return false;
  ++*pos;
  return true;
}

bool ReadFraction(std::string_view text, size_t* pos, int64_t* us) {
  *us = 0;
  if (*pos >= text.size() || text[*pos] != '.') return true;
  ++*pos;
  int64_t scale = 100'000;
  const size_t start = *pos;
  while (*pos < text.size() && text[*pos] >= '0' && text[*pos] <= '9') {
    *us += (text[*pos] - '0') * scale;
    scale /= 10;
    ++*pos;
  }
  return *pos > start;
}

bool ReadOffset(std::string_view text, size_t* pos, int64_t* offset_us) {
  *offset_us = 0;
  if (Letter(text, pos, 'Z')) return *pos == text.size();
  if (*pos >= text.size() || (text[*pos] != '+' && text[*pos] != '-')) return false;
  const int sign = text[*pos] == '+' ? 1 : -1;
  ++*pos;
  unsigned hours = 0, minutes = 0;
  if (!Digits(text, pos, 2, &hours)) return false;
  Letter(text, pos, ':');
  if (!Digits(text, pos, 2, &minutes) || hours > 23 || minutes > 59) return false;
  *offset_us = sign * (hours * kHourUs + minutes * kMinuteUs);
  return *pos == text.size();
}

bool ReadTime(std::string_view text, TimeUs* out) {
  size_t pos = 0;
  unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!Digits(text, &pos, 4, &year) || !Letter(text, &pos, '-') || !Digits(text, &pos, 2, &month) ||
      !Letter(text, &pos, '-') || !Digits(text, &pos, 2, &day)) {
    return false;
  }
  if (month < 1 || month > 12 || day < 1 || day > DaysInMonth(year, month)) return false;
  const TimeUs midnight = DaysFromCivil(year, month, day) * kDayUs;
  if (pos == text.size()) {
    *out = midnight;
    return true;
  }
  int64_t fraction_us = 0, offset_us = 0;
  if (!Letter(text, &pos, 'T') && !Letter(text, &pos, ' ')) return false;
  if (!Digits(text, &pos, 2, &hour) || !Letter(text, &pos, ':') ||
      !Digits(text, &pos, 2, &minute) || !Letter(text, &pos, ':') ||
      !Digits(text, &pos, 2, &second) || !ReadFraction(text, &pos, &fraction_us) ||
      !ReadOffset(text, &pos, &offset_us)) {
    return false;
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  *out =
      midnight + hour * kHourUs + minute * kMinuteUs + second * kSecondUs + fraction_us - offset_us;
  return true;
}

}  // namespace

TimeUs SystemClock::Now() const {
  return duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

TimeUs SystemClock::Steady() const {
  return duration_cast<microseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string FormatTime(TimeUs time) {
  int64_t days = time / kDayUs;
  int64_t rest = time % kDayUs;
  if (rest < 0) {
    rest += kDayUs;
    --days;
  }
  const Civil c = CivilFromDays(days);
  const int64_t seconds = rest / kSecondUs;
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day,
                                 seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (rest % kSecondUs != 0) text += fmt::format(".{:06}", rest % kSecondUs);
  return text + "Z";
}

Result<TimeUs> ParseTime(std::string_view text) {
  TimeUs time = 0;
  if (!ReadTime(text, &time)) {
    return Err(Code::kInvalid, fmt::format("`{}` is not a time; write 2026-11-20T16:40:00+01:00",
                                           text.substr(0, 40)));
  }
  return time;
}

Result<TimeUs> ParseDuration(std::string_view text) {
  const auto fail = [&] {
    return Err(Code::kInvalid,
               fmt::format("`{}` is not a duration; write 90s, 30m, 4h or 2d", text.substr(0, 40)));
  };
  if (text.empty()) return fail();
  TimeUs total = 0;
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p < end) {
    int64_t number = 0;
    const auto [next, error] = std::from_chars(p, end, number);
    // Seven digits are more than any deadline needs, and do not overflow with the largest unit.
    if (error != std::errc() || number < 0 || next - p > 7) return fail();
    std::string_view unit(next, static_cast<size_t>(end - next));
    TimeUs scale = 0;
    size_t width = 1;
    if (unit.starts_with("ms"))
      scale = kMillisecondUs, width = 2;
    else if (unit.starts_with("s"))
      scale = kSecondUs;
    else if (unit.starts_with("m"))
      scale = kMinuteUs;
    else if (unit.starts_with("h"))
      scale = kHourUs;
    else if (unit.starts_with("d"))
      scale = kDayUs;
    else if (unit.starts_with("w"))
      scale = 7 * kDayUs;
    else
      return fail();
    if (__builtin_add_overflow(total, number * scale, &total)) return fail();
    p = next + width;
  }
  return total;
}

std::string FormatDuration(TimeUs duration) {
  if (duration == 0) return "0s";
  struct Unit {
    TimeUs us;
    const char* name;
  };
  static constexpr Unit kUnits[] = {
      {kDayUs, "d"}, {kHourUs, "h"}, {kMinuteUs, "m"}, {kSecondUs, "s"}, {kMillisecondUs, "ms"}};
  std::string text;
  for (const Unit& unit : kUnits) {
    if (duration < unit.us) continue;
    text += fmt::format("{}{}", duration / unit.us, unit.name);
    duration %= unit.us;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace signalbox
