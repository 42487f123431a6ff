// A count with its noun, for people: `1 lead`, `2 leads`, `0 leads`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

// `one` is the noun of one thing; `many` that of several where it is not `one` with an s.
inline std::string Counted(int64_t number, std::string_view one, std::string_view many = {}) {
  std::string text = std::to_string(number) + " ";
  if (number == 1 || many.empty())
    text += one;
  else
    text += many;
  if (number != 1 && many.empty()) text += "s";
  return text;
}

}  // namespace signalbox
