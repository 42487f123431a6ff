#include <algorithm>
#include <array>

#include "insight/text/date_words.h"

namespace signalbox {
namespace {

bool IsAmong(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool AnnouncesDay(std::string_view word) {
  return IsAmong(word, {"on", "by", "before", "until", "till", "due", "after", "from", "since",
                        "deadline", "starting"});
}

// A year of two digits is one of this century.
int YearWritten(int year) {
  return year >= 0 && year < 100 ? 2000 + year : year;
}

// `a` and `b` as they stand: whichever is more than twelve is the day.
std::optional<DateRange> DayAndMonthOf(const DateWords& words, int a, int b, int year, size_t end) {
  const std::optional<CivilDay> day_first = DayIn(year, b - 1, a),
                                month_first = DayIn(year, a - 1, b);
  if (!day_first.has_value() && !month_first.has_value()) return std::nullopt;
  if (!day_first.has_value()) return OneDay(*month_first, end);
  if (!month_first.has_value() || a == b) return OneDay(*day_first, end);
  DateRange range = OneDay(words.now().is_month_first ? *month_first : *day_first, end);
  range.other = words.now().is_month_first ? *day_first : *month_first;
  return range;
}

// `27.11.2026` is one token. A version has as many points, and says so.
std::optional<DateRange> Dotted(const DateWords& words, size_t at) {
  const std::string& text = words.Word(at);
  if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
  if (IsAmong(words.Before(at), {"version", "v", "release"})) return std::nullopt;
  std::array<int, 3> parts{};
  std::array<size_t, 3> sizes{};
  size_t part = 0;
  for (const char c : text) {
    if (c == '.') {
      if (++part > 2) return std::nullopt;
    } else if (c < '0' || c > '9' || ++sizes[part] > 4) {
      return std::nullopt;
    } else {
      parts[part] = parts[part] * 10 + (c - '0');
    }
  }
  if (part != 2) return std::nullopt;
  const bool is_year_last = sizes[0] <= 2 && sizes[1] <= 2 && (sizes[2] == 2 || sizes[2] == 4);
  const bool is_year_first = sizes[0] == 4 && sizes[1] <= 2 && sizes[2] <= 2;
  std::optional<CivilDay> day;
  if (is_year_last) day = DayIn(YearWritten(parts[2]), parts[1] - 1, parts[0]);
  if (is_year_first) day = DayIn(parts[0], parts[1] - 1, parts[2]);
  if (!day.has_value()) return std::nullopt;
  return OneDay(*day, at + 1);
}

// `2026-11-27`, `2026/12/01`, `03/04/2026`, `1/12/26`, and `12/15` where a word announces a day.
std::optional<DateRange> Parted(const DateWords& words, size_t at) {
  const std::string& sign = words.Word(at + 1);
  if ((sign != "/" && sign != "-") || !words.Touches(at + 1) || !words.Touches(at + 2))
    return std::nullopt;
  if (words.Touches(at) && IsAmong(words.Before(at), {"/", "-", "."})) return std::nullopt;
  const bool has_third = words.Word(at + 3) == sign && words.Touches(at + 3) &&
                         words.Touches(at + 4) && words.Number(at + 4, 0, 9999) >= 0;
  const size_t end = has_third ? at + 5 : at + 3;
  if (IsAmong(words.Word(end), {"/", "-"}) && words.Touches(end) &&
      words.Number(end + 1, 0, 1 << 30) >= 0) {
    return std::nullopt;
  }
  const int first = words.Number(at, 1, 9999), second = words.Number(at + 2, 1, 31);
  if (first < 0 || second < 0) return std::nullopt;
  if (has_third && first > 31) {
    const std::optional<CivilDay> day =
        first < 1900 ? std::nullopt : DayIn(first, second - 1, words.Number(at + 4, 1, 31));
    return day.has_value() ? std::optional(OneDay(*day, end)) : std::nullopt;
  }
  if (first > 31) return std::nullopt;
  if (has_third) {
    const size_t digits = words.Word(at + 4).size();
    const int year = YearWritten(words.Number(at + 4, 0, 9999));
    if (digits != 4 && (digits != 2 || sign != "/")) return std::nullopt;
    return DayAndMonthOf(words, first, second, year, end);
  }
  const std::string& before = words.Before(at);
  // `on 11/30 or 12/1`.
  const bool goes_on = (before == "or" || before == "and") && words.Before(at, 3) == "/";
  const bool is_sure = goes_on || words.Word(at).size() + words.Word(at + 2).size() == 4 ||
                       (std::max(first, second) > 12 && before != "by");
  if (sign != "/" || !(AnnouncesDay(before) || goes_on) || !is_sure) return std::nullopt;
  const int year = YearOf(words.now().day);
  std::optional<DateRange> range = DayAndMonthOf(words, first, second, year, end);
  if (range.has_value() && range->first < words.now().day && before != "since")
    range = DayAndMonthOf(words, first, second, year + 1, end);
  return range;
}

// Whether the words before tell of what was: `since`, `I paid on`.
bool IsPast(const DateWords& words, size_t at) {
  constexpr size_t kReach = 8;
  for (size_t by = 1; by <= std::min(at, kReach); ++by) {
    const std::string& word = words.Before(at, by);
    if (IsAmong(word, {".", "?", "!", ";", "will", "shall", "by"})) return false;
    if (IsAmong(word,
                {"since",    "was",  "were",   "had",       "paid",     "bought",    "ordered",
                 "received", "sent", "called", "signed",    "charged",  "purchased", "started",
                 "wrote",    "met",  "spoke",  "cancelled", "happened", "did"})) {
      return true;
    }
  }
  return false;
}

// A day without its year is the next such day, or after `since` the last.
std::optional<DateRange> Dated(const DateWords& words, int day, int month, size_t end,
                               bool is_past) {
  const bool is_apart =
      IsAmong(words.Word(end), {",", "-", "."}) && words.Number(end + 1, 1970, 2200) >= 0;
  const int written = words.Number(is_apart ? end + 1 : end, 1970, 2200);
  if (written >= 0) {
    const std::optional<CivilDay> only = DayIn(written, month, day);
    return only.has_value() ? std::optional(OneDay(*only, is_apart ? end + 2 : end + 1))
                            : std::nullopt;
  }
  // Eight years have a 29 February.
  const CivilDay today = words.now().day;
  for (int more = 0; more < 8; ++more) {
    const std::optional<CivilDay> one = DayIn(YearOf(today) + (is_past ? -more : more), month, day);
    if (one.has_value() && (is_past ? *one <= today : *one >= today)) return OneDay(*one, end);
  }
  return std::nullopt;
}

// `5 may need more` is no day, and `5 May` is.
bool IsMonthBeside(const DateWords& words, size_t at) {
  const std::string& word = words.Word(at);
  if (word != "may" && word != "march" && word != "mars") return MonthNamed(word) >= 0;
  return words.IsCapital(at) || !words.IsWord(at + 1);
}

// `1-5 March`, where its last day is known.
std::optional<DateRange> Through(const std::optional<DateRange>& last, int first_day) {
  if (!last.has_value()) return std::nullopt;
  const std::optional<CivilDay> first = DayIn(YearOf(last->first), MonthOf(last->first), first_day);
  if (!first.has_value() || *first > last->last) return std::nullopt;
  return DateRange{*first, last->last, last->end, std::nullopt};
}

bool IsBetween(std::string_view word) {
  return IsAmong(word, {"-", "\u2013", "to", "and", "through", "until", "till"});
}

std::optional<DateRange> DayThenMonth(const DateWords& words, size_t at, bool is_past) {
  const int day = words.Number(at, 1, 31);
  if (day < 0) return std::nullopt;
  size_t next = words.PastEnding(at + 1);
  if (IsBetween(words.Word(next)) && words.Number(next + 1, 1, 31) > day)
    return Through(DayThenMonth(words, next + 1, is_past), day);
  const bool is_apart = words.Word(next) == "of" ||
                        (words.Word(next) == "-" && words.Touches(next)) ||
                        (words.Word(next) == "." && words.Touches(next) && words.IsWord(next + 1));
  if (is_apart) ++next;
  if (!IsMonthBeside(words, next)) return std::nullopt;
  return Dated(words, day, MonthNamed(words.Word(next)), next + 1, is_past);
}

std::optional<DateRange> MonthThenDay(const DateWords& words, size_t at, bool is_past) {
  const int month = MonthNamed(words.Word(at));
  if (month < 0) return std::nullopt;
  size_t number = at + 1;
  if (words.Word(number) == "." && words.Touches(number) && words.Word(at).size() <= 4) ++number;
  if (words.Word(number) == "the") ++number;
  const int day = words.Number(number, 1, 31);
  if (day < 0) return std::nullopt;
  const size_t next = words.PastEnding(number + 1);
  const int last = IsBetween(words.Word(next)) ? words.Number(next + 1, 1, 31) : -1;
  if (last > day)
    return Through(Dated(words, last, month, words.PastEnding(next + 2), is_past), day);
  return Dated(words, day, month, next, is_past);
}

// Early, the middle and late: thirds of what is named.
std::optional<DateRange> ThirdOf(std::string_view which, const std::optional<DateRange>& whole) {
  if (!whole.has_value()) return std::nullopt;
  const CivilDay days = whole->last - whole->first + 1;
  DateRange part = *whole;
  if (which != "early") part.first = whole->first + (which == "mid" ? days / 3 : days - days / 3);
  if (which != "late") part.last = whole->first + (which == "mid" ? days - days / 3 : days / 3) - 1;
  return part;
}

std::optional<DateRange> MonthAlone(const DateWords& words, size_t at) {
  const int month = MonthNamed(words.Word(at));
  if (month < 0) return std::nullopt;
  const int year = words.Number(at + 1, 1970, 2200);
  if (year > 0) return WholeMonths(year, month, 1, at + 2);
  const std::string& before = words.Before(at);
  const std::string_view at_its_side = before == "-" ? words.Before(at, 2) : before;
  const bool can_be_word = words.Word(at) == "may" || words.Word(at) == "march";
  const bool is_meant =
      IsAmong(at_its_side, {"in", "by", "until", "till", "of", "before", "since", "mid", "early",
                            "late", "next", "last", "this", "im", "en"}) ||
      (!can_be_word && IsAmong(at_its_side, {"after", "from", "during", "around", "for", "to"}));
  if (!is_meant) return std::nullopt;
  const CivilDay today = words.now().day;
  const int here = MonthOf(today);
  int in = YearOf(today) + (month < here ? 1 : 0);
  if (before == "since" || before == "last") in = YearOf(today) - (month > here ? 1 : 0);
  if (before == "last" && month == here) --in;
  if (before == "next" && month == here) ++in;
  return WholeMonths(in, month, 1, at + 1);
}

// `the 15th`: of this month, or of the next when it is over; `of next month` says which.
std::optional<DateRange> DayAlone(const DateWords& words, size_t at) {
  const int day = words.Number(at, 1, 31);
  size_t end = words.PastEnding(at + 1);
  if (day < 0 || end == at + 1 || !words.Touches(at + 1)) return std::nullopt;
  const CivilDay today = words.now().day;
  const int month = MonthOf(today), year = YearOf(today);
  if (words.Word(end) == "of" && words.Word(end + 2) == "month") {
    const std::string& which = words.Word(end + 1);
    if (which != "next" && which != "this" && which != "the") return std::nullopt;
    const DateRange whole = WholeMonths(year, month + (which == "next" ? 1 : 0), 1, end + 3);
    const CivilDay one = whole.first + day - 1;
    return one > whole.last ? std::nullopt : std::optional(OneDay(one, end + 3));
  }
  const std::string& announces = words.Before(at) == "the" ? words.Before(at, 2) : words.Before(at);
  // `on the 2nd call` is about calls.
  const bool is_alone =
      !words.IsWord(end) ||
      IsAmong(words.Word(end), {"at", "and", "or", "if", "to", "for", "in", "as", "so", "please",
                                "we", "i", "would", "is", "works", "latest"});
  if (!AnnouncesDay(announces) || !is_alone) return std::nullopt;
  for (int more = 0; more < 3; ++more) {
    const DateRange whole = WholeMonths(year, month + more, 1, end);
    const CivilDay one = whole.first + day - 1;
    if (one <= whole.last && one >= today) return OneDay(one, end);
  }
  return std::nullopt;
}

// `in 2027`: a year that a word announces.
std::optional<DateRange> YearAlone(const DateWords& words, size_t at) {
  const int year = words.Word(at).size() == 4 ? words.Number(at, 1990, 2100) : -1;
  const bool is_year =
      year > 0 && IsAmong(words.Before(at), {"in", "for", "during", "by", "until", "before",
                                             "since", "of", "early", "mid", "late", "fy"});
  // `for 2000 users`, `by 2,000`.
  const bool counts =
      words.IsWord(at + 1) && !IsAmong(words.Word(at + 1), {"and", "or", "is", "we", "i", "to",
                                                            "at", "with", "already", "budget"});
  const bool is_sum = IsAmong(words.Word(at + 1), {"$", "\u20ac", "\u00a3", "%", "-", "/"});
  if (!is_year || counts || is_sum) return std::nullopt;
  return WholeMonths(year, 0, 12, at + 1);
}

}  // namespace

std::optional<DateRange> ReadWrittenDate(const DateWords& words, size_t at) {
  const bool is_past = IsPast(words, at);
  std::optional<DateRange> range = Dotted(words, at);
  if (!range.has_value()) range = Parted(words, at);
  if (!range.has_value()) range = DayThenMonth(words, at, is_past);
  if (!range.has_value()) range = MonthThenDay(words, at, is_past);
  if (!range.has_value()) range = MonthAlone(words, at);
  if (!range.has_value()) range = DayAlone(words, at);
  if (!range.has_value()) range = YearAlone(words, at);
  if (range.has_value()) return range;
  const std::string& which = words.Word(at);
  if (which != "mid" && which != "early" && which != "late") return std::nullopt;
  size_t named = words.Word(at + 1) == "-" ? at + 2 : at + 1;
  if (words.Word(named) == "in") ++named;
  range = MonthAlone(words, named);
  if (!range.has_value()) range = YearAlone(words, named);
  if (!range.has_value()) range = ReadRelativeDate(words, named);
  return range.has_value() && range->first != range->last ? ThirdOf(which, range) : std::nullopt;
}

}  // namespace signalbox
