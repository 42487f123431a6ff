// The fields that a bundle declares beside ours (`fields:`): names under which leads keep them.
#pragma once

#include <string>
#include <vector>

#include "policy/policy.h"

namespace signalbox {

// Without `lead.`, as spelled in the bundle, sorted.
std::vector<std::string> OwnFieldsOf(const Policy& policy);

}  // namespace signalbox
