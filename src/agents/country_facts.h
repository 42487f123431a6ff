// Sales region and time zone of a country, and of the states that keep a time of their own.
#pragma once

#include <string_view>

namespace signalbox::reference {

// `amer`, `emea` or `apac` for an ISO alpha-2 code; empty for none.
std::string_view RegionOf(std::string_view country);

struct ZoneFinding {
  std::string_view zone;  // IANA name, static; empty when unknown
  bool by_state = false;
};

// `state` is the code of ISO 3166-2 after the country, or empty.
ZoneFinding ZoneOf(std::string_view country, std::string_view state);

}  // namespace signalbox::reference
