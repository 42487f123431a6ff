// What a policy says and this version only keeps: told before it ships, so that nobody counts on
// it.
#pragma once

#include <vector>

#include "policy/policy.h"

namespace signalbox {

// Warnings, one for each kind of thing, at the file as a whole. Pure; thread safe.
std::vector<Finding> NotActedOnYet(const Policy& policy);

}  // namespace signalbox
