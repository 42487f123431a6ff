#include "agents/schema_format.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/clock.h"
#include "reference/email_address.h"

namespace signalbox {
namespace {

bool IsDate(std::string_view text) {
  return text.size() == 10 && ParseTime(text).ok();
}

// RFC 3339 without the date, which is borrowed from any day.
bool IsTime(std::string_view text) {
  return ParseTime("2000-01-01T" + std::string(text)).ok();
}

bool IsIpv4(std::string_view text) {
  int parts = 0;
  while (true) {
    const size_t end = std::min(text.find('.'), text.size());
    const std::string_view part = text.substr(0, end);
    if (part.empty() || part.size() > 3 || (part.size() > 1 && part[0] == '0') ||
        !std::all_of(part.begin(), part.end(), IsDigit)) {
      return false;
    }
    int number = 0;
    for (const char c : part) number = number * 10 + (c - '0');
    if (number > 255) return false;
    ++parts;
    if (end == text.size()) return parts == 4;
    text.remove_prefix(end + 1);
  }
}

bool IsHostname(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  size_t label = 0;
  char before = '.';
  for (const char c : text) {
    if (c == '.') {
      if (before == '.' || before == '-') return false;
      label = 0;
    } else if (!(IsAsciiAlnum(c) || (c == '-' && before != '.')) || ++label > 63) {
      return false;
    }
    before = c;
  }
  return before != '.' && before != '-';
}

bool IsUri(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !IsAsciiLetter(text[0])) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
  });
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = LowerAscii(text[i]);
    if (dash ? c != '-' : !(IsDigit(c) || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace

bool FitsFormat(std::string_view format, std::string_view text) {
  if (format == "email") {
    return reference::ReadEmail(text).valid() && TrimBlanks(text).size() == text.size();
  }
  if (format == "date") return IsDate(text);
  if (format == "date-time") return text.size() > 10 && ParseTime(text).ok();
  if (format == "time") return IsTime(text);
  if (format == "uri") return IsUri(text);
  if (format == "uuid") return IsUuid(text);
  if (format == "ipv4") return IsIpv4(text);
  if (format == "hostname") return IsHostname(text);
  return true;
}

}  // namespace signalbox
