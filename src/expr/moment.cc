#include "expr/moment.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "expr/utf8.h"

namespace signalbox::cel {

namespace {

constexpr int64_t kSecondsPerDay = 86'400;
constexpr int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z

Value TimestampError(std::string_view text) {
  return Value::Error(
      fmt::format("`{}` is not a timestamp; write it as 2024-05-31T12:00:00Z", Clip(text, 64)));
}

Value DurationError(std::string_view text) {
  return Value::Error(
      fmt::format("`{}` is not a duration; write it as 1h30m, 90s or 250ms", Clip(text, 64)));
}

// Reads fixed-width digits and separators from the front.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool Digits(size_t count, int* out) {
    if (text_.size() < count) return false;
    int value = 0;
    for (size_t i = 0; i < count; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return false;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    *out = value;
    return true;
  }
  bool Take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // `.123` as nanoseconds: 1 to 9 digits.
  bool Fraction(int64_t* ns) {
    int64_t scale = kNsPerSecond;
    while (!text_.empty() && text_[0] >= '0' && text_[0] <= '9') {
      scale /= 10;
      if (scale == 0) return false;
      *ns += (text_[0] - '0') * scale;
      text_.remove_prefix(1);
    }
    return scale != kNsPerSecond;
  }
  bool Offset(int64_t* seconds) {
    if (Take('Z') || Take('z')) return true;
    const bool west = Take('-');
    if (!west && !Take('+')) return false;
    int hours = 0;
    int minutes = 0;
    if (!Digits(2, &hours) || !Take(':') || !Digits(2, &minutes)) return false;
    if (hours > 23 || minutes > 59) return false;
    *seconds = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
  }
  bool done() const { return text_.empty(); }

 private:
  std::string_view text_;
};

// Nanoseconds of one unit at the front of `text`, which is taken; 0 when there is none.
int64_t TakeUnit(std::string_view& text) {
  struct Unit {
    std::string_view name;
    int64_t ns;
  };
  constexpr std::array<Unit, 8> kUnits = {{{"ns", 1},
                                           {"us", 1'000},
                                           {"\u00b5s", 1'000},
                                           {"\u03bcs", 1'000},
                                           {"ms", 1'000'000},
                                           {"s", kNsPerSecond},
                                           {"m", 60 * kNsPerSecond},
                                           {"h", 3600 * kNsPerSecond}}};
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return unit.ns;
  }
  return 0;
}

bool StartsWithDigit(std::string_view text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

// One `23.5h` of a duration added to `total` (negative, which reaches further). False when
// malformed; `overflow` when the sum leaves the range.
bool TakeTerm(std::string_view& text, int64_t& total, bool& overflow) {
  int64_t whole = 0;  // below zero, as the total
  bool any = false;
  for (; StartsWithDigit(text); text.remove_prefix(1)) {
    any = true;
    overflow |= __builtin_mul_overflow(whole, 10, &whole);
    overflow |= __builtin_sub_overflow(whole, text[0] - '0', &whole);
  }
  std::string_view fraction;
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    fraction = text;
    while (StartsWithDigit(text)) text.remove_prefix(1);
    fraction.remove_suffix(text.size());
    any |= !fraction.empty();
  }
  if (!any) return false;
  const int64_t unit = TakeUnit(text);
  if (unit == 0) return false;
  int64_t ns = 0;
  overflow |= __builtin_mul_overflow(whole, unit, &ns);
  int64_t scale = unit;
  for (char c : fraction) {
    // Digits below a nanosecond are cut off.
    overflow |= __builtin_sub_overflow(ns, (c - '0') * (scale / 10), &ns);
    scale /= 10;
    if (scale == 0) break;
  }
  overflow |= __builtin_add_overflow(total, ns, &total);
  return true;
}

std::string FractionText(int64_t ns) {
  if (ns == 0) return "";
  if (ns % 1'000'000 == 0) return fmt::format(".{:03}", ns / 1'000'000);
  if (ns % 1'000 == 0) return fmt::format(".{:06}", ns / 1'000);
  return fmt::format(".{:09}", ns);
}

}  // namespace

Value ParseTimestamp(std::string_view text) {
  Reader reader(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const bool date = reader.Digits(4, &year) && reader.Take('-') && reader.Digits(2, &month) &&
                    reader.Take('-') && reader.Digits(2, &day) &&
                    (reader.Take('T') || reader.Take('t'));
  const bool time = date && reader.Digits(2, &hour) && reader.Take(':') &&
                    reader.Digits(2, &minute) && reader.Take(':') && reader.Digits(2, &second);
  int64_t ns = 0;
  int64_t offset = 0;
  if (!time || (reader.Take('.') && !reader.Fraction(&ns)) || !reader.Offset(&offset) ||
      !reader.done()) {
    return TimestampError(text);
  }
  const std::chrono::year_month_day ymd{std::chrono::year(year),
                                        std::chrono::month(static_cast<unsigned>(month)),
                                        std::chrono::day(static_cast<unsigned>(day))};
  if (!ymd.ok() || hour > 23 || minute > 59 || second > 59) return TimestampError(text);
  const int64_t days = std::chrono::sys_days(ymd).time_since_epoch().count();
  return TimestampInRange(days * kSecondsPerDay + hour * 3600 + minute * 60 + second - offset, ns);
}

std::string TimestampText(const Value& timestamp) {
  const CalendarFields at = FieldsAt(timestamp.timestamp_s(), 0);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", at.year, at.month, at.day, at.hour,
                     at.minute, at.second, FractionText(timestamp.timestamp_ns()));
}

Value ParseDuration(std::string_view text) {
  std::string_view rest = text;
  bool negative = false;
  if (rest.starts_with('-') || rest.starts_with('+')) {
    negative = rest[0] == '-';
    rest.remove_prefix(1);
  }
  if (rest == "0") return Value::Duration(0);
  if (rest.empty()) return DurationError(text);
  int64_t total = 0;  // below zero, so that the most negative duration can be read
  bool overflow = false;
  while (!rest.empty()) {
    if (!TakeTerm(rest, total, overflow)) return DurationError(text);
  }
  if (!negative) overflow |= __builtin_sub_overflow(int64_t{0}, total, &total);
  if (overflow) return Value::Error("duration out of range");
  return Value::Duration(total);
}

std::string DurationText(int64_t ns) {
  const bool negative = ns < 0;
  const int64_t seconds = ns / kNsPerSecond;
  const int64_t rest = ns % kNsPerSecond;
  return fmt::format("{}{}{}s", negative ? "-" : "", negative ? -seconds : seconds,
                     FractionText(negative ? -rest : rest));
}

Value TimestampInRange(int64_t seconds, int64_t ns) {
  int64_t carry = ns / kNsPerSecond;
  ns %= kNsPerSecond;
  if (ns < 0) {
    ns += kNsPerSecond;
    --carry;
  }
  if (__builtin_add_overflow(seconds, carry, &seconds) || seconds < kFirstSecond ||
      seconds > kLastSecond) {
    return Value::Error("timestamp out of range (years 1 to 9999)");
  }
  return Value::Timestamp(seconds, static_cast<uint32_t>(ns));
}

Value AddDuration(const Value& timestamp, int64_t ns) {
  return TimestampInRange(timestamp.timestamp_s() + ns / kNsPerSecond,
                          timestamp.timestamp_ns() + ns % kNsPerSecond);
}

Value Since(const Value& later, const Value& earlier) {
  int64_t ns = later.timestamp_s() - earlier.timestamp_s();
  const int64_t fraction =
      static_cast<int64_t>(later.timestamp_ns()) - static_cast<int64_t>(earlier.timestamp_ns());
  if (__builtin_mul_overflow(ns, kNsPerSecond, &ns) || __builtin_add_overflow(ns, fraction, &ns)) {
    return Value::Error("duration out of range");
  }
  return Value::Duration(ns);
}

CalendarFields FieldsAt(int64_t seconds, int64_t offset_s) {
  using std::chrono::days;
  const std::chrono::sys_seconds moment{std::chrono::seconds(seconds + offset_s)};
  const auto day = std::chrono::floor<days>(moment);
  const std::chrono::year_month_day ymd{day};
  const std::chrono::hh_mm_ss clock{moment - day};
  const std::chrono::sys_days new_year{ymd.year() / std::chrono::January / 1};
  CalendarFields fields;
  fields.year = static_cast<int>(ymd.year());
  fields.month = static_cast<unsigned>(ymd.month());
  fields.day = static_cast<unsigned>(ymd.day());
  fields.day_of_week = std::chrono::weekday(day).c_encoding();
  fields.day_of_year = static_cast<unsigned>((day - new_year).count());
  fields.hour = static_cast<int>(clock.hours().count());
  fields.minute = static_cast<int>(clock.minutes().count());
  fields.second = static_cast<int>(clock.seconds().count());
  return fields;
}

}  // namespace signalbox::cel
