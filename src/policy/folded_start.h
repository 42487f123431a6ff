// FoldedStart: how a prefix is folded, of a table's cell (`New *`) as of `{starts: "VP "}`.
//
// A space at its end is one inside the whole text: `New ` begins `New York` and not `Newark`. So it
// is folded like any text (folded_text.h), but trimmed at its front only.
#pragma once

#include <string>
#include <string_view>

#include "policy/folded_text.h"

namespace signalbox {

inline std::string FoldedStart(std::string_view prefix) {
  std::string folded = Folded(std::string(prefix) + '*');
  folded.pop_back();
  return folded;
}

}  // namespace signalbox
