// Texts of messages as mail carries them, made into UTF-8: transfer encodings (RFC 2045 section 6),
// charsets, and encoded words of headers (RFC 2047).
//
// Nothing that comes is an error: what does not decode stands as it came, or as U+FFFD, because a
// person's message is not lost over one byte. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace signalbox {

// By the name of Content-Transfer-Encoding; what is not known is taken as it is.
Bytes DecodeTransfer(std::string_view encoding, std::string_view body);

// UTF-8, US-ASCII, ISO-8859-1, ISO-8859-15 and Windows-1252 by name, anything else as UTF-8.
// Control characters but tab and line end are left out, lines end with `\n`.
std::string ToCleanText(BytesView bytes, std::string_view charset);

// A header's value with its encoded words decoded, on one line.
std::string DecodeHeader(std::string_view value);

}  // namespace signalbox
