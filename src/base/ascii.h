// ASCII characters and text, whatever the locale: letters A to Z in lower case (every other byte
// stays as it is), digits, outer blanks. For names, addresses and formats; text that people wrote
// is folded by policy/folded_text.h.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace signalbox {

constexpr char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
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

constexpr bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Without the blanks, tabs and line ends at both ends.
constexpr std::string_view TrimBlanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace signalbox
