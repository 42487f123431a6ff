// What stands in a request's target: segments and parameters.
#include <algorithm>

#include "api/router.h"
#include "base/bytes.h"

namespace signalbox {
namespace {

// Far more than any route takes; each costs an allocation.
constexpr size_t kMaxQueryParameters = 100;
constexpr size_t kMaxSegments = 16;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<std::string> PercentDecode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out.push_back(' ');
    } else if (text[i] != '%') {
      out.push_back(text[i]);
    } else {
      const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return Err(Code::kInvalid, "the address holds a `%` that two hex digits do not follow");
      }
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  if (!IsCleanUtf8(out)) return Err(Code::kInvalid, "the address does not decode to UTF-8 text");
  return out;
}

Result<std::vector<std::pair<std::string, std::string>>> ParseQuery(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    if (out.size() == kMaxQueryParameters) {
      return Err(Code::kInvalid, "the query has more than 100 parameters");
    }
    const size_t equals = std::min(pair.find('='), pair.size());
    SB_ASSIGN(std::string name, PercentDecode(pair.substr(0, equals), true));
    SB_ASSIGN(std::string value,
              PercentDecode(pair.substr(std::min(equals + 1, pair.size())), true));
    out.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

Result<std::vector<std::string>> SplitPath(std::string_view path) {
  std::vector<std::string> segments;
  if (path.empty() || path[0] != '/') return Err(Code::kInvalid, "a path begins with `/`");
  path.remove_prefix(1);
  if (path.empty()) return segments;
  while (true) {
    const size_t end = std::min(path.find('/'), path.size());
    SB_ASSIGN(std::string segment, PercentDecode(path.substr(0, end), false));
    const bool odd = std::any_of(segment.begin(), segment.end(), [](char c) {
      return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (segment.empty() || segment == "." || segment == ".." || odd ||
        segments.size() == kMaxSegments) {
      return Err(Code::kInvalid,
                 "the path may not hold empty, `.` or `..` segments, encoded slashes or control "
                 "characters");
    }
    segments.push_back(std::move(segment));
    if (end == path.size()) return segments;
    path.remove_prefix(end + 1);
  }
}

}  // namespace signalbox
