// Letters A to Z in lower case, whatever the locale; every other byte stays as it is. For names and
// addresses that are compared without case; text that people wrote is folded by
// policy/folded_text.h.
#pragma once

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

}  // namespace signalbox
