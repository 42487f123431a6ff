// Case folding that never changes: identity keys are compared with keys made years ago, so they
// must not follow a library's Unicode version.
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// Lower case of ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic letters (the simple foldings
// of Unicode's CaseFolding.txt in U+0000..U+04FF, without Latin Extended-B); all else as it is.
std::string FoldCase(std::string_view utf8);

}  // namespace signalbox
