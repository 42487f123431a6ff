// What people write as a reason: one line of text, without control characters.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/bytes.h"

namespace signalbox {

inline bool IsOneLine(std::string_view text) {
  return IsCleanUtf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte >= 0x20 && byte != 0x7f;
         });
}

}  // namespace signalbox
