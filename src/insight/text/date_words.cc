#include "insight/text/date_words.h"

#include <date/date.h>

#include <cstdio>

namespace signalbox {
namespace {

using Civil = date::year_month_day;

CivilDay DaysOf(Civil day) {
  return date::sys_days(day).time_since_epoch().count();
}
Civil CivilFrom(CivilDay day) {
  return Civil(date::sys_days(date::days(day)));
}

struct NamedIndex {
  std::string_view name;
  int index;
};

constexpr NamedIndex kWeekdayWords[] = {
    {"monday", 0},   {"tuesday", 1},  {"wednesday", 2},  {"thursday", 3},    {"friday", 4},
    {"saturday", 5}, {"sunday", 6},   {"tue", 1},        {"tues", 1},        {"wed", 2},
    {"thu", 3},      {"thur", 3},     {"thurs", 3},      {"fri", 4},         {"montag", 0},
    {"dienstag", 1}, {"mittwoch", 2}, {"donnerstag", 3}, {"freitag", 4},     {"samstag", 5},
    {"sonntag", 6},  {"lundi", 0},    {"mardi", 1},      {"mercredi", 2},    {"jeudi", 3},
    {"vendredi", 4}, {"samedi", 5},   {"dimanche", 6},   {"lunes", 0},       {"martes", 1},
    {"jueves", 3},   {"viernes", 4},  {"domingo", 6},    {"venerd\u00ec", 4}};

constexpr NamedIndex kMonthWords[] = {{"january", 0},
                                      {"february", 1},
                                      {"march", 2},
                                      {"april", 3},
                                      {"may", 4},
                                      {"june", 5},
                                      {"july", 6},
                                      {"august", 7},
                                      {"september", 8},
                                      {"october", 9},
                                      {"november", 10},
                                      {"december", 11},
                                      {"jan", 0},
                                      {"feb", 1},
                                      {"mar", 2},
                                      {"apr", 3},
                                      {"jun", 5},
                                      {"jul", 6},
                                      {"aug", 7},
                                      {"sep", 8},
                                      {"sept", 8},
                                      {"oct", 9},
                                      {"nov", 10},
                                      {"dec", 11},
                                      {"januar", 0},
                                      {"februar", 1},
                                      {"m\u00e4rz", 2},
                                      {"mai", 4},
                                      {"juni", 5},
                                      {"juli", 6},
                                      {"oktober", 9},
                                      {"dezember", 11},
                                      {"janvier", 0},
                                      {"f\u00e9vrier", 1},
                                      {"mars", 2},
                                      {"avril", 3},
                                      {"juin", 5},
                                      {"juillet", 6},
                                      {"ao\u00fbt", 7},
                                      {"septembre", 8},
                                      {"octobre", 9},
                                      {"novembre", 10},
                                      {"d\u00e9cembre", 11},
                                      {"enero", 0},
                                      {"febrero", 1},
                                      {"abril", 3},
                                      {"mayo", 4},
                                      {"junio", 5},
                                      {"julio", 6},
                                      {"agosto", 7},
                                      {"septiembre", 8},
                                      {"octubre", 9},
                                      {"noviembre", 10},
                                      {"diciembre", 11},
                                      {"gennaio", 0},
                                      {"febbraio", 1},
                                      {"maggio", 4},
                                      {"giugno", 5},
                                      {"luglio", 6},
                                      {"settembre", 8},
                                      {"ottobre", 9},
                                      {"dicembre", 11}};

template <size_t N>
int IndexIn(std::string_view word, const NamedIndex (&names)[N]) {
  for (const NamedIndex& each : names) {
    if (each.name == word) return each.index;
  }
  return -1;
}

}  // namespace

std::string DayText(CivilDay day) {
  const Civil civil = CivilFrom(day);
  char text[24];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(civil.year()),
                static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()));
  return text;
}

int WeekdayOf(CivilDay day) {
  return static_cast<int>(((day + 3) % 7 + 7) % 7);
}

DateRange WholeMonths(int year, int month, int count, size_t end) {
  const int from = year * 12 + month, past = from + count;
  const auto first_of = [](int months) {
    return DaysOf(date::year(months / 12) / (months % 12 + 1) / 1);
  };
  return {first_of(from), first_of(past) - 1, end, std::nullopt};
}

int YearOf(CivilDay day) {
  return static_cast<int>(CivilFrom(day).year());
}
int MonthOf(CivilDay day) {
  return static_cast<int>(static_cast<unsigned>(CivilFrom(day).month())) - 1;
}

CivilDay MonthsAhead(CivilDay day, int months) {
  Civil then = CivilFrom(day) + date::months(months);
  if (!then.ok()) then = then.year() / then.month() / date::last;
  return DaysOf(then);
}

std::optional<CivilDay> DayIn(int year, int month, int day) {
  if (month < 0 || month > 11) return std::nullopt;
  const Civil civil = date::year(year) / (month + 1) / day;
  if (!civil.ok()) return std::nullopt;
  return DaysOf(civil);
}

int WeekdayNamed(std::string_view word) {
  return IndexIn(word, kWeekdayWords);
}
int MonthNamed(std::string_view word) {
  return IndexIn(word, kMonthWords);
}

const std::string& DateWords::Word(size_t at) const {
  static const std::string none;
  return at < tokens_.size() ? tokens_[at].lower : none;
}
const std::string& DateWords::Before(size_t at, size_t by) const {
  return Word(by <= at ? at - by : tokens_.size());
}

int DateWords::Number(size_t at, int low, int high) const {
  if (at >= tokens_.size() || tokens_[at].kind != TextToken::Kind::kNumber) return -1;
  const std::string& digits = tokens_[at].lower;
  if (digits.find_first_not_of("0123456789") != std::string::npos) return -1;
  const int64_t value = tokens_[at].milli / 1000;
  return !tokens_[at].is_number || value < low || value > high ? -1 : static_cast<int>(value);
}

int DateWords::Count(size_t at) const {
  // Further ahead than a thousand of anything nobody plans.
  constexpr int64_t kMost = 1'000'000;
  if (at >= tokens_.size()) return -1;
  if (Word(at) == "a" || Word(at) == "an") return 1;
  const TextToken& token = tokens_[at];
  if (!token.is_number || token.milli > kMost || token.milli % 1000 != 0) return -1;
  return static_cast<int>(token.milli / 1000);
}

bool DateWords::IsWord(size_t at) const {
  return at < tokens_.size() && tokens_[at].kind == TextToken::Kind::kWord;
}
bool DateWords::IsCapital(size_t at) const {
  return at < tokens_.size() && tokens_[at].is_capital;
}
bool DateWords::Touches(size_t at) const {
  return at > 0 && at < tokens_.size() && tokens_[at].span.begin == tokens_[at - 1].span.end;
}

size_t DateWords::PastEnding(size_t at) const {
  const std::string& word = Word(at);
  return word == "st" || word == "nd" || word == "rd" || word == "th" ? at + 1 : at;
}

int ReadTimeOfDay(const DateWords& words, size_t* at) {
  size_t end = *at;
  int hour = words.Number(end, 0, 23), minute = 0;
  bool is_time = false;
  if (words.Word(end) == "noon" || words.Word(end) == "midday") {
    *at = end + 1;
    return 12 * 60;
  }
  if (hour < 0) return -1;
  ++end;
  if (words.Word(end) == ":" && words.Touches(end) && words.Touches(end + 1) &&
      words.Word(end + 1).size() == 2) {
    minute = words.Number(end + 1, 0, 59);
    if (minute < 0) return -1;
    is_time = true;
    end += 2;
    // Seconds.
    if (words.Word(end) == ":" && words.Touches(end)) end += 2;
  }
  const std::string& half = words.Word(end);
  const bool is_dotted =
      (half == "a" || half == "p") && words.Word(end + 1) == "." && words.Word(end + 2) == "m";
  if (half == "am" || half == "pm" || is_dotted) {
    if (hour < 1 || hour > 12) return -1;
    hour = hour % 12 + (half[0] == 'p' ? 12 : 0);
    is_time = true;
    end += is_dotted ? 3 : 1;
  } else if (half == "o'clock" || half == "uhr") {
    is_time = true;
    ++end;
  }
  if (!is_time) return -1;
  for (const std::string_view zone : {"utc", "gmt", "cet", "cest", "est", "edt", "et", "pst", "pdt",
                                      "pt", "cst", "cdt", "mst", "mdt", "bst", "ist", "jst"}) {
    if (words.Word(end) != zone) continue;
    *at = end + 1;
    return kElsewhere;
  }
  *at = end;
  return hour * 60 + minute;
}

}  // namespace signalbox
