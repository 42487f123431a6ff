// Static checks of a policy that compiles: what it says and never does, and what it leaves out.
//
// Rules and table rows that no record reaches, holes between the ranges of a table, declared values
// and members of a hierarchy that nothing takes, tables that no rule uses, pools whose people all
// take nothing. Exact for table columns and for conjunctions and disjunctions of comparisons,
// membership and prefix on declared attributes. Any other term counts as free; a finding that
// depends on one without a record to show it says `possible, not analysed: line N`.
//
// Findings are warnings: the policy works. A record that a finding shows was decided with `Decide`
// by the check, and does what the finding says. Pure; thread safe.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/policy.h"

namespace signalbox {

struct CheckBudget {
  // One step is about one comparison of two sets of records, or a decision; this many take a few
  // seconds, and ten on a slow machine. Counted, so that the answer never depends on the machine.
  int64_t steps = 5'000'000;
};

// `files` are those that `policy` was compiled from. Without a roster people are taken to be there
// and to take what they get. What the budget did not suffice for is said as `not decided`.
std::vector<Finding> CheckPolicy(const Policy& policy, const BundleFiles& files,
                                 const Roster* roster, CheckBudget budget = {});

}  // namespace signalbox
