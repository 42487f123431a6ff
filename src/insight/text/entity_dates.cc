#include <date/date.h>

#include <array>
#include <optional>

#include "insight/text/entity_readers.h"

namespace signalbox {
namespace {

using Civil = date::year_month_day;

CivilDay DayOf(Civil day) {
  return date::sys_days(day).time_since_epoch().count();
}
Civil CivilOf(CivilDay day) {
  return Civil(date::sys_days(date::days(day)));
}
// Monday is 0.
int WeekdayOf(CivilDay day) {
  return static_cast<int>(((day + 3) % 7 + 7) % 7);
}

int IndexOf(std::string_view word, const std::vector<std::string_view>& names) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (word == names[i] || (names[i].size() > 3 && word.size() == 3 && names[i].starts_with(word)))
      return static_cast<int>(i);
  }
  return -1;
}

// `mon`, `sat` and `sun`, `mar` and `may` are words too, so that months need a number beside them.
int Weekday(std::string_view word) {
  static const std::vector<std::string_view> names = {"monday", "tuesday",  "wednesday", "thursday",
                                                      "friday", "saturday", "sunday"};
  return word.size() == 3 && word != "fri" && word != "tue" && word != "wed" && word != "thu"
             ? -1
             : IndexOf(word, names);
}
int Month(std::string_view word) {
  static const std::vector<std::string_view> names = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  return IndexOf(word, names);
}

struct DateRange {
  CivilDay first = 0, last = 0;
  size_t end = 0;  // the token after it
};

class DateReader {
 public:
  DateReader(const std::vector<TextToken>& tokens, CivilDay today)
      : tokens_(tokens), today_(today) {}

  std::optional<DateRange> At(size_t at) const {
    for (const auto read : {&DateReader::Written, &DateReader::Near, &DateReader::EndOf,
                            &DateReader::Period, &DateReader::After, &DateReader::Quarter}) {
      if (const std::optional<DateRange> range = (this->*read)(at)) return range;
    }
    return std::nullopt;
  }

 private:
  const std::string& Word(size_t at) const {
    static const std::string none;
    return at < tokens_.size() ? tokens_[at].lower : none;
  }
  // A whole number from `low` to `high`, an ending such as `th` passed over.
  int Number(size_t at, int low, int high) const {
    if (at >= tokens_.size() || tokens_[at].milli % 1000 != 0) return -1;
    const int64_t value = tokens_[at].milli / 1000;
    if (tokens_[at].kind != TextToken::Kind::kNumber || value < low || value > high) return -1;
    return static_cast<int>(value);
  }
  size_t PastEnding(size_t at) const {
    const std::string& word = Word(at);
    return word == "st" || word == "nd" || word == "rd" || word == "th" ? at + 1 : at;
  }

  static std::optional<DateRange> One(CivilDay day, size_t end) { return DateRange{day, day, end}; }

  // A day without its year is the next such day.
  std::optional<DateRange> Dated(int day, int month, size_t end) const {
    int year = Number(Word(end) == "," ? end + 1 : end, 1970, 2200);
    if (year >= 0) end = Word(end) == "," ? end + 2 : end + 1;
    const bool is_open = year < 0;
    if (is_open) year = static_cast<int>(CivilOf(today_).year());
    for (int more = 0; more < (is_open ? 8 : 1); ++more) {
      const Civil civil = date::year(year + more) / (month + 1) / day;
      if (civil.ok() && (!is_open || DayOf(civil) >= today_)) return One(DayOf(civil), end);
    }
    return std::nullopt;
  }

  std::optional<DateRange> Written(size_t at) const {
    if (const int year = Number(at, 1970, 2200); year >= 0 && Word(at + 1) == "-") {
      const int month = Number(at + 2, 1, 12), day = Number(at + 4, 1, 31);
      const Civil civil = date::year(year) / std::max(month, 1) / std::max(day, 1);
      if (month > 0 && day > 0 && Word(at + 3) == "-" && civil.ok())
        return One(DayOf(civil), at + 5);
    }
    if (const int day = Number(at, 1, 31); day > 0) {
      size_t next = PastEnding(at + 1);
      if (Word(next) == "of") ++next;
      if (const int month = Month(Word(next)); month >= 0) return Dated(day, month, next + 1);
    }
    if (const int month = Month(Word(at)); month >= 0) {
      const size_t number = Word(at + 1) == "the" ? at + 2 : at + 1;
      if (const int day = Number(number, 1, 31); day > 0)
        return Dated(day, month, PastEnding(number + 1));
      if (const int year = Number(at + 1, 1970, 2200); year > 0)
        return WholeMonth(year, month, at + 2);
      const bool is_meant = at > 0 && (Word(at - 1) == "in" || Word(at - 1) == "by" ||
                                       Word(at - 1) == "until" || Word(at - 1) == "of");
      if (is_meant) {
        const Civil now = CivilOf(today_);
        const int here = static_cast<int>(static_cast<unsigned>(now.month())) - 1;
        return WholeMonth(static_cast<int>(now.year()) + (month < here ? 1 : 0), month, at + 1);
      }
    }
    return std::nullopt;
  }

  static std::optional<DateRange> WholeMonth(int year, int month, size_t end) {
    const auto first = date::year(year) / (month + 1) / 1;
    const auto last = date::year(year) / (month + 1) / date::last;
    return DateRange{DayOf(first), DayOf(Civil(last)), end};
  }

  std::optional<DateRange> Near(size_t at) const {
    const std::string& word = Word(at);
    if (word == "today" || word == "tonight") return One(today_, at + 1);
    if (word == "tomorrow") return One(today_ + 1, at + 1);
    if (word == "yesterday") return One(today_ - 1, at + 1);
    if (word == "day" && Word(at + 1) == "after" && Word(at + 2) == "tomorrow")
      return One(today_ + 2, at + 3);
    const bool next = word == "next", last = word == "last";
    const size_t named = next || last || word == "this" ? at + 1 : at;
    const int weekday = Weekday(Word(named));
    if (weekday < 0) return std::nullopt;
    int ahead = (weekday - WeekdayOf(today_) + 7) % 7;
    if (next) ahead += 7 - (ahead + WeekdayOf(today_) > 6 ? 7 : 0);
    if (last) ahead -= 7;
    return One(today_ + ahead, named + 1);
  }

  // The week, month, quarter or year that is `ahead` of this one.
  std::optional<DateRange> PeriodOf(std::string_view unit, int ahead, size_t end) const {
    const Civil now = CivilOf(today_);
    const int month = static_cast<int>(static_cast<unsigned>(now.month())) - 1;
    const int year = static_cast<int>(now.year());
    const auto months = [end](int from, int count) {
      const CivilDay first = DayOf(date::year(from / 12) / (from % 12 + 1) / 1);
      const int past = from + count;
      return DateRange{first, DayOf(date::year(past / 12) / (past % 12 + 1) / 1) - 1, end};
    };
    if (unit == "week") {
      const CivilDay monday = today_ - WeekdayOf(today_) + 7 * ahead;
      return DateRange{monday, monday + 6, end};
    }
    if (unit == "month") return months(year * 12 + month + ahead, 1);
    if (unit == "quarter") return months(year * 12 + month / 3 * 3 + 3 * ahead, 3);
    if (unit == "year") return months((year + ahead) * 12, 12);
    return std::nullopt;
  }

  std::optional<DateRange> Period(size_t at) const {
    const std::string& word = Word(at);
    if (word != "this" && word != "next" && word != "last") return std::nullopt;
    return PeriodOf(Word(at + 1), word == "this" ? 0 : word == "next" ? 1 : -1, at + 2);
  }

  std::optional<DateRange> EndOf(size_t at) const {
    if (Word(at) != "end" || Word(at + 1) != "of") return std::nullopt;
    size_t unit = at + 2;
    int ahead = 0;
    if (Word(unit) == "the" || Word(unit) == "this" || Word(unit) == "our") {
      ++unit;
    } else if (Word(unit) == "next") {
      ahead = 1;
      ++unit;
    }
    std::optional<DateRange> range =
        Word(unit) == "day" ? One(today_, unit + 1) : PeriodOf(Word(unit), ahead, unit + 1);
    if (!range.has_value()) range = Written(unit);
    if (!range.has_value()) return std::nullopt;
    return One(range->last, range->end);
  }

  std::optional<DateRange> After(size_t at) const {
    const std::string& word = Word(at);
    if (word != "in" && word != "within") return std::nullopt;
    size_t number = at + 1;
    const bool is_one = Word(number) == "a" || Word(number) == "an";
    if (number >= tokens_.size() || (!is_one && !tokens_[number].is_number)) return std::nullopt;
    const int64_t count = is_one ? 1 : tokens_[number].milli / 1000;
    constexpr int64_t kMostAhead = 1'000;
    if (count > kMostAhead) return std::nullopt;
    const std::string& unit = Word(number + 1);
    const size_t end = number + 2;
    if (unit == "day" || unit == "days") return One(today_ + count, end);
    if (unit == "week" || unit == "weeks") return One(today_ + 7 * count, end);
    if (unit == "fortnight") return One(today_ + 14 * count, end);
    if (unit != "month" && unit != "months" && unit != "year" && unit != "years")
      return std::nullopt;
    const int months = static_cast<int>(unit.starts_with("year") ? 12 * count : count);
    Civil day = CivilOf(today_) + date::months(months);
    if (!day.ok()) day = day.year() / day.month() / date::last;
    return One(DayOf(day), end);
  }

  std::optional<DateRange> Quarter(size_t at) const {
    const std::string& word = Word(at);
    if (word.size() != 2 || word[0] != 'q' || word[1] < '1' || word[1] > '4') return std::nullopt;
    const int first = (word[1] - '1') * 3;
    const Civil now = CivilOf(today_);
    const int written = Number(at + 1, 1970, 2200);
    int year = written > 0 ? written : static_cast<int>(now.year());
    const int month = static_cast<int>(static_cast<unsigned>(now.month())) - 1;
    if (written < 0 && month > first + 2) ++year;
    const auto last = WholeMonth(year, first + 2, 0);
    return DateRange{DayOf(date::year(year) / (first + 1) / 1), last->last,
                     written > 0 ? at + 2 : at + 1};
  }

  const std::vector<TextToken>& tokens_;
  CivilDay today_;
};

// Whether the words before a date make it one to be done by; `first` moves to where they begin.
bool IsDeadline(const std::vector<TextToken>& tokens, size_t at, size_t* first) {
  size_t before = at;
  while (before > 0 && (tokens[before - 1].lower == "the" || tokens[before - 1].lower == "on" ||
                        tokens[before - 1].lower == "is" || tokens[before - 1].lower == ":")) {
    --before;
  }
  if (before == 0) return false;
  const std::string& word = tokens[before - 1].lower;
  const bool is_than = word == "than" && before >= 2 && tokens[before - 2].lower == "later";
  if (word != "by" && word != "before" && word != "until" && word != "till" && word != "deadline" &&
      word != "due" && !is_than) {
    return false;
  }
  *first = is_than ? before - 2 : before - 1;
  return true;
}

}  // namespace

std::string DayText(CivilDay day) {
  const Civil civil = CivilOf(day);
  char text[24];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(civil.year()),
                static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()));
  return text;
}

void ReadDates(const std::vector<TextToken>& tokens, CivilDay today, std::vector<TextEntity>* out) {
  const DateReader reader(tokens, today);
  for (size_t at = 0; at < tokens.size(); ++at) {
    const std::optional<DateRange> range = reader.At(at);
    if (!range.has_value()) continue;
    size_t first = at;
    const bool is_deadline = tokens[at].lower == "within" || IsDeadline(tokens, at, &first);
    TextEntity entity;
    entity.kind = is_deadline ? TextEntityKind::kDeadline : TextEntityKind::kDate;
    entity.span = {tokens[first].span.begin, tokens[range->end - 1].span.end};
    // What is to be done by a month is to be done by its end.
    entity.value = is_deadline || range->first == range->last
                       ? DayText(range->last)
                       : DayText(range->first) + "/" + DayText(range->last);
    out->push_back(std::move(entity));
    at = range->end - 1;
  }
}

}  // namespace signalbox
