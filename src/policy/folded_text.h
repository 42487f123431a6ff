// Folded text: how conditions and tables compare text, without case and without outer spaces.
//
// Case folds by Unicode's simple folding for Latin, Greek, Cyrillic and Armenian letters (the
// scripts that have case in business data); other text compares by its bytes. Spaces are Unicode's
// White_Space, so that a no-break space pasted from a spreadsheet does not matter.
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

std::string_view TrimSpaces(std::string_view text);

// Appends trimmed, folded `text` to `out`. Bytes that are not UTF-8 stay as they are.
void AppendFolded(std::string_view text, std::string* out);
std::string Folded(std::string_view text);

// True when Folded(text) == folded; allocates only for text beyond ASCII.
bool EqualsFolded(std::string_view text, std::string_view folded);
bool StartsFolded(std::string_view text, std::string_view folded);

}  // namespace signalbox
