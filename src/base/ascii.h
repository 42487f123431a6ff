// ASCII characters and text, whatever the locale; bytes above 0x7f are no letters and stay as they
// are. For names, addresses and formats; text that people wrote is folded by policy/folded_text.h
// and reference/fold.h.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace signalbox {

constexpr char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr char UpperAscii(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

inline std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = LowerAscii(c);
  return lower;
}

constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// At least one, and nothing else.
constexpr bool AreDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

constexpr bool IsAsciiLetter(char c) {
  return LowerAscii(c) >= 'a' && LowerAscii(c) <= 'z';
}
constexpr bool IsAsciiAlnum(char c) {
  return IsAsciiLetter(c) || IsDigit(c);
}
constexpr bool IsAsciiSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool IsAscii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
constexpr bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return IsAscii(c); });
}

constexpr bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

// Without the blanks, tabs and line ends of all kinds at both ends.
constexpr std::string_view TrimBlanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\f\v";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace signalbox
