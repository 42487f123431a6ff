// The condition of one rule entry as YAML: the short form where it can say it, else CEL.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "policy/salesforce/assignment_rules.h"
#include "policy/salesforce/lead_fields.h"

namespace signalbox {

struct EntryCondition {
  bool always = false;  // no criteria: the rule has no `when`
  std::string yaml;     // what follows `when:`, with its line ends, for rules at indent 4
  std::vector<std::string> notes;  // what a person should know about the reading
};

// kUnsupported, with why, for a formula and for a criterion that CompileCriterion does not do.
Result<EntryCondition> ConditionOf(const SalesforceEntry& entry, SalesforceFields* fields);

}  // namespace signalbox
