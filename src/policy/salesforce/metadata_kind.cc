#include "policy/salesforce/metadata_kind.h"

#include <fmt/format.h>

namespace signalbox {

namespace {

struct KnownRoot {
  std::string_view name;
  std::string_view holds;
};

// Files that lie beside the ones we read and are given by mistake.
constexpr KnownRoot kOthers[] = {
    {"AutoResponseRules", "auto-response rules, which answer a lead and give it no owner"},
    {"EscalationRules", "escalation rules, which are for cases"},
    {"LeadConvertSettings", "settings of lead conversion"},
    {"Workflow", "workflow rules"},
    {"Package", "a list of metadata, not the metadata"},
};

}  // namespace

Result<MetadataKind> MetadataKindOf(const XmlElement& root, std::string_view file) {
  if (root.name == "AssignmentRules" || root.name == "AssignmentRule") {
    return MetadataKind::kAssignmentRules;
  }
  if (root.name == "MatchingRules" || root.name == "MatchingRule") {
    return MetadataKind::kMatchingRules;
  }
  if (root.name == "DuplicateRule") return MetadataKind::kDuplicateRule;
  std::string holds = fmt::format("its root element is `{}`", root.name);
  for (const KnownRoot& other : kOthers) {
    if (other.name == root.name) holds = fmt::format("it holds {}", other.holds);
  }
  return Err(Code::kInvalid,
             fmt::format("{}:{}: {}; expected `AssignmentRules`, `MatchingRules` or "
                         "`DuplicateRule`",
                         file, root.line, holds));
}

}  // namespace signalbox
