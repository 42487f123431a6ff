// The form of matching.yaml.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "policy/salesforce/criterion.h"
#include "policy/salesforce/import_bundle.h"
#include "policy/salesforce/lead_fields.h"
#include "policy/salesforce/matching_rules.h"

namespace signalbox {

namespace {

constexpr std::string_view kHead =
    "# NOT ACTED ON YET. Signalbox takes two leads for one person when the e-mail is the same; "
    "without\n"
    "# one, the same phone and name; or the same source and external id. What stands here is kept "
    "for\n"
    "# the version that reads it, and changes no decision. docs/import-salesforce.md has its "
    "form.\n";

// `Standard_Lead_Match_Rule_v1_0` is the preset of leads.
constexpr std::pair<std::string_view, std::string_view> kStandard[] = {
    {"Lead", "Standard_Lead_Match_Rule_v1_0"},
    {"Contact", "Standard_Contact_Match_Rule_v1_1"},
    {"Account", "Standard_Account_Match_Rule_v1_0"},
    {"PersonAccount", "Standard_Person_Account_Match_Rule_v1_0"},
};

std::string RecordOf(std::string_view object) {
  if (object == "PersonAccount") return "person_account";
  if (object != "Lead" && object != "Contact" && object != "Account") return YamlQuoted(object);
  std::string record(object);
  record[0] = static_cast<char>(record[0] | 0x20);
  return record;
}

// A field of a lead by our name, of any other object by its own.
std::string YamlFieldOf(std::string_view object, const std::string& field) {
  if (object == "Lead") {
    SalesforceFields fields;
    if (const auto ours = fields.Find(field); ours.ok()) return ours->attribute;
  }
  return YamlQuoted(field);
}

std::string ActionText(const SalesforceDuplicateRule::Action& action) {
  std::string text = action.block ? "{action: block" : "{action: allow";
  if (!action.also.empty()) text += fmt::format(", also: [{}]", fmt::join(action.also, ", "));
  return text + "}";
}

std::string RuleText(const SalesforceMatchingRule& rule) {
  std::string text = fmt::format("  - name: {}\n    record: {}\n    active: {}\n",
                                 YamlQuoted(rule.name), RecordOf(rule.object), rule.active);
  if (!rule.description.empty()) text += "    note: " + YamlQuoted(rule.description) + "\n";
  text += "    fields:\n";
  for (const auto& item : rule.items) {
    text += fmt::format("      - {{field: {}, method: {}, blanks: {}}}\n",
                        YamlFieldOf(rule.object, item.field), item.method,
                        item.match_blanks ? "match" : "differ");
  }
  if (!rule.boolean_filter.empty()) text += "    logic: " + YamlQuoted(rule.boolean_filter) + "\n";
  return text;
}

std::string DuplicateText(const SalesforceDuplicateRule& rule) {
  std::string text = fmt::format(
      "  - name: {}\n    record: {}\n    active: {}\n    order: {}\n    on_create: {}\n"
      "    on_change: {}\n    sees: {}\n",
      YamlQuoted(rule.name), RecordOf(rule.object), rule.active, rule.order,
      ActionText(rule.on_insert), ActionText(rule.on_update),
      rule.enforce_sharing ? "what_the_user_may_see" : "everything");
  if (!rule.alert.empty()) text += "    alert: " + YamlQuoted(rule.alert) + "\n";
  if (!rule.filter.empty()) text += "    only_when:\n";
  for (const auto& item : rule.filter) {
    text +=
        fmt::format("      - {{of: {}, field: {}, is: {}, value: {}}}\n",
                    YamlQuoted(item.table.empty() ? rule.object : item.table),
                    YamlQuoted(item.field), OperationName(item.operation), YamlQuoted(item.value));
  }
  if (!rule.boolean_filter.empty()) text += "    logic: " + YamlQuoted(rule.boolean_filter) + "\n";
  text += rule.comparisons.empty() ? "    compare: []\n" : "    compare:\n";
  for (const auto& comparison : rule.comparisons) {
    text += fmt::format("      - with: {}\n        by: {}\n", RecordOf(comparison.object),
                        YamlQuoted(comparison.matching_rule));
    if (comparison.fields.empty()) continue;
    text += "        fields:\n";
    for (const auto& [mine, theirs] : comparison.fields) {
      text += fmt::format("          {}: {}\n", YamlFieldOf(rule.object, mine), YamlQuoted(theirs));
    }
  }
  return text;
}

}  // namespace

std::string MatchingYaml(const std::vector<SalesforceMatchingRule>& rules,
                         const std::vector<SalesforceDuplicateRule>& duplicates,
                         const std::vector<std::string>& standard_objects) {
  std::set<std::string> written;
  std::map<std::string, std::string> presets;  // name to object
  for (const SalesforceMatchingRule& rule : rules) written.insert(rule.name);
  const auto add_standard = [&](std::string_view object, std::string_view name) {
    if (!written.contains(std::string(name))) presets.emplace(name, object);
  };
  for (const auto& [object, name] : kStandard) {
    const bool asked = std::find(standard_objects.begin(), standard_objects.end(), object) !=
                       standard_objects.end();
    if (asked) add_standard(object, name);
  }
  for (const SalesforceDuplicateRule& rule : duplicates) {
    for (const auto& comparison : rule.comparisons) {
      if (comparison.matching_rule.starts_with("Standard_")) {
        add_standard(comparison.object, comparison.matching_rule);
      }
    }
  }
  std::string text = fmt::format("{}-salesforce`.\n{}", kImportMark, kHead);
  text += rules.empty() && presets.empty() ? "rules: []\n" : "rules:\n";
  for (const auto& [name, object] : presets) {
    text += fmt::format("  - {{name: {}, record: {}, preset: salesforce_standard}}\n",
                        YamlQuoted(name), RecordOf(object));
  }
  for (const SalesforceMatchingRule& rule : rules) text += RuleText(rule);
  text += duplicates.empty() ? "duplicates: []\n" : "duplicates:\n";
  for (const SalesforceDuplicateRule& rule : duplicates) text += DuplicateText(rule);
  return text;
}

}  // namespace signalbox
