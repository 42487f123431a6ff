// Where JSON text stops being JSON, for messages; and where one value of several ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

// What may stand between the parts of JSON (RFC 8259 section 2).
inline constexpr std::string_view kJsonSpace = " \t\r\n";

// Walks the bytes of JSON values far enough to know where the current one ends: strings, escapes
// and depth, nothing else. Feeds may be cut anywhere. A value type.
class JsonValueEnd {
 public:
  // Number of bytes of `bytes` that belong to the value, when it ends inside them; npos when it
  // goes on. A value that is no object, array or string ends before a comma, bracket, brace or
  // white space. The first byte fed must be the value's first.
  size_t Feed(std::string_view bytes);
  static constexpr size_t npos = static_cast<size_t>(-1);

 private:
  size_t depth_ = 0;
  bool started_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
  bool scalar_ = false;
};

// How several values stand in one text. Told by its beginning, of which `text` needs the first two
// lines with content, the first as far as a value may be long.
enum class JsonShape : uint8_t {
  kOne,    // one value, on as many lines as it likes
  kArray,  // one array of values
  kLines,  // a value a line, whatever one of them is: an object on the second, or more behind a
           // first line that is whole
};
JsonShape ShapeOfJson(std::string_view text);

// `line 3, column 14` of a byte, both from 1; columns count bytes.
std::string LineAndColumn(std::string_view text, size_t at);

// The first byte that is not part of well-formed UTF-8, or npos.
size_t FirstBadUtf8(std::string_view text);

// Where and why `json` is not one JSON value (RFC 8259) that can be read here: a number must fit 64
// bits, or a double where it has a fraction or an exponent.
struct JsonFault {
  std::string words;    // `line 1, column 9: expected a value`
  std::string pointer;  // RFC 6901, of the value that is wrong or in which it is wrong
};
// Nothing when this check finds nothing. Slow; for the message of a text that was already refused.
std::optional<JsonFault> FindJsonFault(std::string_view json);

}  // namespace signalbox
