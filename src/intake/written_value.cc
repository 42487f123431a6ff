#include "intake/written_value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/ascii.h"
#include "intake/columns.h"

namespace signalbox {
namespace {

// Takes a currency sign or code from either end: `$5`, `5 EUR`, `€ 5`.
std::string_view WithoutCurrency(std::string_view text) {
  static constexpr std::string_view kSigns[] = {"$",   "\u20ac", "\u00a3", "\u00a5", "\u20b9",
                                                "USD", "EUR",    "GBP",    "CHF",    "JPY"};
  for (const std::string_view sign : kSigns) {
    if (text.starts_with(sign)) return TrimBlanks(text.substr(sign.size()));
    if (text.ends_with(sign)) return TrimBlanks(text.substr(0, text.size() - sign.size()));
  }
  return text;
}

// Writes the number's digits, sign and at most one `.` into `out`; false when the separators do not
// make groups of three.
bool WithoutGroups(std::string_view text, std::string* out) {
  char group = 0;       // the separator between groups, once seen
  size_t in_group = 0;  // digits since the last separator
  bool fraction = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (IsDigit(c)) {
      out->push_back(c);
      ++in_group;
      continue;
    }
    if ((c == '-' || c == '+') && i == 0) {
      if (c == '-') out->push_back(c);
      continue;
    }
    if (fraction || in_group == 0 || (c != ',' && c != '.' && c != ' ' && c != '\'')) return false;
    const std::string_view rest = text.substr(i + 1);
    const size_t next = rest.find_first_not_of("0123456789");
    const bool three = (next == std::string_view::npos ? rest.size() : next) == 3;
    const bool again = group != 0 && c != group;
    if (three && !again && in_group <= 3 && (group == 0 || in_group == 3)) {
      group = c;
      in_group = 0;
      continue;
    }
    if ((c == '.' || c == ',') && next == std::string_view::npos && !rest.empty() &&
        (group == 0 || in_group == 3)) {
      out->push_back('.');
      fraction = true;
      in_group = 0;
      continue;
    }
    return false;
  }
  return in_group > 0 && (group == 0 || fraction || in_group == 3);
}

}  // namespace

std::optional<int64_t> ReadPlainInteger(std::string_view text, bool round_fraction) {
  int64_t whole = 0;
  const char* const end = text.data() + text.size();
  const auto [next, error] = std::from_chars(text.data(), end, whole);
  if (error == std::errc() && next == end) return whole;
  double value = 0;
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  // Beyond 2^53 a double no longer names one integer.
  if (fault != std::errc() || stop != end || std::fabs(value) > 9007199254740992.0) {
    return std::nullopt;
  }
  const double rounded = std::round(value);
  if (rounded != value && !round_fraction) return std::nullopt;
  return static_cast<int64_t>(rounded);
}

std::optional<int64_t> ReadWrittenInteger(std::string_view text, bool round_fraction) {
  text = WithoutCurrency(TrimBlanks(text));
  // Longer than any 64-bit number with separators.
  if (text.empty() || text.size() > 40) return std::nullopt;
  if (text.find_first_of("eE") != std::string_view::npos)
    return ReadPlainInteger(text, round_fraction);
  std::string plain;
  if (!WithoutGroups(text, &plain)) return std::nullopt;
  return ReadPlainInteger(plain, round_fraction);
}

std::optional<bool> ReadWrittenBool(std::string_view text) {
  const std::string word = ComparableName(text.substr(0, 16));
  for (const std::string_view yes : {"true", "yes", "y", "t", "on", "x", "1"}) {
    if (word == yes) return true;
  }
  for (const std::string_view no : {"false", "no", "n", "f", "off", "0"}) {
    if (word == no) return false;
  }
  return std::nullopt;
}

std::optional<std::string_view> ReadConsent(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"given", "given"},
      {"optin", "given"},
      {"optedin", "given"},
      {"yes", "given"},
      {"true", "given"},
      {"granted", "given"},
      {"consent", "given"},
      {"freelygivenconsentfromcontact", "given"},
      {"legitimateinterest", "legitimate_interest"},
      {"legitimateinterestprospectlead", "legitimate_interest"},
      {"legitimateinterestexistingcustomer", "legitimate_interest"},
      {"legitimateinterestother", "legitimate_interest"},
      {"performanceofacontract", "legitimate_interest"},
      {"refused", "refused"},
      {"optout", "refused"},
      {"optedout", "refused"},
      {"unsubscribed", "refused"},
      {"withdrawn", "refused"},
      {"denied", "refused"},
      {"no", "refused"},
      {"false", "refused"},
      {"unknown", "unknown"},
      {"none", "unknown"},
      {"notapplicable", "unknown"},
  };
  const std::string word = ComparableName(text.substr(0, 64));
  for (const auto& [said, meant] : kWords) {
    if (word == said) return meant;
  }
  return std::nullopt;
}

std::string Quoted(std::string_view text) {
  constexpr size_t kShown = 40;
  std::string out = "`";
  if (text.size() <= kShown) {
    out += text;
  } else {
    size_t end = kShown;
    while (end > 0 && (text[end] & 0xc0) == 0x80) --end;
    out.append(text.substr(0, end)).append("...");
  }
  return out += '`';
}

}  // namespace signalbox
