// Bad bundles and what is said of them: tests/golden/policy/<case>/ is a bundle, findings.txt what
// compiling it must say. SIGNALBOX_UPDATE_GOLDEN=1 rewrites findings.txt; read the difference.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/cbor.h"
#include "base/hash.h"
#include "policy/check.h"
#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = SB_SOURCE_DIR;

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> GoldenCases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kSource / "tests/golden/policy")) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// A case about people has roster.txt beside the bundle: a line `PERSON TEAM WEIGHT`, and `left`
// behind it for who is not active.
std::optional<Roster> RosterBeside(const fs::path& folder) {
  std::ifstream lines(folder / "roster.txt");
  if (!lines) return std::nullopt;
  Roster roster;
  std::string line, left;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    Person person;
    words >> person.id >> person.team >> person.weight;
    person.active = !(words >> left);
    roster.Upsert(std::move(person));
  }
  return roster;
}

class GoldenFindings : public testing::TestWithParam<std::string> {};

TEST_P(GoldenFindings, AreExactlyWhatTheFileSays) {
  fs::path folder = kSource / "tests/golden/policy" / GetParam();
  auto files = ReadBundle(folder.string());
  ASSERT_TRUE(files.ok()) << files.error().message;
  const std::optional<Roster> roster = RosterBeside(folder);
  const Roster* known = roster ? &*roster : nullptr;
  CompileOutcome outcome = CompilePolicy(*files, known);
  if (outcome.policy != nullptr) {
    for (Finding& one : CheckPolicy(*outcome.policy, *files, known)) {
      outcome.findings.push_back(std::move(one));
    }
  }
  std::string found = AllFindings(outcome);
  if (std::getenv("SIGNALBOX_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(folder / "findings.txt", std::ios::binary) << found;
  }
  EXPECT_EQ(found, ReadAll(folder / "findings.txt"));
  EXPECT_FALSE(found.empty()) << "a case shows a bundle with something wrong";
}

INSTANTIATE_TEST_SUITE_P(Policy, GoldenFindings, testing::ValuesIn(GoldenCases()),
                         [](const auto& param) {
                           std::string name = param.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(ShippedBundles, CompileWithoutFindings) {
  for (const char* name : {"starter", "inbound", "demo"}) {
    auto files = ReadBundle((kSource / "policies" / name).string());
    ASSERT_TRUE(files.ok()) << files.error().message;
    CompileOutcome outcome = CompilePolicy(*files, nullptr);
    EXPECT_NE(outcome.policy, nullptr);
    EXPECT_EQ(AllFindings(outcome), "") << name;
    if (outcome.policy == nullptr) continue;
    outcome.findings = CheckPolicy(*outcome.policy, *files, nullptr);
    EXPECT_EQ(AllFindings(outcome), "") << name;
  }
}

TEST(Compile, KeepsWhatIsWrittenAsText) {
  std::string rules;
  for (std::string_view value : {"NO", "01067", "1e5", "null", "~", "off", "0x1F", "1_000"}) {
    rules += "  - {name: v" + std::to_string(rules.size()) +
             ", when: {lead.state: " + std::string(value) +
             "}, hold: {reason: " + std::string(value) + "}}\n";
  }
  auto policy = MustCompile({{"policy.yaml", PolicyText(rules)}});
  Roster roster;
  PoolStates pools;
  for (std::string_view value : {"NO", "01067", "1e5", "null", "~", "off", "0x1F", "1_000"}) {
    Attributes lead = Lead({{Field::kState, value}});
    EXPECT_EQ(Decide(*policy, {lead, roster, pools, 0, {}}).reason, value);
  }
}

TEST(Compile, PeopleAndTeamsThatTheRosterLacksAreWarnings) {
  std::string text = PolicyText(
      "  - {name: a, assign: {person: mara@acme.exmple}}\n"
      "  - {name: b, assign: {pool: p}}\n",
      "pools: {p: {members: {team: dach-soth}}}\n");
  Roster roster = ExampleRoster();
  roster.Upsert(Team{.id = "dach-south", .name = {}, .manager = {}});
  CompileOutcome outcome = CompilePolicy({{"policy.yaml", text}}, &roster);
  EXPECT_NE(outcome.policy, nullptr);
  EXPECT_THAT(AllFindings(outcome),
              testing::AllOf(testing::HasSubstr("did you mean `mara@acme.example`"),
                             testing::HasSubstr("did you mean `dach-south`"),
                             testing::HasSubstr("no team `revops`")));
}

TEST(Compile, ABombOfAliasesIsRefusedAtItsFirstAnchor) {
  std::string text = "policy: &a [x, x]\nrules: [*a, *a, *a]\n";
  CompileOutcome outcome = CompilePolicy({{"policy.yaml", text}}, nullptr);
  EXPECT_EQ(outcome.policy, nullptr);
  EXPECT_THAT(AllFindings(outcome), testing::StartsWith("policy.yaml:1:9: error: `&a`"));
}

TEST(Compile, DeepAndBrokenTextIsAFindingAndNeverACrash) {
  std::vector<std::string> texts = {"",       "\xff\xfe",         "a: b: c",      "[",
                                    "{a: [}", "a:\n\t- b",        "- !!binary x", "? [a]\n: b",
                                    "a: \"",  "%YAML 9.9\n--- a", "--- a\n--- b", "\xEF\xBB\xBF"};
  texts.push_back(std::string(20'000, '['));
  texts.push_back(std::string(20'000, '{'));
  std::string nested;
  for (int i = 0; i < 300; ++i) nested += std::string(static_cast<size_t>(i), ' ') + "a:\n";
  texts.push_back(nested);
  for (const std::string& text : texts) {
    CompileOutcome outcome = CompilePolicy({{"policy.yaml", text}}, nullptr);
    EXPECT_EQ(outcome.policy, nullptr);
    EXPECT_FALSE(outcome.findings.empty()) << text.substr(0, 20);
  }
}

TEST(Bundle, AVersionIsAllOfItsFilesAsTheyAreStored) {
  BundleFiles files = {{"policy.yaml", "a"}, {"tables/t.csv", "b"}};
  Digest hash = BundleHash(files);
  EXPECT_EQ(hash, Sha256(PackBundle(files)));
  files["tests/t.yaml"] = "c";
  EXPECT_NE(BundleHash(files), hash);
  files.erase("tests/t.yaml");
  EXPECT_EQ(BundleHash(files), hash);
  files["tables/t.csv"] = "B";
  EXPECT_NE(BundleHash(files), hash);
  EXPECT_EQ(VersionName(hash).size(), 12u);
}

TEST(Bundle, PacksDeterministicallyAndUnpacksTheSame) {
  BundleFiles files = {{"policy.yaml", "a"},
                       {"tables/t.csv", std::string("\0b", 2)},
                       {"tests/longer-name.yaml", "c"}};
  Bytes packed = PackBundle(files);
  EXPECT_TRUE(IsDeterministicCbor(packed));
  auto unpacked = UnpackBundle(packed);
  ASSERT_TRUE(unpacked.ok());
  EXPECT_EQ(*unpacked, files);
  for (size_t cut = 0; cut < packed.size(); ++cut) {
    EXPECT_FALSE(UnpackBundle(BytesView(packed).substr(0, cut)).ok());
  }
  EXPECT_FALSE(UnpackBundle(PackBundle({{"../policy.yaml", "a"}})).ok());
}

TEST(Bundle, ADirectoryWithoutPolicyIsNotFoundAndALinkIsRefused) {
  fs::path folder = fs::path(testing::TempDir()) / "signalbox-bundle-test";
  fs::remove_all(folder);
  fs::create_directories(folder / "tables");
  EXPECT_EQ(ReadBundle(folder.string()).error().code, Code::kNotFound);
  std::ofstream(folder / "policy.yaml") << "policy: x\n";
  fs::create_symlink("/etc/hostname", folder / "tables/link.csv");
  EXPECT_EQ(ReadBundle(folder.string()).error().code, Code::kInvalid);
  fs::remove_all(folder);
}

// The agreed target syntax compiles as it stands.
TEST(TargetSyntax, OnlyWhatIsNotSupportedYetIsRefused) {
  const char* shared = std::getenv("SIGNALBOX_SHARED");
  fs::path root = shared != nullptr ? fs::path(shared) : kSource / "../shared";
  if (!ReadAll(root / "data/README.md").starts_with("# Public data for building and testing")) {
    GTEST_SKIP() << "the shared folder is not there; set SIGNALBOX_SHARED to it";
  }
  auto files = ReadBundle((root / "policy-example").string());
  ASSERT_TRUE(files.ok()) << files.error().message;
  CompileOutcome outcome = CompilePolicy(*files, nullptr);
  EXPECT_NE(outcome.policy, nullptr);
  EXPECT_EQ(AllFindings(outcome), "");
}

}  // namespace
}  // namespace signalbox
