#include "policy/schedule.h"

#include <fmt/format.h>

#include <array>

#include "policy/bundle_compiler.h"
#include "policy/calendar.h"
#include "policy/folded_text.h"

namespace signalbox {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr uint8_t kEveryDay = 0x7f, kWeekdays = 0x1f, kWeekends = 0x60;
// Values are no news after less than this.
constexpr TimeUs kYoungestUs = kHourUs;
constexpr TimeUs kTwoYearsUs = 2 * 366 * kDayUs;

std::optional<int> DayNamed(std::string_view name) {
  for (size_t i = 0; i < kDays.size(); ++i) {
    if (EqualsFolded(name, std::string(kDays[i]))) return static_cast<int>(i);
  }
  return std::nullopt;
}

// `mon-wed,fri`; a range may go over the end of the week.
std::optional<uint8_t> NamedDays(std::string_view text) {
  uint8_t days = 0;
  for (size_t at = 0; at <= text.size();) {
    const size_t comma = std::min(text.find(',', at), text.size());
    const std::string_view part = text.substr(at, comma - at);
    const size_t dash = part.find('-');
    const auto first = DayNamed(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : DayNamed(part.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    for (int day = *first;; day = (day + 1) % 7) {
      days = static_cast<uint8_t>(days | 1 << day);
      if (day == *last) break;
    }
    at = comma + 1;
  }
  return days;
}

std::optional<uint8_t> DaysOf(std::string_view text) {
  if (EqualsFolded(text, "daily")) return kEveryDay;
  if (EqualsFolded(text, "weekdays")) return kWeekdays;
  if (EqualsFolded(text, "weekends")) return kWeekends;
  return NamedDays(text);
}

// `08:00`
std::optional<int> MinuteOf(std::string_view text) {
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  const bool good =
      text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4);
  if (!good) return std::nullopt;
  const int hour = (text[0] - '0') * 10 + text[1] - '0';
  const int minute = (text[3] - '0') * 10 + text[4] - '0';
  if (hour > 23 || minute > 59) return std::nullopt;
  return hour * 60 + minute;
}

}  // namespace

Status ParseSchedule(std::string_view text, ScheduleSpec* schedule) {
  const std::string_view trimmed = TrimSpaces(text);
  const size_t space = trimmed.find(' ');
  if (space != std::string_view::npos) {
    const auto days = DaysOf(trimmed.substr(0, space));
    const auto minute = MinuteOf(TrimSpaces(trimmed.substr(space)));
    if (days && minute) {
      schedule->days = *days;
      schedule->minute = *minute;
      return {};
    }
  }
  return Err(Code::kInvalid,
             fmt::format("`{}` is no schedule; write days and a time such as `weekdays 08:00`, "
                         "`daily 17:30` or `mon-wed,fri 09:00`",
                         text.substr(0, 60)));
}

const std::vector<ScheduleSpec>& SchedulesOf(const Policy& policy) {
  return policy.schedules;
}

TimeUs NextMoment(const Policy& policy, const ScheduleSpec& schedule, TimeUs after) {
  const auto calendar = policy.calendars.find(schedule.calendar);
  const int64_t today = ToLocal(after, policy.zone).day_number;
  // A day earlier too: clocks that go back may show yesterday's time again.
  for (int64_t day = today - 1; day <= today + kTwoYearsUs / kDayUs; ++day) {
    const TimeUs moment = FromLocal(day * kDayUs + schedule.minute * kMinuteUs, policy.zone);
    if (moment <= after) continue;
    // 1970-01-01 was a Thursday.
    const auto weekday = static_cast<int>(((day + 3) % 7 + 7) % 7);
    if ((schedule.days >> weekday & 1) == 0) continue;
    const bool free = calendar != policy.calendars.end() &&
                      IsFreeDay(calendar->second, ToLocal(day * kDayUs, ""));
    if (!free) return moment;
  }
  return INT64_MAX;
}

std::optional<TimeUs> LatestMoment(const Policy& policy, const ScheduleSpec& schedule, TimeUs after,
                                   TimeUs now) {
  if (NextMoment(policy, schedule, after) > now) return std::nullopt;
  std::optional<TimeUs> latest;
  // Weeks that nobody was there for need not be gone through one by one.
  for (TimeUs from = std::max(after, now - kTwoYearsUs);;) {
    const TimeUs next = NextMoment(policy, schedule, from);
    if (next > now) return latest;
    latest = from = next;
  }
}

bool ScheduleTakes(const Policy& policy, const ScheduleSpec& schedule, const Attributes& record) {
  if (schedule.when == nullptr) return true;
  return schedule.when->Evaluate(SlotValues(policy.slots, record), nullptr) == Truth::kTrue;
}

// Which records it looks at: those of a condition, or whose values are old, or both.
bool BundleCompiler::ScheduleRecords(const YamlNode& node, ScheduleSpec* schedule) {
  const YamlNode* when = node.Find("when");
  const YamlNode* older = node.Find("older_than");
  if (when == nullptr && older == nullptr) {
    Error(node,
          "a schedule needs `when`: which records it looks at again, such as "
          "`{queue.id: nurture}`; or `older_than`: those whose values are as old, such as `30d`");
    return false;
  }
  if (older != nullptr) {
    const Result<TimeUs> age = ParseDuration(older->text);
    if (!age.ok() || *age < kYoungestUs) {
      Error(*older, fmt::format("`older_than` is a time such as `30d`, at least 1h, and not `{}`",
                                older->text.substr(0, 60)));
      return false;
    }
    schedule->older_than_us = *age;
  }
  if (when == nullptr) return true;
  std::optional<Condition> condition =
      Condition::Compile(*when, policy_->slots, false, kPolicyFile, findings_);
  if (!condition) return false;
  schedule->when_cel = condition->cel();
  schedule->when = std::make_shared<const Condition>(*std::move(condition));
  return true;
}

void BundleCompiler::Schedule(const YamlNode& node) {
  const YamlNode& text = *node.Find("schedule");
  CheckKeys(node, "a schedule", {"schedule", "calendar", "when", "older_than"}, {}, kPolicyFile,
            findings_);
  ScheduleSpec schedule;
  if (const Status parsed = ParseSchedule(text.text, &schedule); !parsed.ok())
    return Error(text, parsed.error().message);
  if (policy_->schedules.size() >= kMaxSchedules)
    return Error(node, fmt::format("more than {} schedules", kMaxSchedules));
  if (const YamlNode* calendar = node.Find("calendar")) {
    schedule.calendar = calendar->text;
    if (!policy_->calendars.contains(calendar->text)) {
      std::vector<std::string> known;
      for (const auto& [id, spec] : policy_->calendars) known.push_back(id);
      Error(*calendar, fmt::format("there is no calendar `{}`{}", calendar->text,
                                   DidYouMean(calendar->text, known)));
    }
  }
  if (!ScheduleRecords(node, &schedule)) return;
  schedule.key =
      fmt::format("{} {} when {}", TrimSpaces(text.text), schedule.calendar, schedule.when_cel);
  if (schedule.older_than_us > 0)
    schedule.key += " older than " + FormatDuration(schedule.older_than_us);
  for (const ScheduleSpec& other : policy_->schedules) {
    if (other.key == schedule.key) return Error(node, "this schedule stands above already");
  }
  policy_->schedules.push_back(std::move(schedule));
}

}  // namespace signalbox
