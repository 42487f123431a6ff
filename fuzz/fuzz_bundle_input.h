// A bundle as one fuzz input, and what every policy that comes of it must hold to.
//
// Input: policy.yaml, then for each further file a line `=== PATH` and its text. So a mutation of a
// few bytes may move a line between files, as people do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/decision.h"

namespace signalbox {

BundleFiles SplitBundle(std::string_view input);

// Leads that differ in what policies usually ask for; some fields are missing in each.
const std::vector<Attributes>& LeadsToDecide();
// A few people with hours, leave and skills, in the teams of the shipped bundles.
const Roster& RosterToDecide();

// What the policy says to every lead, in its places alone; turns of pools are applied as they come.
// CHECKs of every decision that it is one: somebody, a queue, or why not; and the same when asked
// again.
std::vector<Decision> DecideAll(const Policy& policy);

// The bundle as `policy fmt` writes it. CHECKs that writing it again changes nothing, and that a
// bundle which compiles means the same afterwards.
void FormatKeepsMeaning(const BundleFiles& files, const CompileOutcome& compiled);

}  // namespace signalbox
