// tests/golden/salesforce/<case>.xml is a file as people give it, <case>.txt what importing it says
// and makes. SIGNALBOX_UPDATE_GOLDEN=1 rewrites the texts; read the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "policy/policy_fixture.h"
#include "policy/salesforce/import_bundle.h"
#include "policy/salesforce/matching_rules.h"
#include "policy/salesforce/metadata_kind.h"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

using Values = std::vector<std::string>;

const fs::path kGolden = fs::path(SB_SOURCE_DIR) / "tests/golden/salesforce";

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> ImportCases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kGolden)) {
    if (entry.path().extension() == ".xml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<ImportedBundle> ImportFile(const std::string& file, const std::string& xml) {
  SB_ASSIGN(const XmlElement root, ParseXml(file, xml));
  SB_TRY(MetadataKindOf(root, file));
  SB_ASSIGN(const std::vector<SalesforceRule> rules, ReadAssignmentRules(root, file));
  SB_ASSIGN(const SalesforceRule* rule, ChooseRule(rules, "", file));
  return ImportRule(*rule, file);
}

Result<std::string> MatchingOf(const std::string& file, const std::string& xml) {
  SB_ASSIGN(const XmlElement root, ParseXml(file, xml));
  SB_ASSIGN(const MetadataKind kind, MetadataKindOf(root, file));
  if (kind == MetadataKind::kDuplicateRule) {
    SB_ASSIGN(SalesforceDuplicateRule rule, ReadDuplicateRule(root, file));
    return MatchingYaml({}, {rule}, {});
  }
  SB_ASSIGN(const std::vector<SalesforceMatchingRule> rules, ReadMatchingRules(root, file));
  return MatchingYaml(rules, {}, rules.empty() ? std::vector{ObjectOfFile(file)} : Values{});
}

std::string WhatImportSays(const std::string& file, const std::string& xml) {
  if (file.starts_with("Lead.")) {
    const Result<std::string> yaml = MatchingOf(file, xml);
    return yaml.ok() ? *yaml : yaml.error().message + "\n";
  }
  const Result<ImportedBundle> bundle = ImportFile(file, xml);
  if (!bundle.ok()) return bundle.error().message + "\n";
  std::string said;
  for (const ImportNote& note : bundle->notes) said += note.Text(file) + "\n";
  said += "\n" + bundle->files.at("policy.yaml");
  const CompileOutcome outcome = CompilePolicy(bundle->files, nullptr);
  EXPECT_NE(outcome.policy, nullptr) << AllFindings(outcome);
  return said;
}

class GoldenImport : public testing::TestWithParam<std::string> {};

TEST_P(GoldenImport, SaysAndMakesExactlyWhatTheFileSays) {
  const std::string file = GetParam() + ".xml";
  const std::string said = WhatImportSays(file, ReadAll(kGolden / file));
  const fs::path expected = kGolden / (GetParam() + ".txt");
  if (std::getenv("SIGNALBOX_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(expected, std::ios::binary) << said;
  }
  EXPECT_EQ(said, ReadAll(expected));
}

INSTANTIATE_TEST_SUITE_P(Salesforce, GoldenImport, testing::ValuesIn(ImportCases()),
                         [](const auto& param) {
                           std::string name = param.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

// Every prefix and every single-byte damage of a good file is refused or imported, never more.
TEST(DamagedImports, NeverCrashOrHang) {
  const std::string good = ReadAll(kGolden / "filters-and-owners.xml");
  for (size_t size = 0; size < good.size(); size += 7) {
    EXPECT_FALSE(ImportFile("cut.xml", good.substr(0, size)).ok()) << size;
  }
  for (size_t at = 0; at < good.size(); at += 3) {
    for (const char damage : {'<', '>', '&', '"', '\0', '\xff', ')', '9'}) {
      std::string bad = good;
      bad[at] = damage;
      const auto bundle = ImportFile("damaged.xml", bad);
      EXPECT_TRUE(bundle.ok() || !bundle.error().message.empty());
    }
  }
}

TEST(DamagedImports, RefuseElementsNestedWithoutEnd) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  const auto tree = ParseXml("deep.xml", deep);
  ASSERT_FALSE(tree.ok());
  EXPECT_EQ(tree.error().message, "deep.xml:1: elements nested deeper than 64");
}

TEST(DamagedImports, RefuseAFileThatIsNotUtf8) {
  const auto tree = ParseXml("latin.xml", "<?xml version=\"1.0\"?><a>\xe4</a>");
  ASSERT_FALSE(tree.ok());
  EXPECT_EQ(tree.error().message, "latin.xml: it is not UTF-8; save it as UTF-8");
}

}  // namespace
}  // namespace signalbox
