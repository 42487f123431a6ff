// Tokens of CEL source. The lexer borrows the source; offsets are bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox::cel {

enum class TokenKind : uint8_t {
  kEnd,
  kIdent,
  kQuotedIdent,  // `content-type` in backticks
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kTrue,
  kFalse,
  kNull,
  kPunctuation,  // also `in`
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;  // as written; without backticks for a quoted identifier
  uint32_t offset = 0;
  std::string value;  // what a string or bytes literal means
};

// All tokens, the last being kEnd. Errors carry line and column.
Result<std::vector<Token>> Lex(std::string_view source);

// The meaning of a string or bytes literal as written, prefix and quotes included; the message says
// what is wrong.
Result<std::string> Unquote(std::string_view literal, bool bytes);

}  // namespace signalbox::cel
