#include <algorithm>
#include <cstdio>

#include "insight/text/entity_readers.h"

namespace signalbox {
namespace {

bool IsIn(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A day, or a span of days, and the minute of the day that it names.
struct Moment {
  DateRange range;
  int minute = -1;
};

bool IsOneDay(const DateRange& range) {
  return range.first == range.last;
}

// `3pm`, and `3pm on Friday`. Alone it is the next such time, where a word announces it.
std::optional<Moment> TimeFirst(const DateWords& words, size_t at) {
  size_t end = at;
  const int minute = ReadTimeOfDay(words, &end);
  if (minute == -1) return std::nullopt;
  const size_t day = IsIn(words.Word(end), {"on", ",", "this"}) ? end + 1 : end;
  std::optional<DateRange> range = ReadRelativeDate(words, day);
  if (!range.has_value()) range = ReadWrittenDate(words, day);
  if (range.has_value() && IsOneDay(*range)) return Moment{*range, minute};
  if (minute == kElsewhere || !IsIn(words.Before(at), {"at", "by", "before", "until", "till"}))
    return std::nullopt;
  // `every Monday at 9am`.
  if (WeekdayNamed(words.Before(at, 2)) >= 0) return std::nullopt;
  const CivilDay today = words.now().day;
  return Moment{OneDay(today + (minute < words.now().minute ? 1 : 0), end), minute};
}

std::optional<Moment> MomentAt(const DateWords& words, size_t at) {
  std::optional<DateRange> range = ReadRelativeDate(words, at);
  if (!range.has_value()) range = ReadWrittenDate(words, at);
  if (!range.has_value()) return TimeFirst(words, at);
  Moment moment{*range, -1};
  if (!IsOneDay(*range)) return moment;
  size_t time = range->end;
  while (time < range->end + 2 &&
         IsIn(words.Word(time), {"at", "@", ",", "by", "around", "before", "um", "after"})) {
    ++time;
  }
  moment.minute = ReadTimeOfDay(words, &time);
  if (moment.minute != -1) moment.range.end = time;
  return moment;
}

struct Deadline {
  bool is_one = false;
  bool is_before = false;  // and what is named is no part of it
  size_t first = 0;        // where its words begin
};

Deadline DeadlineAt(const DateWords& words, size_t at) {
  size_t before = at;
  while (before > 0 && IsIn(words.Before(before), {"the", "on", "is", ":", "le", "zum", "at"})) {
    --before;
  }
  Deadline found;
  if (before == 0) return found;
  const std::string& word = words.Before(before);
  const bool is_than = word == "than" && words.Before(before, 2) == "later";
  if (words.Before(before, 2) == "not" && !is_than) return found;
  if (!is_than && !IsIn(word, {"by", "before", "until", "till", "deadline", "due", "latest", "bis",
                               "avant", "antes"})) {
    return found;
  }
  found.is_one = true;
  found.is_before = word == "before";
  found.first = before - (is_than ? 2 : 1);
  return found;
}

std::string MomentText(CivilDay day, int minute) {
  if (minute < 0) return DayText(day);
  char text[16];
  std::snprintf(text, sizeof text, "T%02d:%02d", minute / 60, minute % 60);
  return DayText(day) + text;
}

TextEntity EntityOf(const Moment& moment, const Deadline& deadline) {
  const DateRange& range = moment.range;
  TextEntity entity;
  entity.kind = deadline.is_one ? TextEntityKind::kDeadline : TextEntityKind::kDate;
  if (range.other.has_value()) entity.other = MomentText(*range.other, moment.minute);
  if (IsOneDay(range)) {
    entity.value = MomentText(range.last, moment.minute);
  } else if (deadline.is_one) {
    // What is to be done by a month is to be done by its end, and before it by the day before.
    entity.value = DayText(deadline.is_before ? range.first - 1 : range.last);
  } else {
    entity.value = DayText(range.first) + "/" + DayText(range.last);
  }
  return entity;
}

bool IsBirthday(const DateWords& words, size_t at) {
  size_t before = at;
  while (before > 0 && IsIn(words.Before(before), {"on", "is", ":", "the"})) --before;
  if (IsIn(words.Before(before), {"born", "dob", "birthday", "birthdate"})) return true;
  return words.Before(before) == "birth" && words.Before(before, 2) == "of";
}

}  // namespace

void ReadDates(const std::vector<TextToken>& tokens, const WriterNow& now,
               std::vector<TextEntity>* out) {
  const DateWords words(tokens, now);
  for (size_t at = 0; at < tokens.size(); ++at) {
    const std::optional<Moment> moment = MomentAt(words, at);
    if (!moment.has_value()) continue;
    const size_t end = std::min(moment->range.end, tokens.size());
    Deadline deadline = DeadlineAt(words, at);
    if (tokens[at].lower == "within") deadline = {true, false, at};
    // `Friday at the latest`.
    const bool is_latest =
        words.Word(end) == "latest" || (words.Word(end) == "at" && words.Word(end + 2) == "latest");
    if (!deadline.is_one && is_latest) deadline = {true, false, at};
    TextEntity entity = EntityOf(*moment, deadline);
    if (IsBirthday(words, at)) entity.kind = TextEntityKind::kBirthDate;
    const size_t first = deadline.is_one ? deadline.first : at;
    entity.span = {tokens[first].span.begin, tokens[end - 1].span.end};
    out->push_back(std::move(entity));
    at = end - 1;
  }
}

}  // namespace signalbox
