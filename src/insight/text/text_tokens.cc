#include "insight/text/text_tokens.h"

#include <array>

#include "base/ascii.h"

namespace signalbox {
namespace {

bool IsCapital(char c) {
  return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || IsCapital(c);
}

constexpr std::array<std::string_view, 13> kNames = {"zero", "one",    "two",   "three", "four",
                                                     "five", "six",    "seven", "eight", "nine",
                                                     "ten",  "eleven", "twelve"};

// `€` and its like are signs, not letters.
size_t SignLength(std::string_view rest) {
  for (const std::string_view sign : {"€", "£", "¥", "₹", "–", "—", "“", "”", "…", "\u00a0"}) {
    if (rest.starts_with(sign)) return sign.size();
  }
  return 0;
}

size_t NumberEnd(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size()) {
    if (IsDigit(text[end])) {
      ++end;
    } else if ((text[end] == ',' || text[end] == '.') && end + 1 < text.size() &&
               IsDigit(text[end + 1])) {
      ++end;
    } else {
      break;
    }
  }
  return end;
}

size_t WordEnd(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && SignLength(text.substr(end)) == 0 &&
         (IsLetter(text[end]) || IsDigit(text[end]) ||
          (text[end] == '\'' && end + 1 < text.size() && IsLetter(text[end + 1])))) {
    ++end;
  }
  return end;
}

void NameNumber(TextToken* token) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (token->lower != kNames[i]) continue;
    token->milli = static_cast<int64_t>(i) * 1000;
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
  // The last separator is a decimal one unless three digits follow it or it comes again.
  const size_t last = digits.find_last_of(",.");
  const bool has_decimals = last != std::string_view::npos && digits.size() - last - 1 != 3 &&
                            digits.find(digits[last]) == last;
  int64_t whole = 0, part = 0, unit = 1000;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (!IsDigit(digits[i])) continue;
    if (has_decimals && i > last) {
      if (unit > 1) part += (digits[i] - '0') * (unit /= 10);
    } else if ((whole = whole * 10 + (digits[i] - '0')) > kMost) {
      return std::nullopt;
    }
  }
  return whole * 1000 + part;
}

std::vector<TextToken> CutTokens(std::string_view text) {
  std::vector<TextToken> tokens;
  for (size_t at = 0; at < text.size() && tokens.size() < kMaxTokens;) {
    if (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r')) {
      ++at;
      continue;
    }
    TextToken token;
    size_t end = at + 1;
    if (IsDigit(text[at])) {
      end = NumberEnd(text, at);
      token.kind = TextToken::Kind::kNumber;
      const std::optional<int64_t> milli = ReadMilli(text.substr(at, end - at));
      token.is_number = milli.has_value();
      token.milli = milli.value_or(0);
    } else if (const size_t sign = SignLength(text.substr(at)); sign != 0) {
      end = at + sign;
    } else if (IsLetter(text[at])) {
      end = WordEnd(text, at);
      token.kind = TextToken::Kind::kWord;
      token.is_capital = IsCapital(text[at]);
    }
    token.span = {at, end};
    for (const char c : text.substr(at, end - at))
      token.lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (token.kind == TextToken::Kind::kWord) NameNumber(&token);
    tokens.push_back(std::move(token));
    at = end;
  }
  return tokens;
}

}  // namespace signalbox
