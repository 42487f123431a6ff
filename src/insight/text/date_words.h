// What the readers of days share: the words of a text as days, months and numbers, and what `today`
// is for the writer. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "insight/text/text_tokens.h"

namespace signalbox {

// Days since 1970-01-01 in the writer's zone.
using CivilDay = int64_t;
// `2026-11-27`.
std::string DayText(CivilDay day);

struct WriterNow {
  CivilDay day = 0;
  int minute = 0;               // of that day
  bool is_month_first = false;  // how `03/04/2026` is meant where the writer is
};

struct DateRange {
  CivilDay first = 0, last = 0;
  size_t end = 0;                 // the token after it
  std::optional<CivilDay> other;  // the other reading of `03/04/2026`
};

inline DateRange OneDay(CivilDay day, size_t end) {
  return {day, day, end, std::nullopt};
}

// Monday is 0.
int WeekdayOf(CivilDay day);
// January is 0; `year` and `month` may lie outside their year: month 12 is the next January.
DateRange WholeMonths(int year, int month, int count, size_t end);
// Of `day`: its year, and its month with January as 0.
int YearOf(CivilDay day);
int MonthOf(CivilDay day);
// The same day so many months on, or the last of that month.
CivilDay MonthsAhead(CivilDay day, int months);
std::optional<CivilDay> DayIn(int year, int month, int day);

// Monday is 0, January is 0; -1 for another word. English, and the full names of German, French,
// Spanish and Italian. `mon`, `sat` and `sun` are words too and are no weekdays here.
int WeekdayNamed(std::string_view word);
int MonthNamed(std::string_view word);

class DateWords {
 public:
  DateWords(const std::vector<TextToken>& tokens, const WriterNow& now)
      : tokens_(tokens), now_(now) {}

  const WriterNow& now() const { return now_; }
  size_t size() const { return tokens_.size(); }
  // In lower case; empty beyond the text, and so is Before(0).
  const std::string& Word(size_t at) const;
  const std::string& Before(size_t at, size_t by = 1) const;
  // A whole number from `low` to `high`, in digits; -1 for another.
  int Number(size_t at, int low, int high) const;
  // A count in digits or words; -1 for none. `a` is one.
  int Count(size_t at) const;
  bool IsWord(size_t at) const;
  bool IsCapital(size_t at) const;
  // Whether nothing stands between it and the token before.
  bool Touches(size_t at) const;
  // Past `st`, `nd`, `rd`, `th`.
  size_t PastEnding(size_t at) const;

 private:
  const std::vector<TextToken>& tokens_;
  WriterNow now_;
};

// A day or month as calendars name it: `2026-11-27`, `27.11.2026`, `03/04/2026`, `5 May`, `Dec. 5,
// 2026`, `1-5 March`, `in May`, `mid-May`, `the 15th`, `2027`.
std::optional<DateRange> ReadWrittenDate(const DateWords& words, size_t at);
// A day as seen from now: `tomorrow`, `next Friday`, `in two weeks`, `end of Q3`, `EOM`.
std::optional<DateRange> ReadRelativeDate(const DateWords& words, size_t at);
// The minute of the day that stands at `*at`, which moves behind it: `3pm`, `15:30`, `noon`. -1 for
// none, kElsewhere for one that is meant in a zone of its own (`3pm EST`).
int ReadTimeOfDay(const DateWords& words, size_t* at);
inline constexpr int kElsewhere = -2;

}  // namespace signalbox
