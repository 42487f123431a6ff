// From how people write a country or a state to its ISO code.
//
// Built once, at first use, from the iso-codes package, our own table of spellings, and, only when
// a name is in neither, the names that ICU knows in the languages of our markets. Thread safe.
// Views returned live as long as the process.
#pragma once

#include <string_view>

#include "base/result.h"

namespace signalbox::reference {

// Call once at start: says what is missing on this machine instead of holding every lead.
Status CheckReferenceTables();

// ISO 3166-1 alpha-2 in capitals, for `DE`, `deu`, `Germany`, `Deutschland`, `U.S.A.`; empty when
// the text names no country.
std::string_view CountryCode(std::string_view text);

// The part of ISO 3166-2 after the country (`LA`, `BY`, `NSW`) for a code or a name; empty when the
// country has no such subdivision.
std::string_view StateCode(std::string_view country, std::string_view text);

// A static view of two letters.
std::string_view TwoLetters(char first, char second);

}  // namespace signalbox::reference
