#include "policy/salesforce/lead_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "lead/field.h"

namespace signalbox {

namespace {

struct KnownField {
  std::string_view name;  // lower case
  std::string_view attribute;
  SalesforceField::Kind kind = SalesforceField::Kind::kText;
};

// Standard fields of Lead (Object Reference, `Lead`) that intake keeps under a name of ours.
constexpr KnownField kOurs[] = {
    {"city", "lead.city"},
    {"company", "lead.company"},
    {"country", "lead.country"},
    {"description", "lead.message"},
    {"email", "lead.email"},
    {"firstname", "lead.first_name"},
    {"industry", "lead.industry"},
    {"lastname", "lead.last_name"},
    {"leadsource", "lead.source"},
    {"phone", "lead.phone"},
    {"postalcode", "lead.postal_code"},
    {"state", "lead.state"},
    {"street", "lead.street"},
    {"title", "lead.title"},
    {"website", "lead.website"},
    {"annualrevenue", "lead.annual_revenue", SalesforceField::Kind::kInteger},
    {"numberofemployees", "lead.employees", SalesforceField::Kind::kInteger},
    {"name", "lead.name", SalesforceField::Kind::kFullName},
};

// Standard check boxes, which are never blank: not ticked is false.
constexpr std::string_view kCheckboxes[] = {"donotcall",   "hasoptedoutofemail", "hasoptedoutoffax",
                                            "isconverted", "isunreadbyowner",    "isdeleted"};

bool IsName(std::string_view text) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && text.size() <= 100 && !(text[0] >= '0' && text[0] <= '9') &&
         std::all_of(text.begin(), text.end(), is_part);
}

SalesforceField SalesforceFieldOf(std::string_view name, const std::string& lower) {
  for (const KnownField& known : kOurs) {
    if (known.name == lower) {
      return {.kind = known.kind, .attribute = std::string(known.attribute)};
    }
  }
  SalesforceField field{.attribute = fmt::format("lead.{}", name), .declared = true};
  field.is_date = lower.ends_with("date") || lower.ends_with("date__c");
  const bool checkbox =
      std::find(std::begin(kCheckboxes), std::end(kCheckboxes), lower) != std::end(kCheckboxes);
  if (checkbox) field.kind = SalesforceField::Kind::kCheckbox;
  // Spelled exactly like an attribute of ours.
  if (const auto ours = FieldByName(field.attribute)) {
    field.declared = false;
    field.kind = SpecOf(*ours).type == FieldType::kInt    ? SalesforceField::Kind::kInteger
                 : SpecOf(*ours).type == FieldType::kBool ? SalesforceField::Kind::kCheckbox
                                                          : SalesforceField::Kind::kText;
  }
  return field;
}

}  // namespace

std::string SalesforceField::HasCel() const {
  if (kind != Kind::kFullName) return fmt::format("has({})", attribute);
  return "(has(lead.name) || has(lead.first_name) || has(lead.last_name))";
}

std::string SalesforceField::TextCel() const {
  switch (kind) {
    case Kind::kInteger:
      return fmt::format("string({})", attribute);
    case Kind::kFullName:
      return "(has(lead.name) ? lead.name.trim() : ((has(lead.first_name) ? lead.first_name.trim() "
             ": \"\") + \" \" + (has(lead.last_name) ? lead.last_name : \"\")).trim())";
    case Kind::kText:
    case Kind::kCheckbox:
      break;
  }
  return attribute + ".trim()";
}

Result<SalesforceField> SalesforceFields::Find(std::string_view written) {
  std::string_view name = written;
  if (LowerAscii(name.substr(0, 5)) == "lead.") name.remove_prefix(5);
  if (!IsName(name)) {
    return Err(Code::kInvalid, name.find('.') != std::string_view::npos
                                   ? fmt::format("`{}` is no field of the lead itself", written)
                                   : fmt::format("`{}` is no name of a field", written));
  }
  const std::string lower = LowerAscii(name);
  return by_folded_name_.try_emplace(lower, SalesforceFieldOf(name, lower)).first->second;
}

std::map<std::string, std::string> SalesforceFields::Declared() const {
  std::map<std::string, std::string> declared;
  for (const auto& [lower, field] : by_folded_name_) {
    if (field.declared) declared.emplace(field.attribute, field.attribute.substr(5));
  }
  return declared;
}

std::vector<std::string> SalesforceFields::Attributes() const {
  std::vector<std::string> attributes;
  for (const auto& [lower, field] : by_folded_name_) attributes.push_back(field.attribute);
  std::sort(attributes.begin(), attributes.end());
  return attributes;
}

}  // namespace signalbox
