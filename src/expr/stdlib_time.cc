// Timestamps and durations: conversions and calendar fields.
#include <fmt/format.h>

#include "expr/functions.h"
#include "expr/moment.h"
#include "expr/utf8.h"

namespace signalbox::cel {

namespace {

using Args = std::span<Value>;

// Finding a zone and its offset costs about a microsecond.
constexpr int64_t kZoneSteps = 50;

Value TimestampFromString(Args args, Budget&) {
  return ParseTimestamp(args[0].as_text());
}
Value TimestampFromInt(Args args, Budget&) {
  return TimestampInRange(args[0].as_int(), 0);
}
Value DurationFromString(Args args, Budget&) {
  return ParseDuration(args[0].as_text());
}

// A calendar field of args[0], in UTC or in the zone that args[1] names.
template <auto kField>
Value Field(Args args, Budget& budget) {
  if (args.size() == 2) budget.Spend(kZoneSteps);
  const int64_t seconds = args[0].timestamp_s();
  int64_t offset_s = 0;
  if (args.size() == 2 && !ZoneOffset(args[1].as_text(), seconds, &offset_s)) {
    return Value::Error(
        fmt::format("unknown time zone `{}`; write a name such as `Europe/Berlin` "
                    "or an offset such as `+01:00`",
                    Clip(args[1].as_text(), 64)));
  }
  return Value::Int(kField(FieldsAt(seconds, offset_s)));
}

int64_t FullYear(const CalendarFields& at) {
  return at.year;
}
int64_t MonthFrom0(const CalendarFields& at) {
  return at.month - 1;
}
int64_t DayFrom0(const CalendarFields& at) {
  return at.day - 1;
}
int64_t DayFrom1(const CalendarFields& at) {
  return at.day;
}
int64_t DayOfWeek(const CalendarFields& at) {
  return at.day_of_week;
}
int64_t DayOfYear(const CalendarFields& at) {
  return at.day_of_year;
}
int64_t Hours(const CalendarFields& at) {
  return at.hour;
}
int64_t Minutes(const CalendarFields& at) {
  return at.minute;
}
int64_t Seconds(const CalendarFields& at) {
  return at.second;
}

Value Milliseconds(Args args, Budget& budget) {
  // The zone matters only in that it must exist.
  Value checked = Field<&Seconds>(args, budget);
  return checked.is_error() ? checked : Value::Int(args[0].timestamp_ns() / 1'000'000);
}

Value DurationHours(Args args, Budget&) {
  return Value::Int(args[0].duration_ns() / (3600 * kNsPerSecond));
}
Value DurationMinutes(Args args, Budget&) {
  return Value::Int(args[0].duration_ns() / (60 * kNsPerSecond));
}
Value DurationSeconds(Args args, Budget&) {
  return Value::Int(args[0].duration_ns() / kNsPerSecond);
}
// The part below a second, unlike the others.
Value DurationMilliseconds(Args args, Budget&) {
  return Value::Int(args[0].duration_ns() % kNsPerSecond / 1'000'000);
}

constexpr Signature kTimeSignatures[] = {
    {"timestamp(timestamp) -> timestamp", &AsGiven},
    {"timestamp(string) -> timestamp", &TimestampFromString},
    {"timestamp(int) -> timestamp", &TimestampFromInt},
    {"duration(duration) -> duration", &AsGiven},
    {"duration(string) -> duration", &DurationFromString},
    {"timestamp.getFullYear() -> int", &Field<&FullYear>},
    {"timestamp.getFullYear(string) -> int", &Field<&FullYear>},
    {"timestamp.getMonth() -> int", &Field<&MonthFrom0>},
    {"timestamp.getMonth(string) -> int", &Field<&MonthFrom0>},
    {"timestamp.getDate() -> int", &Field<&DayFrom1>},
    {"timestamp.getDate(string) -> int", &Field<&DayFrom1>},
    {"timestamp.getDayOfMonth() -> int", &Field<&DayFrom0>},
    {"timestamp.getDayOfMonth(string) -> int", &Field<&DayFrom0>},
    {"timestamp.getDayOfWeek() -> int", &Field<&DayOfWeek>},
    {"timestamp.getDayOfWeek(string) -> int", &Field<&DayOfWeek>},
    {"timestamp.getDayOfYear() -> int", &Field<&DayOfYear>},
    {"timestamp.getDayOfYear(string) -> int", &Field<&DayOfYear>},
    {"timestamp.getHours() -> int", &Field<&Hours>},
    {"timestamp.getHours(string) -> int", &Field<&Hours>},
    {"timestamp.getMinutes() -> int", &Field<&Minutes>},
    {"timestamp.getMinutes(string) -> int", &Field<&Minutes>},
    {"timestamp.getSeconds() -> int", &Field<&Seconds>},
    {"timestamp.getSeconds(string) -> int", &Field<&Seconds>},
    {"timestamp.getMilliseconds() -> int", &Milliseconds},
    {"timestamp.getMilliseconds(string) -> int", &Milliseconds},
    {"duration.getHours() -> int", &DurationHours},
    {"duration.getMinutes() -> int", &DurationMinutes},
    {"duration.getSeconds() -> int", &DurationSeconds},
    {"duration.getMilliseconds() -> int", &DurationMilliseconds},
};

}  // namespace

std::span<const Signature> TimeSignatures() {
  return kTimeSignatures;
}

}  // namespace signalbox::cel
