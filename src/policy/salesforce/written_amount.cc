#include "policy/salesforce/written_amount.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"

namespace signalbox {

namespace {

constexpr size_t kMaxDigits = 15;

std::string_view WithoutOuterSpaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Takes `EUR ` or `$` from the front.
std::string_view TakeCurrency(std::string_view text, std::string* currency) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.size() > 3 && std::all_of(text.begin(), text.begin() + 3, is_upper)) {
    *currency = text.substr(0, 3);
    return WithoutOuterSpaces(text.substr(3));
  }
  if (text.starts_with('$')) text.remove_prefix(1);
  return WithoutOuterSpaces(text);
}

// `1,000,000` to `1000000`; false when the commas do not cut groups of three.
bool TakeGroups(std::string_view text, std::string* digits) {
  const size_t first = text.find(',');
  if (first == std::string_view::npos) {
    *digits = text;
    return AreDigits(text);
  }
  if (first == 0 || first > 3) return false;
  *digits = text.substr(0, first);
  for (size_t at = first; at < text.size(); at += 4) {
    if (text[at] != ',' || text.size() - at < 4) return false;
    digits->append(text.substr(at + 1, 3));
  }
  return AreDigits(*digits);
}

int64_t ToInteger(std::string_view digits) {
  int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::optional<std::string> CheckedDay(int64_t year, int64_t month, int64_t day) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return std::nullopt;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (day > kDays[static_cast<size_t>(month - 1)] + (leap && month == 2 ? 1 : 0)) {
    return std::nullopt;
  }
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

}  // namespace

std::string WrittenAmount::Decimal() const {
  return fmt::format("{}{}.{}", negative ? "-" : "", whole, fraction.empty() ? "0" : fraction);
}

int64_t WrittenAmount::Floor() const {
  const int64_t value = ToInteger(whole);
  if (!negative) return value;
  return -value - (fraction.empty() ? 0 : 1);
}

int64_t WrittenAmount::Ceiling() const {
  const int64_t value = ToInteger(whole);
  if (negative) return -value;
  return value + (fraction.empty() ? 0 : 1);
}

std::optional<WrittenAmount> ReadAmount(std::string_view text) {
  WrittenAmount amount;
  text = TakeCurrency(WithoutOuterSpaces(text), &amount.currency);
  if (text.starts_with('-') || text.starts_with('+')) {
    amount.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.ends_with('%')) text.remove_suffix(1);
  const size_t point = text.find('.');
  if (point != std::string_view::npos) {
    const std::string_view fraction = text.substr(point + 1);
    if (!AreDigits(fraction)) return std::nullopt;
    amount.fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
  }
  if (!TakeGroups(text.substr(0, point), &amount.whole)) return std::nullopt;
  amount.whole.erase(0, std::min(amount.whole.find_first_not_of('0'), amount.whole.size() - 1));
  if (amount.whole.size() + amount.fraction.size() > kMaxDigits) return std::nullopt;
  return amount;
}

std::optional<std::string> ReadDay(std::string_view text) {
  text = text.substr(0, text.find_first_of(" T"));
  const size_t first = text.find_first_of("-/");
  if (first == std::string_view::npos) return std::nullopt;
  const size_t second = text.find(text[first], first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const std::string_view a = text.substr(0, first);
  const std::string_view b = text.substr(first + 1, second - first - 1);
  const std::string_view c = text.substr(second + 1);
  if (!AreDigits(a) || !AreDigits(b) || !AreDigits(c) || a.size() + b.size() + c.size() > 8) {
    return std::nullopt;
  }
  if (text[first] == '-') {
    if (a.size() != 4) return std::nullopt;
    return CheckedDay(ToInteger(a), ToInteger(b), ToInteger(c));
  }
  if (c.size() != 4) return std::nullopt;
  if (ToInteger(a) > 12) return CheckedDay(ToInteger(c), ToInteger(b), ToInteger(a));
  return CheckedDay(ToInteger(c), ToInteger(a), ToInteger(b));
}

bool IsRelativeDay(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (c == ':' || IsDigit(c)) continue;
    const bool separates = c == ' ' || c == '_';
    if (separates && (name.empty() || name.back() == ' ')) continue;
    name.push_back(separates ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  }
  while (name.ends_with(' ')) name.pop_back();
  if (name == "today" || name == "yesterday" || name == "tomorrow") return true;
  static constexpr std::string_view kStarts[] = {"last", "next", "this"};
  static constexpr std::string_view kUnits[] = {"day",           "days",
                                                "week",          "weeks",
                                                "month",         "months",
                                                "quarter",       "quarters",
                                                "year",          "years",
                                                "n days",        "n weeks",
                                                "n months",      "n quarters",
                                                "n years",       "fiscal quarter",
                                                "fiscal year",   "n fiscal quarters",
                                                "n fiscal years"};
  if (name == "n days ago" || name == "n weeks ago" || name == "n months ago" ||
      name == "n quarters ago" || name == "n years ago" || name == "days ago") {
    return true;
  }
  const std::string_view whole = name;
  return std::any_of(std::begin(kStarts), std::end(kStarts), [&](std::string_view start) {
    if (!whole.starts_with(start) || whole.size() <= start.size() + 1) return false;
    const std::string_view unit = whole.substr(start.size() + 1);
    return std::find(std::begin(kUnits), std::end(kUnits), unit) != std::end(kUnits);
  });
}

}  // namespace signalbox
