// Spellings of countries and states that ISO does not list, folded (reference/fold.h).
#pragma once

#include <string_view>

namespace signalbox::reference {

struct Spelling {
  std::string_view folded;
  std::string_view code;
};

inline constexpr Spelling kCountrySpellings[] = {
    {"america", "US"},
    {"bosnia", "BA"},
    {"brasil", "BR"},
    {"britain", "GB"},
    {"brunei", "BN"},
    {"bundesrepublik deutschland", "DE"},
    {"burma", "MM"},
    {"cape verde", "CV"},
    {"congo", "CG"},
    {"congo brazzaville", "CG"},
    {"congo kinshasa", "CD"},
    {"czech republic", "CZ"},
    {"democratic republic of the congo", "CD"},
    {"drc", "CD"},
    {"east timor", "TL"},
    {"eire", "IE"},
    {"el", "GR"},
    {"emirates", "AE"},
    {"england", "GB"},
    {"great britain", "GB"},
    {"holland", "NL"},
    {"hong kong sar", "HK"},
    {"hong kong sar china", "HK"},
    {"iran", "IR"},
    {"ivory coast", "CI"},
    {"korea", "KR"},
    {"korea north", "KP"},
    {"korea south", "KR"},
    {"kosovo", "XK"},
    {"ksa", "SA"},
    {"laos", "LA"},
    {"macau", "MO"},
    {"macau sar china", "MO"},
    {"macedonia", "MK"},
    {"mainland china", "CN"},
    {"moldova", "MD"},
    {"myanmar burma", "MM"},
    {"north korea", "KP"},
    {"northern ireland", "GB"},
    {"palestine", "PS"},
    {"peoples republic of china", "CN"},
    {"prc", "CN"},
    {"republic of ireland", "IE"},
    {"republic of korea", "KR"},
    {"russia", "RU"},
    {"scotland", "GB"},
    {"slovak republic", "SK"},
    {"south korea", "KR"},
    {"swaziland", "SZ"},
    {"syria", "SY"},
    {"taiwan", "TW"},
    {"tanzania", "TZ"},
    {"turkey", "TR"},
    {"u k", "GB"},
    {"u s", "US"},
    {"u s a", "US"},
    {"uae", "AE"},
    {"uk", "GB"},
    {"united states of america usa", "US"},
    {"united states us", "US"},
    {"united states usa", "US"},
    {"vatican", "VA"},
    {"vatican city", "VA"},
    {"venezuela", "VE"},
    {"vietnam", "VN"},
    {"wales", "GB"},
};

struct StateSpelling {
  std::string_view country;
  std::string_view folded;
  std::string_view code;
};

inline constexpr StateSpelling kStateSpellings[] = {
    {"CA", "quebec", "QC"},
    {"CA", "newfoundland", "NL"},
    {"CA", "pei", "PE"},
    {"DE", "bavaria", "BY"},
    {"DE", "hesse", "HE"},
    {"DE", "lower saxony", "NI"},
    {"DE", "mecklenburg western pomerania", "MV"},
    {"DE", "north rhine westphalia", "NW"},
    {"DE", "nrw", "NW"},
    {"DE", "rhineland palatinate", "RP"},
    {"DE", "saxony", "SN"},
    {"DE", "saxony anhalt", "ST"},
    {"DE", "thuringia", "TH"},
    {"US", "d c", "DC"},
    {"US", "washington d c", "DC"},
    {"US", "washington dc", "DC"},
};

}  // namespace signalbox::reference
