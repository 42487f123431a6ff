#include <fmt/format.h>

#include <algorithm>

#include "lead/week_hours.h"
#include "policy/bundle_compiler.h"
#include "policy/business_time.h"

namespace signalbox {

void BundleCompiler::Calendars(const YamlNode& node) {
  if (!IsMap(node, "`calendars`")) return;
  for (size_t i = 0; i < node.keys.size(); ++i) Calendar(node.keys[i], node.items[i]);
}

void BundleCompiler::Calendar(const YamlNode& key, const YamlNode& spec) {
  CalendarSpec calendar;
  calendar.id = key.text;
  calendar.zone = policy_->zone;
  if (IsMap(spec, "a calendar")) {
    CheckKeys(spec, "a calendar", {"hours", "zone", "closed"}, {}, kPolicyFile, findings_);
    if (const YamlNode* zone = spec.Find("zone")) {
      calendar.zone = zone->text;
      if (!IsKnownZone(zone->text)) {
        Error(*zone, fmt::format("`{}` is no time zone; write a name such as `Europe/Berlin`",
                                 zone->text));
      }
    }
    if (const YamlNode* text = spec.Find("hours")) {
      if (Result<WeekHours> hours = ParseWeekHours(text->text); hours.ok())
        calendar.hours = *hours;
      else
        Error(*text, hours.error().message);
    }
    const bool never = !calendar.hours.always &&
                       std::all_of(std::begin(calendar.hours.days), std::end(calendar.hours.days),
                                   [](const auto& day) { return day.empty(); });
    if (never)
      Error(key, fmt::format("calendar `{}` has no hours; its clocks never run", key.text));
    if (const YamlNode* closed = spec.Find("closed")) ClosedDays(*closed, &calendar);
  }
  policy_->calendars.emplace(key.text, std::move(calendar));
}

// A list of days, or a map from days to their names.
void BundleCompiler::ClosedDays(const YamlNode& node, CalendarSpec* calendar) {
  if (!node.is_list() && !node.is_map()) {
    return Error(node,
                 "`closed` is a list of days, or a map of days and names: `{2026-12-25: "
                 "Christmas Day}`");
  }
  for (size_t i = 0; i < node.items.size(); ++i) {
    const YamlNode& day = node.is_map() ? node.keys[i] : node.items[i];
    const std::optional<int32_t> number = ParseDayNumber(day.text);
    const Result<TimeUs> date = ParseTime(day.text);
    if (!number || !date.ok()) {
      Error(day, fmt::format("`{}` is no day; write `2026-12-25`", day.text));
      continue;
    }
    const std::string name = node.is_map() ? node.items[i].text : std::string();
    if (!calendar->free_days.emplace(*number, name).second) {
      Error(day, fmt::format("`{}` stands twice in calendar `{}`", day.text, calendar->id));
      continue;
    }
    calendar->closed.push_back(
        {FromLocal(*date, calendar->zone), FromLocal(*date + kDayUs, calendar->zone)});
  }
}

}  // namespace signalbox
