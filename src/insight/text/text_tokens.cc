#include "insight/text/text_tokens.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"

namespace signalbox {
namespace {

bool IsCapital(char c) {
  return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || IsCapital(c);
}

constexpr std::array<std::string_view, 20> kNames = {
    "zero",     "one",     "two",     "three",     "four",     "five",    "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 8> kTens = {"twenty", "thirty",  "forty",  "fifty",
                                                   "sixty",  "seventy", "eighty", "ninety"};

// `€` and its like are signs, not letters.
size_t SignLength(std::string_view rest) {
  for (const std::string_view sign : {"€", "£", "¥", "₹", "₽", "₩", "₺", "₪", "–", "—", "“", "”",
                                      "„", "‘", "«", "»", "…", "•", "→"}) {
    if (rest.starts_with(sign)) return sign.size();
  }
  return 0;
}

// Spaces that do not break a line stand in numbers and before `€`.
size_t BlankLength(std::string_view rest) {
  if (rest[0] == ' ' || (rest[0] >= '\t' && rest[0] <= '\r')) return 1;
  for (const std::string_view blank : {"\u00a0", "\u202f", "\u2009", "\u200b", "\ufeff"}) {
    if (rest.starts_with(blank)) return blank.size();
  }
  return 0;
}

size_t ApostropheLength(std::string_view rest) {
  return rest.starts_with('\'') ? 1 : rest.starts_with("’") ? std::string_view("’").size() : 0;
}

// The thousands of the Swiss: `1'500`.
bool AreThousands(std::string_view rest) {
  return rest.size() >= 3 && IsDigit(rest[0]) && IsDigit(rest[1]) && IsDigit(rest[2]) &&
         (rest.size() == 3 || !IsDigit(rest[3]));
}

size_t NumberEnd(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size()) {
    if (IsDigit(text[end])) {
      ++end;
    } else if ((text[end] == ',' || text[end] == '.') && end + 1 < text.size() &&
               IsDigit(text[end + 1])) {
      ++end;
    } else if (const size_t sign = ApostropheLength(text.substr(end));
               sign != 0 && AreThousands(text.substr(end + sign))) {
      end += sign;
    } else {
      break;
    }
  }
  return end;
}

// `'s` is no part of the word that it follows.
bool IsGenitive(std::string_view rest) {
  const size_t sign = ApostropheLength(rest);
  if (sign == 0 || rest.size() == sign || (rest[sign] != 's' && rest[sign] != 'S')) return false;
  return rest.size() == sign + 1 || !(IsLetter(rest[sign + 1]) || IsDigit(rest[sign + 1]));
}

size_t WordEnd(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size()) {
    const std::string_view rest = text.substr(end);
    if (const size_t sign = ApostropheLength(rest); sign != 0) {
      if (IsGenitive(rest) || rest.size() == sign || !IsLetter(rest[sign])) break;
      end += sign;
    } else if (SignLength(rest) == 0 && BlankLength(rest) == 0 &&
               (IsLetter(text[end]) || IsDigit(text[end]))) {
      ++end;
    } else {
      break;
    }
  }
  return end;
}

// `USD100`: the code is a word of its own. As long as the text where there is none.
size_t CodeLength(std::string_view rest) {
  for (const std::string_view code : {"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "SEK", "PLN"}) {
    if (rest.starts_with(code) && rest.size() > code.size() && IsDigit(rest[code.size()]))
      return code.size();
  }
  return rest.size();
}

// Lower ASCII letters, and one kind of apostrophe.
std::string Lowered(std::string_view text) {
  std::string lower;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (const size_t sign = ApostropheLength(text.substr(at)); sign > 1) {
      lower += '\'';
      at += sign - 1;
    } else {
      lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  return lower;
}

void NameNumber(TextToken* token) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (token->lower != kNames[i]) continue;
    token->milli = static_cast<int64_t>(i) * 1000;
    token->is_number = true;
  }
  for (size_t i = 0; i < kTens.size(); ++i) {
    if (token->lower != kTens[i]) continue;
    token->milli = static_cast<int64_t>(i + 2) * 10'000;
    token->is_number = true;
  }
  if (token->lower == "hundred") {
    token->milli = 100'000;
    token->is_number = true;
  }
}

}  // namespace

std::optional<int64_t> ReadMilli(std::string_view digits) {
  constexpr int64_t kMost = 1'000'000'000'000;
  // The last separator is a decimal one unless three digits follow it or it comes again. Of 0.500
  // nobody has left out thousands.
  const size_t last = digits.find_last_of(",.");
  const bool has_decimals = last != std::string_view::npos &&
                            (digits.size() - last - 1 != 3 || digits[0] == '0') &&
                            digits.find(digits[last]) == last;
  int64_t whole = 0, part = 0, unit = 1000;
  size_t in_group = 0;
  bool is_first = true;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (has_decimals && i >= last) {
      if (unit > 1 && IsDigit(digits[i])) part += (digits[i] - '0') * (unit /= 10);
      continue;
    }
    if (!IsDigit(digits[i])) {
      // 27.11.2026 is no number, and neither is 10.15.7.
      if (in_group != 0 && (in_group > 3 || (!is_first && in_group != 3))) return std::nullopt;
      is_first = is_first && in_group == 0;
      in_group = 0;
    } else if (++in_group; (whole = whole * 10 + (digits[i] - '0')) > kMost) {
      return std::nullopt;
    }
  }
  if (!is_first && in_group != 3) return std::nullopt;
  return whole * 1000 + part;
}

std::vector<TextToken> CutTokens(std::string_view text) {
  std::vector<TextToken> tokens;
  bool begins_line = true;
  for (size_t at = 0; at < text.size() && tokens.size() < kMaxTokens;) {
    if (const size_t blank = BlankLength(text.substr(at)); blank != 0) {
      begins_line = begins_line || text[at] == '\n';
      at += blank;
      continue;
    }
    TextToken token;
    token.begins_line = std::exchange(begins_line, false);
    size_t end = at + 1;
    if (IsDigit(text[at])) {
      end = NumberEnd(text, at);
      token.kind = TextToken::Kind::kNumber;
      const std::optional<int64_t> milli = ReadMilli(text.substr(at, end - at));
      token.is_number = milli.has_value();
      token.milli = milli.value_or(0);
    } else if (const size_t sign = SignLength(text.substr(at)); sign != 0) {
      end = at + sign;
    } else if (IsGenitive(text.substr(at))) {
      end = at + ApostropheLength(text.substr(at)) + 1;
    } else if (IsLetter(text[at]) && ApostropheLength(text.substr(at)) == 0) {
      end = std::min(WordEnd(text, at), at + CodeLength(text.substr(at)));
      token.kind = TextToken::Kind::kWord;
      token.is_capital = IsCapital(text[at]);
    }
    if (end == at + 1 && token.kind == TextToken::Kind::kSign)
      end = at + std::max<size_t>(ApostropheLength(text.substr(at)), 1);
    token.span = {at, end};
    token.lower = Lowered(text.substr(at, end - at));
    if (token.kind == TextToken::Kind::kWord) NameNumber(&token);
    tokens.push_back(std::move(token));
    at = end;
  }
  return tokens;
}

}  // namespace signalbox
