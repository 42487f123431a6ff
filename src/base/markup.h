// Text inside HTML, SVG and addresses. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// For the content of an element or a quoted attribute. Control characters, which neither has,
// become spaces.
std::string EscapeMarkup(std::string_view text);

// As one segment of a path or one value of a query: all but unreserved characters by their bytes
// (RFC 3986 section 2.1).
std::string UrlEscape(std::string_view text);

}  // namespace signalbox
