// Example leads that a policy tells apart: for every condition and every row of a table leads on
// either side of each of its boundaries, everything else as the guards ask for it.
//
// What conditions compare is read from their CEL: equality, order, membership and prefixes of
// attributes. Other terms are not analysed; their attributes keep what the rest gives them. Pure;
// deterministic; any thread.
#pragma once

#include <string>
#include <vector>

#include "policy/policy.h"

namespace signalbox {

struct ExampleLead {
  std::string name;  // what it is an example of: `rule strategic`, `row territories/dach`
  Attributes record;
  TimeUs now = 0;
};

// More say nothing new to a person, and a decision takes microseconds.
inline constexpr size_t kMaxExampleLeads = 200'000;

// `files` are those that compiled to `policy`; `now` is when leads arrive whose row has no days.
std::vector<ExampleLead> ExampleLeads(const Policy& policy, const BundleFiles& files, TimeUs now);

// A roster in which everybody whom the policies name is there, and each team of a pool has two
// people who are always at work: one without skills and one with every text that a `forbid` speaks
// of. For policies that are looked at without a workspace.
Roster RosterForExamples(const std::vector<const Policy*>& policies);

}  // namespace signalbox
