// Versions of the tables of the world that agents read, for the event EngineStarted. Thread safe.
#pragma once

#include <string>

namespace signalbox::reference {

// Of ICU and of the Unicode data in it: `72.1 (Unicode 15.0)`.
std::string IcuVersion();

// Of libphonenumber, whose numbering plans are compiled into it and which says no version itself:
// that of the library file in use (`8.12`), `unknown` where its name has none.
std::string PhonesVersion();

// Of libpsl, and when the Public Suffix List compiled into it was made: `0.21.2 (+libidn2/2.3.3)
// (2023-02-09)`.
std::string SuffixesVersion();

}  // namespace signalbox::reference
