// Text inside HTML and SVG. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// For the content of an element or a quoted attribute. Control characters, which neither has,
// become spaces.
std::string EscapeMarkup(std::string_view text);

}  // namespace signalbox
