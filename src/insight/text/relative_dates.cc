#include <algorithm>

#include "insight/text/date_words.h"

namespace signalbox {
namespace {

bool Any(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// `mon`, `sat` and `sun` are weekdays where a word says so before them.
int WeekdayAt(const DateWords& words, size_t at) {
  const int named = WeekdayNamed(words.Word(at));
  if (named >= 0) return named;
  if (!Any(words.Before(at), {"on", "by", "next", "this", "last", "until", "before"})) return -1;
  const std::string& word = words.Word(at);
  return word == "mon" ? 0 : word == "sat" ? 5 : word == "sun" ? 6 : -1;
}

// `every Monday`, `Mon-Fri` and `Black Friday` are no one day.
bool IsHabit(const DateWords& words, size_t at) {
  const std::string& before = words.Before(at);
  const bool is_through = Any(before, {"-", "\u2013", "to", "through", "till"}) && at >= 2 &&
                          (WeekdayNamed(words.Before(at, 2)) >= 0 || words.Before(at, 2) == "mon");
  const bool goes_on = Any(words.Word(at + 1), {"-", "\u2013", "to", "through", "till"}) &&
                       WeekdayNamed(words.Word(at + 2)) >= 0;
  return is_through || goes_on ||
         Any(before, {"every", "each", "black", "good", "cyber", "usually", "either"});
}

std::optional<DateRange> NearDay(const DateWords& words, size_t at) {
  const CivilDay today = words.now().day;
  const std::string& word = words.Word(at);
  if (Any(word, {"today", "tonight", "eod", "cob", "heute", "hoy", "oggi"}))
    return OneDay(today, at + 1);
  if (Any(word, {"tomorrow", "tmrw", "tomorow", "demain", "ma\u00f1ana", "domani"}) ||
      (word == "morgen" && !words.IsCapital(at)))
    return OneDay(today + 1, at + 1);
  if (word == "yesterday") return OneDay(today - 1, at + 1);
  if (word == "\u00fcbermorgen") return OneDay(today + 2, at + 1);
  if (word == "day" && words.Word(at + 1) == "after" && words.Word(at + 2) == "tomorrow")
    return OneDay(today + 2, at + 3);
  const bool next = word == "next", last = word == "last";
  const size_t named = next || last || word == "this" ? at + 1 : at;
  const int weekday = WeekdayAt(words, named);
  if (weekday < 0 || IsHabit(words, named)) return std::nullopt;
  // Of another week: `Friday next week`, `Friday of next week`.
  const size_t of = words.Word(named + 1) == "of" ? named + 2 : named + 1;
  if (Any(words.Word(of), {"next", "this"}) && words.Word(of + 1) == "week") {
    const CivilDay monday = today - WeekdayOf(today) + (words.Word(of) == "next" ? 7 : 0);
    return OneDay(monday + weekday, of + 2);
  }
  int ahead = (weekday - WeekdayOf(today) + 7) % 7;
  if (next) ahead += 7 - (ahead + WeekdayOf(today) > 6 ? 7 : 0);
  if (last || (words.Before(named) == "since")) ahead -= 7;
  return OneDay(today + ahead, named + 1);
}

// The week, month, quarter, half or year that is `ahead` of this one.
std::optional<DateRange> PeriodFrom(const DateWords& words, std::string_view unit, int ahead,
                                    size_t end) {
  const CivilDay today = words.now().day;
  const int month = MonthOf(today), year = YearOf(today);
  const CivilDay monday = today - WeekdayOf(today) + 7 * ahead;
  if (unit == "week") return DateRange{monday, monday + 6, end, std::nullopt};
  if (unit == "weekend") return DateRange{monday + 5, monday + 6, end, std::nullopt};
  if (unit == "month") return WholeMonths(year, month + ahead, 1, end);
  if (unit == "quarter") return WholeMonths(year, month / 3 * 3 + 3 * ahead, 3, end);
  if (unit == "year") return WholeMonths(year + ahead, 0, 12, end);
  return std::nullopt;
}

std::optional<DateRange> NamedPeriod(const DateWords& words, size_t at) {
  const std::string& word = words.Word(at);
  if (word == "weekend" && words.Before(at) == "the") return PeriodFrom(words, word, 0, at + 1);
  if (word != "this" && word != "next" && word != "last" && word != "current") return std::nullopt;
  const int ahead = word == "next" ? 1 : word == "last" ? -1 : 0;
  return PeriodFrom(words, words.Word(at + 1), ahead, at + 2);
}

// `Q3`, `Q3 2027`, `Q3/27`, `H1`, `first quarter of next year`.
std::optional<DateRange> PartOfYear(const DateWords& words, size_t at) {
  const std::string& word = words.Word(at);
  int part = -1, months = 0;
  size_t end = at + 1;
  if (word.size() == 2 && (word[0] == 'q' || word[0] == 'h') && word[1] >= '1') {
    months = word[0] == 'q' ? 3 : 6;
    part = word[1] - '1';
  } else {
    constexpr std::string_view kOrdinals[] = {"first", "second", "third", "fourth"};
    const size_t unit = words.PastEnding(at + 1);
    part = static_cast<int>(std::find(std::begin(kOrdinals), std::end(kOrdinals), word) -
                            std::begin(kOrdinals));
    if (unit != at + 1) part = words.Number(at, 1, 4) - 1;
    if (words.Word(unit) == "quarter") months = 3;
    if (words.Word(unit) == "half" && words.Word(unit + 1) == "of") months = 6;
    end = unit + 1;
  }
  if (months == 0 || part < 0 || part * months >= 12) return std::nullopt;
  const CivilDay today = words.now().day;
  size_t named = end;
  while (Any(words.Word(named), {"/", "-", "of", "in", ",", "'", "the"})) ++named;
  int year = words.Number(named, 1970, 2200);
  if (year < 0 && named > end && words.Word(named).size() == 2 && words.Touches(named))
    year = words.Number(named, 0, 99) + (words.Number(named, 0, 99) < 0 ? 0 : 2000);
  if (year > 0) return WholeMonths(year, part * months, months, named + 1);
  if (Any(words.Word(named), {"next", "this"}) && words.Word(named + 1) == "year") {
    return WholeMonths(YearOf(today) + (words.Word(named) == "next" ? 1 : 0), part * months, months,
                       named + 2);
  }
  if (words.Word(named) == "year")
    return WholeMonths(YearOf(today), part * months, months, named + 1);
  const bool is_over = MonthOf(today) >= (part + 1) * months;
  return WholeMonths(YearOf(today) + (is_over ? 1 : 0), part * months, months, end);
}

// `end of the month`, `beginning of Q3`, `EOM`, `year-end`.
std::optional<DateRange> EdgeOf(const DateWords& words, size_t at) {
  constexpr std::pair<std::string_view, std::string_view> kShort[] = {
      {"eow", "week"}, {"eom", "month"}, {"eoq", "quarter"}, {"eoy", "year"}};
  for (const auto& [word, unit] : kShort) {
    if (words.Word(at) != word) continue;
    const std::optional<DateRange> range = PeriodFrom(words, unit, 0, at + 1);
    // A week's work is done on Friday.
    return OneDay(unit == "week" ? range->first + 4 : range->last, at + 1);
  }
  const size_t behind = words.Word(at + 1) == "-" ? at + 2 : at + 1;
  if (words.Word(behind) == "end" && words.Word(behind + 1) != "of" &&
      Any(words.Word(at), {"month", "quarter", "year"}))
    return OneDay(PeriodFrom(words, words.Word(at), 0, 0)->last, behind + 1);
  const bool is_end = words.Word(at) == "end";
  if (!is_end && !Any(words.Word(at), {"beginning", "start"})) return std::nullopt;
  size_t unit = words.Word(at + 1) == "of" ? at + 2 : at + 1;
  if (Any(words.Word(unit), {"the", "our", "this"})) ++unit;
  const bool is_next = words.Word(unit) == "next";
  if (is_next) ++unit;
  // `at the end of the day` is a manner of speaking.
  const size_t article = words.Before(at) == "the" ? 2 : 1;
  const bool is_said = words.Word(unit - 1) == "the" &&
                       !Any(words.Before(at, article), {"by", "before", "until", "till"});
  if (words.Word(unit) == "day" || words.Word(unit) == "business")
    return is_end && !is_said ? std::optional(OneDay(words.now().day, unit + 1)) : std::nullopt;
  std::optional<DateRange> range = PeriodFrom(words, words.Word(unit), is_next ? 1 : 0, unit + 1);
  if (words.Word(at + 1) != "of" && !range.has_value()) return std::nullopt;
  if (!range.has_value()) range = PartOfYear(words, unit);
  if (!range.has_value()) range = ReadWrittenDate(words, unit);
  if (!range.has_value()) return std::nullopt;
  return OneDay(is_end ? range->last : range->first, range->end);
}

// Days of work, Monday to Friday.
CivilDay AfterWorkdays(CivilDay day, int count) {
  while (count > 0) count -= WeekdayOf(++day) < 5 ? 1 : 0;
  return day;
}

// So many units from `from` on, or before it where `sign` is -1; the token after the unit is `end`.
std::optional<CivilDay> Ahead(const DateWords& words, CivilDay from, size_t unit_at, int count,
                              int sign) {
  std::string_view unit = words.Word(unit_at);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  constexpr int kMostYears = 100;
  const int minutes = words.now().minute + sign * count * (unit == "hour" ? 60 : 1);
  if (unit == "hour" || unit == "minute" || unit == "min") {
    constexpr int kDay = 24 * 60;
    return from + (minutes >= 0 ? minutes / kDay : -((kDay - 1 - minutes) / kDay));
  }
  if (unit == "day") return from + sign * count;
  if (unit == "week") return from + sign * 7 * count;
  if (unit == "fortnight") return from + sign * 14 * count;
  if (unit == "month") return MonthsAhead(from, sign * count);
  if (unit == "year" && count <= kMostYears) return MonthsAhead(from, sign * 12 * count);
  return std::nullopt;
}

// A count and the unit behind it: `two weeks`, `a couple of days`, `3 business days`.
struct Counted {
  int count = -1;
  bool is_workdays = false;
  size_t unit = 0;
};
Counted CountAt(const DateWords& words, size_t at) {
  Counted found;
  found.count = words.Count(at);
  found.unit = at + 1;
  if (words.Word(at) == "a" && words.Word(at + 1) == "couple") {
    found.count = 2;
    found.unit = words.Word(at + 2) == "of" ? at + 3 : at + 2;
  }
  if (Any(words.Word(found.unit), {"business", "working"})) {
    found.is_workdays = true;
    ++found.unit;
  }
  return found;
}

std::optional<DateRange> AfterSoMuch(const DateWords& words, size_t at) {
  const CivilDay today = words.now().day;
  const std::string& word = words.Word(at);
  if (word == "in" || word == "within") {
    size_t number = at + 1;
    if (words.Word(number) == "the") ++number;
    const bool is_span = Any(words.Word(number), {"next", "coming"});
    if (is_span) ++number;
    const Counted counted = CountAt(words, number);
    if (counted.count < 0) return std::nullopt;
    std::optional<CivilDay> day = Ahead(words, today, counted.unit, counted.count, 1);
    if (!day.has_value()) return std::nullopt;
    if (counted.is_workdays) day = AfterWorkdays(today, counted.count);
    size_t end = counted.unit + 1;
    if (words.Word(end) == "'" && words.Word(end + 1) == "time") end += 2;
    if (Any(words.Word(end), {"'s"}) && words.Word(end + 1) == "time") end += 2;
    return DateRange{is_span && word == "in" ? today : *day, *day, end, std::nullopt};
  }
  const Counted counted = CountAt(words, at);
  const size_t behind = counted.unit + 1;
  if (counted.count < 0) return std::nullopt;
  if (words.Word(behind) == "ago") {
    const auto day = Ahead(words, today, counted.unit, counted.count, -1);
    return day.has_value() ? std::optional(OneDay(*day, behind + 1)) : std::nullopt;
  }
  if (words.Word(behind) != "from") return std::nullopt;
  DateRange from = OneDay(today, behind + 2);
  if (!Any(words.Word(behind + 1), {"now", "today"})) {
    const std::optional<DateRange> named = NearDay(words, behind + 1);
    if (!named.has_value()) return std::nullopt;
    from = *named;
  }
  const auto day = Ahead(words, from.first, counted.unit, counted.count, 1);
  if (!day.has_value()) return std::nullopt;
  return OneDay(counted.is_workdays ? AfterWorkdays(from.first, counted.count) : *day, from.end);
}

std::optional<DateRange> Holiday(const DateWords& words, size_t at) {
  const CivilDay today = words.now().day;
  size_t end = at + 1;
  int month = 11, day = 25;
  if (words.Word(at) == "christmas" || words.Word(at) == "xmas") {
    if (words.Word(end) == "eve") {
      day = 24;
      ++end;
    }
  } else if (words.Word(at) == "new" && words.Word(end) == "year" && words.IsCapital(at)) {
    while (Any(words.Word(end), {"year", "'s", "'"})) ++end;
    const bool is_eve = words.Word(end) == "eve";
    if (is_eve || words.Word(end) == "day") ++end;
    month = is_eve ? 11 : 0;
    day = is_eve ? 31 : 1;
  } else {
    return std::nullopt;
  }
  CivilDay one = *DayIn(YearOf(today), month, day);
  if (one < today) one = *DayIn(YearOf(today) + 1, month, day);
  return OneDay(one, end);
}

}  // namespace

std::optional<DateRange> ReadRelativeDate(const DateWords& words, size_t at) {
  for (const auto read : {NearDay, EdgeOf, NamedPeriod, AfterSoMuch, PartOfYear, Holiday}) {
    if (const std::optional<DateRange> range = read(words, at)) return range;
  }
  return std::nullopt;
}

}  // namespace signalbox
