// The importers of Salesforce's rules: any bytes as XML give rules, or an error; rules that are
// taken make a bundle that compiles and decides, and a filter or a criterion never makes one that
// does not.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "fuzz_bundle_input.h"
#include "policy/salesforce/import_bundle.h"
#include "policy/salesforce/matching_rules.h"
#include "policy/salesforce/metadata_kind.h"

namespace signalbox {
namespace {

constexpr std::string_view kFile = "Lead.rules-meta.xml";

void ImportAssignments(const XmlElement& root) {
  const Result<std::vector<SalesforceRule>> rules = ReadAssignmentRules(root, kFile);
  if (!rules.ok()) return;
  for (const SalesforceRule& rule : *rules) {
    const ImportedBundle bundle = ImportRule(rule, kFile);
    CHECK(bundle.imported <= bundle.entries);
    const CompileOutcome outcome = CompilePolicy(bundle.files, nullptr);
    CHECK(outcome.policy != nullptr);
    FormatKeepsMeaning(bundle.files, outcome);
  }
}

Status Import(std::string_view xml) {
  SB_ASSIGN(const XmlElement root, ParseXml(kFile, xml));
  SB_ASSIGN(const MetadataKind kind, MetadataKindOf(root, kFile));
  if (kind == MetadataKind::kAssignmentRules) {
    ImportAssignments(root);
  } else if (kind == MetadataKind::kMatchingRules) {
    SB_ASSIGN(const std::vector<SalesforceMatchingRule> rules, ReadMatchingRules(root, kFile));
    CHECK(!MatchingYaml(rules, {}, {}).empty());
  } else {
    SB_ASSIGN(SalesforceDuplicateRule rule, ReadDuplicateRule(root, kFile));
    CHECK(!MatchingYaml({}, {std::move(rule)}, {}).empty());
  }
  return {};
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const signalbox::Status done = signalbox::Import({reinterpret_cast<const char*>(bytes), size});
  CHECK(done.ok() || !done.error().message.empty());
  return 0;
}
