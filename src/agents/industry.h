// Sectors of the North American Industry Classification System (NAICS 2022) from words.
#pragma once

#include <string_view>

namespace signalbox::reference {

// The sector's code (`51`, `31-33`) for an industry as people name it, or for the name of a company
// that says its trade; empty when no word tells.
std::string_view SectorOf(std::string_view text);

}  // namespace signalbox::reference
