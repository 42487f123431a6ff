#include "policy/salesforce/assignment_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "policy/findings.h"

namespace signalbox {

namespace {

constexpr std::array<std::string_view, 12> kOperations = {
    "equals",   "notEqual",   "lessThan",   "greaterThan", "lessOrEqual", "greaterOrEqual",
    "contains", "notContain", "startsWith", "includes",    "excludes",    "within"};

// A rule of more entries has no reader; Salesforce's own limit is 3,000.
constexpr size_t kMaxEntries = 10'000;

bool IsTrue(std::string_view text) {
  return text == "true" || text == "1";
}

class RuleReader {
 public:
  explicit RuleReader(std::string_view file) : file_(file) {}

  Result<SalesforceRule> Rule(const XmlElement& element) {
    SalesforceRule rule;
    rule.name = element.TextOf("fullName");
    rule.active = IsTrue(element.TextOf("active"));
    rule.line = element.line;
    for (const XmlElement* child : element.All("ruleEntry")) {
      if (rule.entries.size() >= kMaxEntries) {
        return Fail(*child, fmt::format("more than {} entries", kMaxEntries));
      }
      SB_ASSIGN(SalesforceEntry entry, Entry(*child, static_cast<int>(rule.entries.size()) + 1));
      rule.entries.push_back(std::move(entry));
    }
    return rule;
  }

 private:
  Error Fail(const XmlElement& at, std::string_view what) const {
    return Err(Code::kInvalid, fmt::format("{}:{}: {}", file_, at.line, what));
  }

  Result<SalesforceEntry> Entry(const XmlElement& element, int number) {
    SalesforceEntry entry;
    entry.number = number;
    entry.line = element.line;
    entry.boolean_filter = element.TextOf("booleanFilter");
    entry.formula = element.TextOf("formula");
    entry.email_template = element.TextOf("template");
    for (const XmlElement* team : element.All("team")) entry.teams.push_back(team->text);
    entry.override_existing_teams = IsTrue(element.TextOf("overrideExistingTeams"));
    entry.notify_cc_recipients = IsTrue(element.TextOf("notifyCcRecipients"));
    SB_TRY(ReadAssignee(element, &entry));
    for (const XmlElement* child : element.All("criteriaItems")) {
      SB_ASSIGN(SalesforceCriterion criterion, Criterion(*child, entry));
      entry.criteria.push_back(std::move(criterion));
    }
    const auto count = static_cast<int>(entry.criteria.size());
    if (entry.boolean_filter.empty()) {
      entry.logic = AllCriteria(count);
      return entry;
    }
    Result<FilterLogic> logic = ParseFilterLogic(entry.boolean_filter, count);
    if (!logic.ok()) {
      return Fail(*element.Find("booleanFilter"),
                  fmt::format("{}: the boolean filter `{}`, {}", entry.Name(), entry.boolean_filter,
                              logic.error().message));
    }
    entry.logic = *std::move(logic);
    return entry;
  }

  Status ReadAssignee(const XmlElement& element, SalesforceEntry* entry) {
    entry->assigned_to = element.TextOf("assignedTo");
    const std::string_view type = element.TextOf("assignedToType");
    if (entry->assigned_to.empty()) return {};
    if (type == "User" || type.empty()) {
      entry->assignee = SalesforceEntry::Assignee::kUser;
    } else if (type == "Queue") {
      entry->assignee = SalesforceEntry::Assignee::kQueue;
    } else {
      return Fail(element,
                  fmt::format("{} assigns to a `{}`; expected User or Queue", entry->Name(), type));
    }
    return {};
  }

  Result<SalesforceCriterion> Criterion(const XmlElement& element, const SalesforceEntry& entry) {
    SalesforceCriterion criterion;
    criterion.line = element.line;
    criterion.field = element.TextOf("field");
    criterion.value = element.TextOf("value");
    criterion.value_field = element.TextOf("valueField");
    if (criterion.field.empty()) {
      return Fail(element, fmt::format("{} has a criterion without a field", entry.Name()));
    }
    const std::string_view operation = element.TextOf("operation");
    const std::optional<SalesforceOperation> known = OperationByName(operation);
    if (!known) {
      return Fail(element, fmt::format("{}: {}", entry.Name(), UnknownOperation(operation)));
    }
    criterion.operation = *known;
    // What only a case has; a lead has no account yet.
    if (criterion.field.starts_with("Case.") || criterion.field.starts_with("Account.")) {
      return Fail(element,
                  fmt::format("{} asks for `{}`: these are rules for cases, and only rules "
                              "for leads are imported",
                              entry.Name(), criterion.field));
    }
    return criterion;
  }

  std::string_view file_;
};

std::string RuleNames(const std::vector<SalesforceRule>& rules) {
  std::string names;
  for (const SalesforceRule& rule : rules) {
    names += fmt::format("{}`{}`{}", names.empty() ? "" : ", ", rule.name,
                         rule.active ? " (active)" : "");
  }
  return names;
}

}  // namespace

std::string_view OperationName(SalesforceOperation operation) {
  return kOperations[static_cast<size_t>(operation)];
}

std::optional<SalesforceOperation> OperationByName(std::string_view name) {
  const auto found = std::find(kOperations.begin(), kOperations.end(), name);
  if (found == kOperations.end()) return std::nullopt;
  return static_cast<SalesforceOperation>(std::distance(kOperations.begin(), found));
}

std::string UnknownOperation(std::string_view name) {
  if (name.empty()) return "a criterion without an operation";
  const std::vector<std::string> known(kOperations.begin(), kOperations.end());
  const std::string hint = DidYouMean(name, known);
  return fmt::format(
      "unknown operator `{}`{}", name,
      hint.empty() ? fmt::format("; known are {}", fmt::join(kOperations, ", ")) : hint);
}

Result<std::vector<SalesforceRule>> ReadAssignmentRules(const XmlElement& root,
                                                        std::string_view file) {
  std::vector<SalesforceRule> rules;
  std::vector<const XmlElement*> elements = root.All("assignmentRule");
  if (root.name == "AssignmentRule") elements = {&root};
  for (const XmlElement* element : elements) {
    SB_ASSIGN(SalesforceRule rule, RuleReader(file).Rule(*element));
    // A rule in a file of its own may be named by the file alone.
    if (rule.name.empty() && element == &root) rule.name = file;
    if (rule.name.empty()) {
      return Err(Code::kInvalid,
                 fmt::format("{}:{}: a rule without `fullName`", file, element->line));
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

Result<const SalesforceRule*> ChooseRule(const std::vector<SalesforceRule>& rules,
                                         std::string_view wanted, std::string_view file) {
  const auto fail = [&](std::string what) { return Err(Code::kInvalid, std::move(what)); };
  if (rules.empty()) return fail(fmt::format("{} has no assignment rule", file));
  if (!wanted.empty()) {
    for (const SalesforceRule& rule : rules) {
      if (rule.name == wanted) return &rule;
    }
    return fail(fmt::format("{} has no rule `{}`; it has {}", file, wanted, RuleNames(rules)));
  }
  const auto is_active = [](const SalesforceRule& rule) { return rule.active; };
  const auto active = std::count_if(rules.begin(), rules.end(), is_active);
  if (active == 1) return &*std::find_if(rules.begin(), rules.end(), is_active);
  if (rules.size() == 1) return &rules.front();
  return fail(fmt::format("{} has {} active rules; name one with `--rule`: {}", file,
                          active == 0 ? "no" : std::to_string(active), RuleNames(rules)));
}

}  // namespace signalbox
