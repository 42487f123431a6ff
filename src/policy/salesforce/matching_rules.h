// Salesforce's matching and duplicate rules (Metadata API Developer Guide, `MatchingRule`,
// `DuplicateRule`) and our matching configuration made of them, `matching.yaml`.
//
// Nothing acts on matching.yaml yet: who is the same person is decided by the rules of
// intake/identity.h, whatever it says. It is no part of the bundle (ReadBundle does not read it),
// so it changes no version; docs/import-salesforce.md has its form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/salesforce/assignment_rules.h"
#include "policy/salesforce/xml_tree.h"

namespace signalbox {

struct SalesforceMatchingRule {
  struct Item {
    std::string field;   // of the object, as written
    std::string method;  // ours: `exact`, `first_name`, `company_name`, ...
    bool match_blanks = false;
  };
  std::string name;
  std::string object;  // `Lead`
  std::string description;
  bool active = false;
  std::vector<Item> items;
  std::string boolean_filter;  // over the items, empty for all of them
};

struct SalesforceDuplicateRule {
  struct FilterItem {
    std::string table, field, value;
    SalesforceOperation operation = SalesforceOperation::kEquals;
  };
  struct Comparison {
    std::string object, matching_rule;
    std::vector<std::pair<std::string, std::string>> fields;  // ours to theirs, as mapped
  };
  // What happens when a duplicate is found.
  struct Action {
    bool block = false;
    std::vector<std::string> also;  // `alert`, `report`
  };
  std::string name;  // as people see it
  std::string object;
  bool active = false;
  bool enforce_sharing = true;
  int order = 0;
  Action on_insert, on_update;
  std::string alert;
  std::vector<FilterItem> filter;
  std::string boolean_filter;
  std::vector<Comparison> comparisons;
};

// `file` is the name that Salesforce gives the file (`Lead.matchingRule-meta.xml`,
// `Lead.Standard.duplicateRule-meta.xml`): the object stands there alone. kInvalid, with file and
// line, for another method, operator, action or filter than the documentation knows.
Result<std::vector<SalesforceMatchingRule>> ReadMatchingRules(const XmlElement& root,
                                                              std::string_view file);
Result<SalesforceDuplicateRule> ReadDuplicateRule(const XmlElement& root, std::string_view file);

// The object that a file is about, by its name; empty when the name does not say.
std::string ObjectOfFile(std::string_view file);

// The whole configuration. Objects of which a file was given without rules of its own, and standard
// rules that duplicate rules name, become presets by name.
std::string MatchingYaml(const std::vector<SalesforceMatchingRule>& rules,
                         const std::vector<SalesforceDuplicateRule>& duplicates,
                         const std::vector<std::string>& standard_objects);

}  // namespace signalbox
