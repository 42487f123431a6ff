// The `format` keyword of JSON Schema: the formats that agents' answers use.
#pragma once

#include <string_view>

namespace signalbox {

// True for a format that is not checked.
bool FitsFormat(std::string_view format, std::string_view text);

}  // namespace signalbox
