// What a policy says, for people: every guard and rule with its condition as CEL and in words, what
// follows, tables with their columns, pools and queues. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "policy/policy.h"

namespace signalbox {

// `rule` names one rule or guard; empty for all and everything else. Empty when there is no such
// rule.
std::string ExplainPolicy(const Policy& policy, std::string_view rule);
// `{"policy","guards":[{"name","line","when","words","require","forbid","else"}],"rules":[...],
// "tables","pools","queues"}`; conditions are CEL.
std::string ExplainPolicyJson(const Policy& policy, std::string_view rule);

}  // namespace signalbox
