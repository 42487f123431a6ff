// Parser of CEL: recursive descent over the grammar of the language definition, macros expanded on
// the way.
#pragma once

#include <string_view>

#include "base/result.h"
#include "expr/ast.h"

namespace signalbox::cel {

// Errors name line and column. Sources longer than kMaxSourceBytes or nested deeper than kMaxDepth
// are refused with kExhausted.
Result<Ast> Parse(std::string_view source);

// Words that the language keeps for embedding languages: not usable as plain names.
bool IsReservedWord(std::string_view word);

}  // namespace signalbox::cel
