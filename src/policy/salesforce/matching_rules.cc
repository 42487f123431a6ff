#include "policy/salesforce/matching_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "policy/findings.h"

namespace signalbox {

namespace {

struct NamedMethod {
  std::string_view written, ours;
};
// Metadata API, `MatchingMethod`.
constexpr std::array<NamedMethod, 9> kMethods = {{{"Exact", "exact"},
                                                  {"FirstName", "first_name"},
                                                  {"LastName", "last_name"},
                                                  {"CompanyName", "company_name"},
                                                  {"Phone", "phone"},
                                                  {"City", "city"},
                                                  {"Street", "street"},
                                                  {"Zip", "postal_code"},
                                                  {"Title", "title"}}};

// Objects that have matching rules of their own; every other is a custom one, `..__c`.
constexpr std::string_view kObjects[] = {"Lead", "Contact", "Account", "PersonAccount"};

class MetadataReader {
 public:
  explicit MetadataReader(std::string_view file) : file_(file) {}

  Result<SalesforceMatchingRule> Matching(const XmlElement& element) {
    SalesforceMatchingRule rule;
    rule.name = element.TextOf("fullName");
    if (rule.name.empty()) rule.name = element.TextOf("label");
    if (rule.name.empty()) return Fail(element, "a matching rule without `fullName`");
    rule.object = ObjectOfFile(file_);
    rule.description = element.TextOf("description");
    const std::string_view status = element.TextOf("ruleStatus");
    rule.active = status == "Active" || status == "Activating";
    for (const XmlElement* child : element.All("matchingRuleItems")) {
      SB_ASSIGN(SalesforceMatchingRule::Item item, Item(*child, rule.name));
      rule.items.push_back(std::move(item));
    }
    if (rule.items.empty()) {
      return Fail(element, fmt::format("the matching rule `{}` compares no field", rule.name));
    }
    SB_ASSIGN(rule.boolean_filter, Filter(element, rule.name, rule.items.size()));
    return rule;
  }

  Result<SalesforceDuplicateRule> Duplicate(const XmlElement& root) {
    SalesforceDuplicateRule rule;
    rule.object = ObjectOfFile(file_);
    rule.name = root.TextOf("masterLabel");
    if (rule.name.empty()) rule.name = file_;
    rule.active = root.TextOf("isActive") == "true";
    rule.enforce_sharing = root.TextOf("securityOption") != "BypassSharingRules";
    rule.alert = root.TextOf("alertText");
    const std::string_view order = root.TextOf("sortOrder");
    std::from_chars(order.data(), order.data() + order.size(), rule.order);
    SB_ASSIGN(rule.on_insert, Action(root, "actionOnInsert", "operationsOnInsert"));
    SB_ASSIGN(rule.on_update, Action(root, "actionOnUpdate", "operationsOnUpdate"));
    if (const XmlElement* filter = root.Find("duplicateRuleFilter")) {
      SB_TRY(FilterItems(*filter, &rule));
    }
    for (const XmlElement* child : root.All("duplicateRuleMatchRules")) {
      rule.comparisons.push_back(Comparison(*child));
    }
    return rule;
  }

 private:
  Error Fail(const XmlElement& at, std::string_view what) const {
    return Err(Code::kInvalid, fmt::format("{}:{}: {}", file_, at.line, what));
  }

  Result<SalesforceMatchingRule::Item> Item(const XmlElement& element, std::string_view rule) {
    SalesforceMatchingRule::Item item;
    item.field = element.TextOf("fieldName");
    if (item.field.empty()) {
      return Fail(element,
                  fmt::format("the matching rule `{}` has an item without `fieldName`", rule));
    }
    const std::string_view method = element.TextOf("matchingMethod");
    std::vector<std::string> known;
    for (const NamedMethod& one : kMethods) {
      if (one.written == method) item.method = one.ours;
      known.emplace_back(one.written);
    }
    if (item.method.empty()) {
      const std::string hint = DidYouMean(method, known);
      return Fail(
          element,
          fmt::format("unknown matching method `{}`{}", method,
                      hint.empty() ? fmt::format("; known are {}", fmt::join(known, ", ")) : hint));
    }
    const std::string_view blank = element.TextOf("blankValueBehavior");
    if (!blank.empty() && blank != "MatchBlanks" && blank != "NullNotAllowed") {
      return Fail(element, fmt::format("`blankValueBehavior` is MatchBlanks or NullNotAllowed, not "
                                       "`{}`",
                                       blank));
    }
    item.match_blanks = blank == "MatchBlanks";
    return item;
  }

  Result<std::string> Filter(const XmlElement& element, std::string_view rule, size_t items) {
    std::string filter(element.TextOf("booleanFilter"));
    if (filter.empty()) return filter;
    const auto logic = ParseFilterLogic(filter, static_cast<int>(items));
    if (logic.ok()) return filter;
    return Fail(*element.Find("booleanFilter"), fmt::format("{}: the boolean filter `{}`, {}", rule,
                                                            filter, logic.error().message));
  }

  Result<SalesforceDuplicateRule::Action> Action(const XmlElement& root, std::string_view action,
                                                 std::string_view operations) {
    SalesforceDuplicateRule::Action done;
    const std::string_view what = root.TextOf(action);
    if (what != "Allow" && what != "Block" && !what.empty()) {
      return Fail(*root.Find(action),
                  fmt::format("`{}` is Allow or Block, not `{}`", action, what));
    }
    done.block = what == "Block";
    for (const XmlElement* also : root.All(operations)) {
      if (also->text != "Alert" && also->text != "Report") {
        return Fail(*also,
                    fmt::format("`{}` is Alert or Report, not `{}`", operations, also->text));
      }
      done.also.emplace_back(also->text == "Alert" ? "alert" : "report");
    }
    return done;
  }

  Status FilterItems(const XmlElement& filter, SalesforceDuplicateRule* rule) {
    for (const XmlElement* child : filter.All("duplicateRuleFilterItems")) {
      SalesforceDuplicateRule::FilterItem item;
      item.table = child->TextOf("table");
      item.field = child->TextOf("field");
      item.value = child->TextOf("value");
      const auto operation = OperationByName(child->TextOf("operation"));
      if (!operation) return Fail(*child, UnknownOperation(child->TextOf("operation")));
      item.operation = *operation;
      rule->filter.push_back(std::move(item));
    }
    SB_ASSIGN(rule->boolean_filter, Filter(filter, rule->name, rule->filter.size()));
    return {};
  }

  static SalesforceDuplicateRule::Comparison Comparison(const XmlElement& element) {
    SalesforceDuplicateRule::Comparison comparison;
    comparison.object = element.TextOf("matchRuleSObjectType");
    comparison.matching_rule = element.TextOf("matchingRule");
    const XmlElement* mapping = element.Find("objectMapping");
    if (mapping == nullptr) return comparison;
    for (const XmlElement* fields : mapping->All("mappingFields")) {
      comparison.fields.emplace_back(fields->TextOf("inputField"), fields->TextOf("outputField"));
    }
    return comparison;
  }

  std::string_view file_;
};

}  // namespace

std::string ObjectOfFile(std::string_view file) {
  std::string_view stem = file.substr(0, file.find('.'));
  for (const std::string_view object : kObjects) {
    if (stem == object) return std::string(object);
    // Collections of several organisations put a prefix in front.
    const bool prefixed = stem.size() > object.size() + 2 && stem.ends_with(object) &&
                          stem.substr(0, stem.size() - object.size()).ends_with("__");
    if (prefixed) return std::string(object);
  }
  return stem.ends_with("__c") ? std::string(stem) : "";
}

Result<std::vector<SalesforceMatchingRule>> ReadMatchingRules(const XmlElement& root,
                                                              std::string_view file) {
  std::vector<SalesforceMatchingRule> rules;
  std::vector<const XmlElement*> elements = root.All("matchingRules");
  if (root.name == "MatchingRule") elements = {&root};
  for (const XmlElement* element : elements) {
    SB_ASSIGN(SalesforceMatchingRule rule, MetadataReader(file).Matching(*element));
    rules.push_back(std::move(rule));
  }
  return rules;
}

Result<SalesforceDuplicateRule> ReadDuplicateRule(const XmlElement& root, std::string_view file) {
  return MetadataReader(file).Duplicate(root);
}

}  // namespace signalbox
