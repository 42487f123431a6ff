// Countries and their subdivisions as the `iso-codes` package lists them (ISO 3166-1, ISO 3166-2).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace signalbox::reference {

struct IsoCountry {
  std::string alpha2, alpha3;
  std::vector<std::string> names;  // short, common and official, in English
};

struct IsoSubdivision {
  std::string country;  // alpha-2
  std::string code;     // after the country: `BY` of `DE-BY`
  std::string name;     // in the country's own language, Latin letters
};

struct IsoCodes {
  std::vector<IsoCountry> countries;
  std::vector<IsoSubdivision> subdivisions;
};

// Where Debian's iso-codes keeps its JSON files.
inline constexpr const char kIsoCodesFolder[] = "/usr/share/iso-codes/json";

// kIo when a file cannot be read, kCorrupt when it is not what iso-codes writes.
Result<IsoCodes> ReadIsoCodes(const std::string& folder);

}  // namespace signalbox::reference
