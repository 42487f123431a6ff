// The page at `/`: what stands in the log, for people, until the console takes its place. Static
// text; it shows nothing by itself and asks the API with the token that its reader pastes.
#pragma once

#include <string_view>

namespace signalbox {

std::string_view PageStyle();
std::string_view PageScript();
// The document around the two.
std::string_view PageBody();

}  // namespace signalbox
