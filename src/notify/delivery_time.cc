#include "notify/delivery_time.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/business_time.h"

namespace signalbox {
namespace {

constexpr int kDayMinutes = 24 * 60;
constexpr std::string_view kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// Rules that push each other on (a digest in quiet hours, quiet hours before work) settle within a
// few rounds; rules that never meet are not followed for ever.
constexpr int kMostRounds = 16;

// The first time at or after `now` at which the local clock shows `minute`.
TimeUs NextMinute(std::string_view zone, int minute, TimeUs now) {
  const LocalTime local = ToLocal(now, zone);
  for (int64_t day = local.day_number; day <= local.day_number + 2; ++day) {
    const TimeUs at = FromLocal(day * kDayUs + minute * kMinuteUs, zone);
    if (at >= now) return at;
  }
  return now;
}

bool IsQuiet(const NoticeSettings& settings, int minute) {
  const int from = settings.quiet_from_minute, to = settings.quiet_to_minute;
  if (from < 0 || to < 0 || from == to) return false;
  if (from < to) return minute >= from && minute < to;
  return minute >= from || minute < to;
}

TimeUs AfterRules(const Person& person, const NoticeSettings& settings, TimeUs now) {
  TimeUs at = now;
  if (settings.in_working_hours) {
    at = std::max(at, person.paused_until);
    const TimeUs working = NextWorking(person.hours, person.zone, person.leaves, at);
    if (working > 0) at = working;
  }
  if (IsQuiet(settings, ToLocal(at, person.zone).minute))
    at = NextMinute(person.zone, settings.quiet_to_minute, at);
  return at;
}

}  // namespace

Result<int> ParseDayMinute(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() == 5 && digit(text[0]) && digit(text[1]) && text[2] == ':' && digit(text[3]) &&
      digit(text[4])) {
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    if (hour < 24 && minute < 60) return hour * 60 + minute;
  }
  return Err(Code::kInvalid, "`" + std::string(text) + "` is no time of day; write 07:30");
}

std::string FormatDayMinute(int minute) {
  return fmt::format("{:02}:{:02}", minute / 60 % 24, minute % 60);
}

TimeUs DeliverAt(const Person& person, const NoticeSettings& settings, TimeUs now) {
  TimeUs at = now;
  if (settings.digest_minute >= 0 && settings.digest_minute < kDayMinutes)
    at = NextMinute(person.zone, settings.digest_minute, at);
  for (int round = 0; round < kMostRounds; ++round) {
    const TimeUs next = AfterRules(person, settings, at);
    if (next == at) return at;
    at = next;
  }
  return now;
}

std::string LocalTimeText(TimeUs time, std::string_view zone) {
  const LocalTime local = ToLocal(time, zone);
  return fmt::format("{} {} {} {}, {} ({})", kDays[local.weekday], local.day,
                     kMonths[local.month - 1], local.year, FormatDayMinute(local.minute),
                     zone.empty() ? "UTC" : zone);
}

FoldPlan PlanMessages(size_t waiting, const std::vector<TimeUs>& sent, bool digest, TimeUs now) {
  if (digest) return {FoldPlan::Kind::kFolded, 0};
  std::vector<TimeUs> recent;
  for (const TimeUs at : sent) {
    // A clock that was set back must not hold messages up for longer than the window.
    if (at > now - kBurstWindowUs && at <= now) recent.push_back(at);
  }
  if (recent.size() + waiting <= kBurstMessages) return {FoldPlan::Kind::kSingles, 0};
  if (recent.size() < kBurstMessages) return {FoldPlan::Kind::kFolded, 0};
  return {FoldPlan::Kind::kWait, recent.front() + kBurstWindowUs};
}

}  // namespace signalbox
