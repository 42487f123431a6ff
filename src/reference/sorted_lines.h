// Binary search in text whose lines are sorted bytewise: a large table needs no index, no start-up
// time and no memory of its own.
#pragma once

#include <string_view>

namespace signalbox::reference {

// `text` after its leading lines that begin with `#`.
std::string_view WithoutHeader(std::string_view text);

// True when `line` is one of the lines. Every line ends with a newline.
bool HasLine(std::string_view text, std::string_view line);

}  // namespace signalbox::reference
