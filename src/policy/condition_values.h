// The values at which a condition may change its mind: each attribute that it names with the
// constants that it is held against, and for numbers the ones beside them.
//
// Read from the condition as CEL, which the short form has too. Nothing is promised of a value but
// that the condition speaks of it: who proposes one evaluates the condition with it. Pure.
#pragma once

#include <map>
#include <set>
#include <string>

#include "policy/condition.h"

namespace signalbox {

// By attribute; texts as a lead would bring them. A number is its decimal text, a yes or no `true`
// or `false`. An attribute without values is named, but compared with no constant.
using AttributeValues = std::map<std::string, std::set<std::string>>;

void CollectValues(const Condition& condition, const SlotTable& slots, AttributeValues* out);

}  // namespace signalbox
