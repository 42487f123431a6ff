// Words of company names: which say little, and which are written several ways. Folded.
#pragma once

#include <string_view>

namespace signalbox {

// `group`, `holding`, `international`, a country, an article: what one record of a company has and
// another leaves out.
bool IsGenericNameWord(std::string_view word);

// `international` for `intl`, `3` for `three`, `saint` for `st`; the word itself otherwise. Static
// or a view of `word`.
std::string_view UsualNameWord(std::string_view word);

// Endings of names that are web addresses: `com`, `fr`, `io`.
bool IsWebEnding(std::string_view ending);

}  // namespace signalbox
