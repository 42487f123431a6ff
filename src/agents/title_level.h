// How high a job title stands: what scoring and advice need of it.
#pragma once

#include <string_view>

namespace signalbox::reference {

// `exec`, `director`, `mgr` or `staff`; empty when there is no title. Reads English, and the common
// titles of German, French, Spanish, Italian, Portuguese and Dutch.
std::string_view TitleLevel(std::string_view title);

}  // namespace signalbox::reference
