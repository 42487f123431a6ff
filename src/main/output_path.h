// Where a command puts what it made, and what must not be there already.
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/result.h"

namespace signalbox {

inline bool IsStandardOutput(std::string_view path) {
  return path == "-" || path == "/dev/stdout";
}

// kInvalid where what is written to `out` would take the place of one of the files that are read,
// by whatever name or link. Names that are empty, `-` or of no file are passed over.
Status CheckOutput(std::string_view out, std::initializer_list<std::string_view> read);

}  // namespace signalbox
