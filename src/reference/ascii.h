// ASCII character and text primitives: no locale, no allocation. Bytes above 0x7f pass unchanged.
#pragma once

#include <string_view>

namespace signalbox::ascii {

constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
constexpr char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
constexpr char Upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
constexpr bool IsAlpha(char c) {
  return Lower(c) >= 'a' && Lower(c) <= 'z';
}
constexpr bool IsAlnum(char c) {
  return IsAlpha(c) || IsDigit(c);
}
constexpr bool IsSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool IsPlain(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

constexpr std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

constexpr bool SameIgnoringCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (Lower(a[i]) != Lower(b[i])) return false;
  }
  return true;
}

constexpr bool AllPlain(std::string_view text) {
  for (const char c : text) {
    if (!IsPlain(c)) return false;
  }
  return true;
}

}  // namespace signalbox::ascii
