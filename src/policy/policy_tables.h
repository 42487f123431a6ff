// Which file of its bundle each table of a policy stands in. Pure.
#pragma once

#include <map>
#include <string>

#include "policy/policy.h"

namespace signalbox {

// Paths as policy.yaml names them, by the table's id.
std::map<std::string, std::string> TableFilesOf(const Policy& policy);

}  // namespace signalbox
