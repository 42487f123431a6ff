// CriterionTest: one Salesforce criterion as a test of ours that gives the same answer for every
// lead.
//
// Semantics, from Salesforce Help ("Filter Operators Reference") and docs/import-salesforce.md:
// text compares without case and outer spaces; a comma list is any of its values, for `notEqual`,
// `notContain` and `excludes` none of them; a comma inside double quotes belongs to the value; an
// empty value tests for a blank field; a blank field matches `notEqual`, `notContain` and
// `excludes` and never an ordering; `A;B` in `includes` asks for both. Orderings compare numbers
// where the value is one, days where it is a date, else texts.
//
// The CEL never fails to evaluate, so that it may stand under NOT and OR as Salesforce's does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/salesforce/assignment_rules.h"
#include "policy/salesforce/lead_fields.h"

namespace signalbox {

struct CriterionTest {
  std::string cel;
  bool joined =
      false;  // made of parts with && or ||: needs parentheses in front of a NOT or an AND
  // The same in the short form, where that can say it: a key and its value as YAML.
  struct Brief {
    std::string attribute;
    std::string value;
  };
  std::optional<Brief> brief;
  std::string note;  // what a person should know about the reading, empty for nothing
};

// kUnsupported, with why, for what we cannot answer as Salesforce does (distances, dates relative
// to today, another field as value, fields of other objects).
Result<CriterionTest> CompileCriterion(const SalesforceCriterion& criterion,
                                       SalesforceFields* fields);

// The values of a comma list, trimmed; quotes taken off. An item that is empty without quotes is
// left out; `""` stays, as an empty text. Nothing for an empty value.
std::vector<std::string> SplitValues(std::string_view value);

// A text as a double-quoted YAML scalar.
std::string YamlQuoted(std::string_view text);

}  // namespace signalbox
