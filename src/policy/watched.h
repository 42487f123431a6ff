// What a policy watches: the fields of `triggers: [{changed: [...]}]`.
#pragma once

#include <string>
#include <vector>

#include "lead/attributes.h"
#include "policy/policy.h"

namespace signalbox {

// The watched fields that `after` says otherwise than `before`, in the order in which the policy
// lists them. A field that came or went has changed. Pure; thread safe.
std::vector<std::string> WatchedChanges(const Policy& policy, const Attributes& before,
                                        const Attributes& after);

}  // namespace signalbox
