#include "policy/calendar.h"

namespace signalbox {

int32_t DayNumber(const LocalTime& local) {
  return local.year * 10'000 + local.month * 100 + local.day;
}

std::optional<int32_t> ParseDayNumber(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int parts[3] = {0, 0, 0};
  int part = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7) {
      ++part;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    parts[part] = parts[part] * 10 + (text[i] - '0');
  }
  const auto [year, month, day] = parts;
  if (year < 1 || month < 1 || month > 12) return std::nullopt;
  constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int length = kLengths[month - 1] + (month == 2 && leap ? 1 : 0);
  if (day < 1 || day > length) return std::nullopt;
  return year * 10'000 + month * 100 + day;
}

bool IsFreeDay(const CalendarSpec& calendar, const LocalTime& local) {
  return calendar.free_days.contains(DayNumber(local));
}

}  // namespace signalbox
