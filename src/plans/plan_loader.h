// Plans from YAML: `{plan, record, steps: [...], merge: {...}}` (interfaces.md, "Plans";
// docs/policy-guide.md).
//
// Pure; thread safe. A loaded plan never changes.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/plan.h"
#include "engine/run.h"
#include "policy/policy.h"

namespace signalbox {

// Null when any finding is an error. `file` is the name that findings carry.
std::shared_ptr<const Plan> LoadPlan(std::string_view file, std::string_view text,
                                     std::vector<Finding>* findings);

// The plan for leads that a bundle without plans of its own gets.
std::string_view ShippedRouteLead();

// Compiles a bundle and loads its plans (`route_lead` where it brings none). Null when any finding
// is an error.
std::shared_ptr<const PolicyVersion> LoadVersion(const BundleFiles& files, const Roster* roster,
                                                 std::vector<Finding>* findings);

}  // namespace signalbox
