// Whose records and people a manager answers for. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "lead/person.h"

namespace signalbox {

// Whoever has them as manager, in any number of steps, whoever is in a team that they manage, and
// themselves.
std::set<std::string, std::less<>> TeamOf(const std::string& manager,
                                          const std::vector<Person>& people,
                                          const std::vector<Team>& teams);

}  // namespace signalbox
