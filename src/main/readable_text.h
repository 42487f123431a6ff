// Text that claims to be UTF-8 and may not be, as old spreadsheets write it.
#pragma once

#include <cstddef>
#include <string>

namespace signalbox {

// Reads each byte that is no part of valid UTF-8 as Windows-1252, and NUL as a space. A file that
// begins as UTF-16 or UTF-32 is left alone, so that its reader can name it. How many bytes that
// were.
size_t MakeReadable(std::string* text);

}  // namespace signalbox
