// Salesforce's lead assignment rules as they stand in `Lead.assignmentRules-meta.xml` (Metadata API
// Developer Guide, `AssignmentRules`).
//
// Values. The types of fields are not in the file; policy/salesforce/criterion.h says how criteria
// are read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/salesforce/filter_logic.h"
#include "policy/salesforce/xml_tree.h"

namespace signalbox {

// Metadata API, `FilterOperation`.
enum class SalesforceOperation {
  kEquals,
  kNotEqual,
  kLessThan,
  kGreaterThan,
  kLessOrEqual,
  kGreaterOrEqual,
  kContains,
  kNotContain,
  kStartsWith,
  kIncludes,
  kExcludes,
  kWithin,
};
std::string_view OperationName(SalesforceOperation operation);
// By its name in the file, to the letter; nothing for any other.
std::optional<SalesforceOperation> OperationByName(std::string_view name);
// `unknown operator `x`; did you mean `y`?`, with the known ones where none is close.
std::string UnknownOperation(std::string_view name);

struct SalesforceCriterion {
  std::string field;  // as written: `Lead.Country`
  SalesforceOperation operation = SalesforceOperation::kEquals;
  std::string value;
  std::string value_field;  // compares with another field; empty for none
  int line = 0;
};

struct SalesforceEntry {
  enum class Assignee { kNobody, kUser, kQueue };

  int number = 0;  // counts every entry of its rule from 1
  int line = 0;
  Assignee assignee = Assignee::kNobody;
  std::string assigned_to;
  std::vector<SalesforceCriterion> criteria;
  std::string boolean_filter;  // as written, empty for none
  FilterLogic logic;           // of the filter, else all criteria
  std::string formula;         // instead of criteria, empty for none
  std::string email_template;
  std::vector<std::string> teams;
  bool override_existing_teams = false;
  bool notify_cc_recipients = false;

  std::string Name() const { return "entry-" + std::to_string(number); }
};

struct SalesforceRule {
  std::string name;
  bool active = false;
  int line = 0;
  std::vector<SalesforceEntry> entries;  // in the order in which they are tried
};

// Reads a file's rules from its root, `AssignmentRules` (or one `AssignmentRule`, as some tools
// split them). kInvalid, with file, line and entry, for another root, an unknown operator, a filter
// that cannot be read, an assignee of another kind, and rules of another object than Lead.
Result<std::vector<SalesforceRule>> ReadAssignmentRules(const XmlElement& root,
                                                        std::string_view file);

// The rule of that name; without a name the active one, else the only one. kInvalid, naming what
// there is, when none or several could be meant.
Result<const SalesforceRule*> ChooseRule(const std::vector<SalesforceRule>& rules,
                                         std::string_view wanted, std::string_view file);

}  // namespace signalbox
