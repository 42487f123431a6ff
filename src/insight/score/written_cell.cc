#include "insight/score/written_cell.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/ascii.h"

namespace signalbox {
namespace {

constexpr std::string_view kMoneySigns[] = {"$", "\u20ac", "\u00a3"};
// Between groups of digits: a blank, those that do not break, an apostrophe straight or curled.
constexpr std::string_view kGroupSigns[] = {" ", "\u00a0", "\u202f", "'", "\u2019"};
constexpr std::array<std::string_view, 12> kShortMonths = {
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
// Beyond this a float has no room, and no lead has such a number.
constexpr double kMostNumber = 1e30;
constexpr size_t kMostDigits = 64;

bool ReadPlain(std::string_view text, double* number) {
  // A sign has been taken off, and from_chars would take another.
  if (text.empty() || text[0] == '-' || text[0] == '+') return false;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return fault == std::errc() && end == text.data() + text.size() && std::isfinite(*number);
}

// The sign that stands before the decimals, 0 for none.
char DecimalSign(std::string_view text) {
  const size_t comma = text.rfind(','), point = text.rfind('.');
  const bool has_comma = comma != std::string_view::npos;
  const bool has_point = point != std::string_view::npos;
  if (has_comma && has_point) return comma > point ? ',' : '.';
  if (!has_comma && !has_point) return 0;
  const char sign = has_comma ? ',' : '.';
  const size_t at = has_comma ? comma : point;
  if (text.find(sign) != at) return 0;
  if (sign == '.') return sign;
  const bool is_group = text.size() - at - 1 == 3 && at >= 1 && at <= 3 && text[0] != '0' &&
                        std::all_of(text.begin(), text.begin() + static_cast<ptrdiff_t>(at),
                                    [](char c) { return IsDigit(c); });
  return is_group ? 0 : sign;
}

// Digits in groups, without the signs between them; false where the groups are none. India's are of
// two, but for the last.
bool TakeGroups(std::string_view text, char* plain, size_t* length) {
  size_t groups = 0, in_group = 0;
  const auto fits = [&](bool is_last) {
    if (groups == 0) return in_group >= 1 && (is_last || in_group <= 3);
    return in_group == 3 || (in_group == 2 && !is_last);
  };
  for (size_t at = 0; at < text.size();) {
    if (IsDigit(text[at])) {
      if (*length == kMostDigits) return false;
      plain[(*length)++] = text[at++];
      ++in_group;
      continue;
    }
    size_t width = text[at] == ',' || text[at] == '.' ? 1 : 0;
    for (const std::string_view sign : kGroupSigns)
      if (text.substr(at).starts_with(sign)) width = sign.size();
    if (width == 0 || !fits(false)) return false;
    at += width;
    ++groups;
    in_group = 0;
  }
  return fits(true);
}

bool ReadGrouped(std::string_view text, double* number) {
  const char sign = DecimalSign(text);
  const size_t cut = sign == 0 ? text.size() : text.rfind(sign);
  if (sign != 0 && text.find(sign) != cut) return false;
  char plain[2 * kMostDigits + 1];
  size_t length = 0;
  if (!TakeGroups(text.substr(0, cut), plain, &length)) return false;
  if (cut < text.size()) {
    const std::string_view decimals = text.substr(cut + 1);
    if (decimals.empty() || decimals.size() > kMostDigits ||
        !std::all_of(decimals.begin(), decimals.end(), IsDigit)) {
      return false;
    }
    plain[length++] = '.';
    length =
        static_cast<size_t>(std::copy(decimals.begin(), decimals.end(), plain + length) - plain);
  }
  return ReadPlain({plain, length}, number);
}

bool TakeInt(std::string_view* text, int* number) {
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), *number);
  if (fault != std::errc() || *number < 0) return false;
  text->remove_prefix(static_cast<size_t>(end - text->data()));
  return true;
}

// `Feb`, `February`, `feb.`; 0 for no month.
int TakeMonth(std::string_view* text) {
  size_t letters = 0;
  while (letters < text->size() && LowerAscii((*text)[letters]) >= 'a' &&
         LowerAscii((*text)[letters]) <= 'z') {
    ++letters;
  }
  if (letters < 3) return 0;
  for (size_t month = 0; month < kShortMonths.size(); ++month) {
    const bool is_it = std::equal(kShortMonths[month].begin(), kShortMonths[month].end(),
                                  text->begin(), [](char a, char b) { return a == LowerAscii(b); });
    if (!is_it) continue;
    text->remove_prefix(letters);
    return static_cast<int>(month) + 1;
  }
  return 0;
}

void SkipBetween(std::string_view* text) {
  while (!text->empty() && std::string_view(" .,-/").find(text->front()) != std::string_view::npos)
    text->remove_prefix(1);
}

struct WrittenDate {
  int year = 0, month = 0, date = 0;
};

// `1 Feb 2018`, `February 1, 2018`.
bool TakeNamedMonth(std::string_view* text, WrittenDate* out) {
  out->month = TakeMonth(text);
  SkipBetween(text);
  if (!TakeInt(text, &out->date)) return false;
  SkipBetween(text);
  if (out->month == 0) out->month = TakeMonth(text);
  SkipBetween(text);
  return out->month != 0 && TakeInt(text, &out->year);
}

bool TakeNumbers(std::string_view* text, bool day_first, WrittenDate* out) {
  int part[3];
  for (int i = 0; i < 3; ++i) {
    if (!TakeInt(text, &part[i])) return false;
    if (i == 2) break;
    if (text->empty() || std::string_view("-/.").find(text->front()) == std::string_view::npos)
      return false;
    text->remove_prefix(1);
  }
  *out = {part[0], part[1], part[2]};
  if (part[0] >= 1000) return true;
  *out = {part[2], part[1], part[0]};
  // A thirteenth month is a day, whatever the column's way.
  if ((!day_first || part[1] > 12) && part[0] <= 12) std::swap(out->month, out->date);
  return true;
}

bool TakeDate(std::string_view* text, bool day_first, WrittenDate* out) {
  std::string_view rest = *text;
  if (TakeNumbers(&rest, day_first, out) || (rest = *text, TakeNamedMonth(&rest, out))) {
    *text = rest;
    return true;
  }
  constexpr size_t kCompact = 8;
  if (text->size() < kCompact || !std::all_of(text->begin(), text->begin() + kCompact, IsDigit) ||
      (text->size() > kCompact && IsDigit((*text)[kCompact]))) {
    return false;
  }
  int all = 0;
  std::from_chars(text->data(), text->data() + kCompact, all);
  *out = {all / 10'000, all / 100 % 100, all % 100};
  text->remove_prefix(kCompact);
  return true;
}

// `T14:30:00Z`, ` 2:30 PM`.
bool ReadHour(std::string_view text, int* hour) {
  if (text.starts_with(',')) text.remove_prefix(1);
  if (text.empty() || (text[0] != ' ' && text[0] != 'T')) return false;
  text.remove_prefix(1);
  int at = 0;
  if (!TakeInt(&text, &at) || at > 23 || !text.starts_with(':')) return false;
  const size_t half = text.find_first_of("aApP");
  if (half != std::string_view::npos && half + 1 < text.size() &&
      LowerAscii(text[half + 1]) == 'm' && at >= 1 && at <= 12) {
    at = at % 12 + (LowerAscii(text[half]) == 'p' ? 12 : 0);
  }
  *hour = at;
  return true;
}

}  // namespace

bool ReadNumber(std::string_view text, double* number) {
  text = TrimBlanks(text);
  const bool minus = text.starts_with('-');
  if (minus || text.starts_with('+')) text.remove_prefix(1);
  for (const std::string_view sign : kMoneySigns) {
    if (text.starts_with(sign)) text.remove_prefix(sign.size());
    if (text.ends_with(sign)) text.remove_suffix(sign.size());
  }
  if (text.ends_with('%')) text.remove_suffix(1);
  text = TrimBlanks(text);
  if (!ReadPlain(text, number) && !ReadGrouped(text, number)) return false;
  if (std::abs(*number) > kMostNumber) return false;
  if (minus) *number = -*number;
  return true;
}

bool ReadDate(std::string_view text, bool day_first, int64_t* day, int* hour) {
  text = TrimBlanks(text);
  WrittenDate date;
  if (!TakeDate(&text, day_first, &date)) return false;
  const std::chrono::year_month_day ymd{std::chrono::year(date.year),
                                        std::chrono::month(static_cast<unsigned>(date.month)),
                                        std::chrono::day(static_cast<unsigned>(date.date))};
  if (date.year < 1800 || date.year > 2999 || !ymd.ok()) return false;
  *day = std::chrono::sys_days(ymd).time_since_epoch().count();
  *hour = -1;
  return text.empty() || ReadHour(text, hour);
}

}  // namespace signalbox
