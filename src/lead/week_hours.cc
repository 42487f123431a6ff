#include "lead/week_hours.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/ascii.h"

namespace signalbox {
namespace {

constexpr int kDayMinutes = 24 * 60;
// More spans than one every few minutes are a mistake in the file.
constexpr size_t kMaxSpansPerDay = 24;

constexpr std::string_view kDayNames[7] = {"monday", "tuesday",  "wednesday", "thursday",
                                           "friday", "saturday", "sunday"};
constexpr std::string_view kShortNames[7] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

Error Wrong(std::string_view part, std::string_view what) {
  return Err(Code::kInvalid, fmt::format("`{}` {}; write hours as `Mon-Fri 09:00-17:00`",
                                         part.substr(0, 40), what));
}

// Takes the text up to `separator` off the front.
std::string_view Next(std::string_view* rest, char separator) {
  const size_t end = std::min(rest->find(separator), rest->size());
  const std::string_view part = rest->substr(0, end);
  rest->remove_prefix(std::min(end + 1, rest->size()));
  return part;
}

std::optional<int> ReadDay(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const std::string name = LowerAscii(text);
  for (int day = 0; day < 7; ++day) {
    if (kDayNames[day].starts_with(name)) return day;
  }
  return std::nullopt;
}

// `9:00`, `09:00`, `24:00` as minutes.
std::optional<int> ReadMinute(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == 0 || colon > 2 || text.size() != colon + 3) return std::nullopt;
  int parts[2] = {0, 0};
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == colon) continue;
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    int& part = parts[i > colon];
    part = part * 10 + (text[i] - '0');
  }
  if (parts[1] > 59 || parts[0] * 60 + parts[1] > kDayMinutes) return std::nullopt;
  return parts[0] * 60 + parts[1];
}

Status ReadDays(std::string_view text, bool* chosen) {
  while (!text.empty()) {
    const std::string_view item = Next(&text, ',');
    std::string_view rest = item;
    const std::optional<int> first = ReadDay(Next(&rest, '-'));
    const std::optional<int> last = rest.empty() ? first : ReadDay(rest);
    if (!first || !last) return Wrong(item, "is no day or range of days");
    for (int day = *first;; day = (day + 1) % 7) {
      chosen[day] = true;
      if (day == *last) break;
    }
  }
  return {};
}

Status AddSpan(std::string_view text, const bool* chosen, WeekHours* hours) {
  std::string_view rest = text;
  const std::optional<int> from = ReadMinute(Next(&rest, '-'));
  const std::optional<int> to = ReadMinute(rest);
  if (!from || !to || *from == *to || *from == kDayMinutes) {
    return Wrong(text, "is no span of hours");
  }
  for (int day = 0; day < 7; ++day) {
    if (!chosen[day]) continue;
    if (*from < *to) {
      hours->days[day].push_back({*from, *to});
      continue;
    }
    hours->days[day].push_back({*from, kDayMinutes});
    if (*to > 0) hours->days[(day + 1) % 7].push_back({0, *to});
  }
  return {};
}

Status ReadPart(std::string_view part, WeekHours* hours) {
  bool chosen[7] = {};
  bool days_read = false;
  bool span_read = false;
  for (std::string_view rest = part; !rest.empty();) {
    const std::string_view word = Next(&rest, ' ');
    if (word.empty()) continue;
    if (!days_read) {
      SB_TRY(ReadDays(word, chosen));
      days_read = true;
    } else {
      SB_TRY(AddSpan(word.ends_with(',') ? word.substr(0, word.size() - 1) : word, chosen, hours));
      span_read = true;
    }
  }
  if (days_read && !span_read) return Wrong(part, "has days without hours");
  return {};
}

Status Settle(std::vector<DayHours>* spans) {
  std::sort(spans->begin(), spans->end(),
            [](const DayHours& a, const DayHours& b) { return a.from_minute < b.from_minute; });
  std::vector<DayHours> settled;
  for (const DayHours& span : *spans) {
    if (!settled.empty() && span.from_minute < settled.back().to_minute) {
      return Err(Code::kInvalid, "two spans of hours of one day overlap");
    }
    if (!settled.empty() && span.from_minute == settled.back().to_minute) {
      settled.back().to_minute = span.to_minute;
    } else {
      settled.push_back(span);
    }
  }
  if (settled.size() > kMaxSpansPerDay) {
    return Err(Code::kInvalid, "more than 24 spans of hours on one day");
  }
  *spans = std::move(settled);
  return {};
}

std::string FormatSpans(const std::vector<DayHours>& spans) {
  std::string text;
  for (const DayHours& span : spans) {
    text += fmt::format(" {:02}:{:02}-{:02}:{:02}", span.from_minute / 60, span.from_minute % 60,
                        span.to_minute / 60, span.to_minute % 60);
  }
  return text;
}

}  // namespace

Result<WeekHours> ParseWeekHours(std::string_view text) {
  WeekHours hours;
  const size_t first = text.find_first_not_of(" \t");
  text = first == std::string_view::npos ? "" : text.substr(first);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  const std::string word = LowerAscii(text.substr(0, 10));
  if (text.empty() || word == "always" || word == "24/7") return hours;
  hours.always = false;
  if (word == "never") return hours;
  while (!text.empty()) SB_TRY(ReadPart(Next(&text, ';'), &hours));
  for (std::vector<DayHours>& spans : hours.days) SB_TRY(Settle(&spans));
  return hours;
}

std::string FormatWeekHours(const WeekHours& hours) {
  if (hours.always) return "";
  std::string text;
  for (int day = 0; day < 7;) {
    int last = day;
    while (last < 6 && hours.days[last + 1] == hours.days[day]) ++last;
    if (!hours.days[day].empty()) {
      if (!text.empty()) text += "; ";
      text += kShortNames[day];
      if (last > day) text.append("-").append(kShortNames[last]);
      text += FormatSpans(hours.days[day]);
    }
    day = last + 1;
  }
  return text.empty() ? "never" : text;
}

}  // namespace signalbox
