// The flow of a policy as a picture: guards, rules in order, and where they send leads, as one SVG
// without scripts or outside references, or as values for whoever draws it. Pure; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "policy/decision.h"

namespace signalbox {

// How many stored decisions went through each part; empty for a policy that decided nothing yet.
struct FlowCounts {
  bool told = true;  // false: JSON has null for each count
  int64_t decisions = 0;
  std::map<std::string, int64_t> rules;    // and guards, and `nothing_matched`
  std::map<std::string, int64_t> targets;  // by the name of their box
};

// Counts one decision: the rule that made it and where the lead went. `person` is the owner's id.
void CountFlow(Disposition disposition, const std::string& rule, const std::string& reason,
               const std::string& pool, const std::string& queue, const std::string& person,
               FlowCounts* counts);

std::string FlowSvg(const Policy& policy, const FlowCounts& counts);
// `{"policy","policy_version","decisions","steps":[{"name","kind","words","count"}],
// "targets":[{"name","kind","words"}],"lines":[[step,target]]}`; lines name the places of both, and
// of `counts` only what went through the steps is told.
std::string FlowJson(const Policy& policy, const FlowCounts& counts);

}  // namespace signalbox
