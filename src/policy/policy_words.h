// Conditions and what follows them in words, for people who read a policy: `policy explain`, the
// picture of `policy graph`, the lines of `policy diff`. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "policy/compiled.h"

namespace signalbox {

// A condition's CEL in words: `lead.country is de or at and lead.employees is at least 50`. What
// has no words stays CEL in backticks. Never fails.
std::string InWords(std::string_view cel);

// `the next of pool dach-south`, `queue unrouted`, `reject: no_lawful_basis`.
std::string EffectInWords(const Effect& effect);

// `GRAPH/NODE` as it is, `RULE/` of a rule that asks by itself as its rule.
std::string EscalationInWords(std::string_view node);

// `team strategic-desk`, `the owner's manager`.
std::string WhomInWords(const NoticeTarget& target);

// `team dach-south`, `who: person.skills has insurance`.
std::string MembersInWords(const PoolSpec& pool);

}  // namespace signalbox
