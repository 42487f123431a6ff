#include "policy/flags.h"

#include <gmock/gmock.h>

#include "policy/check.h"
#include "policy/decision.h"
#include "policy/own_fields.h"
#include "policy/policy_explain.h"
#include "policy/policy_fixture.h"
#include "policy/scenario.h"

namespace signalbox {
namespace {

constexpr char kFlags[] = "flags:\n  new_table: {default: false}\n  strict: {default: true}\n";

std::string RuleOf(const Policy& policy, const Attributes& record) {
  const Roster roster;
  const PoolStates pools;
  return Decide(policy, {record, roster, pools, 0, {}}).rule;
}

std::shared_ptr<const Policy> WithRules(const std::string& rules) {
  const CompileOutcome outcome =
      CompilePolicy({{"policy.yaml", PolicyText(rules) + kFlags}}, nullptr);
  for (const Finding& finding : outcome.findings) ADD_FAILURE() << finding.Text();
  return outcome.policy;
}

TEST(Flags, AreTheirDefaultInBothFormsWhereARecordSaysNothing) {
  const auto policy = WithRules(
      "  - {name: short, when: {flags.new_table: true}, queue: unrouted}\n"
      "  - {name: cel, when: 'flags.new_table || !flags.strict', queue: unrouted}\n"
      "  - {name: known, when: {flags.new_table: {known: false}}, queue: unrouted}\n"
      "  - {name: strict, when: {flags.strict: true}, queue: unrouted}\n");
  ASSERT_NE(policy, nullptr);
  EXPECT_EQ(RuleOf(*policy, {}), "strict") << "a flag is always known";
  Attributes record;
  PutFlags(*policy, {"new_table", "strict"}, &record);
  EXPECT_EQ(RuleOf(*policy, record), "short");
  PutFlags(*policy, {}, &record);
  EXPECT_EQ(RuleOf(*policy, record), "cel");
}

TEST(Flags, AreNoFieldsOfALeadAndAreSaidByExplain) {
  const auto policy = WithRules("  - {name: a, when: {flags.new_table: true}, queue: unrouted}\n");
  ASSERT_NE(policy, nullptr);
  EXPECT_THAT(OwnFieldsOf(*policy), testing::IsEmpty());
  EXPECT_THAT(FlagsOf(*policy),
              testing::ElementsAre(std::pair<const std::string, bool>("new_table", false),
                                   std::pair<const std::string, bool>("strict", true)));
  EXPECT_THAT(ExplainPolicy(*policy, ""), testing::HasSubstr("new_table: off by default"));
}

TEST(Flags, AreLookedAtByTheStaticChecksOnBothSides) {
  const BundleFiles files = {
      {"policy.yaml",
       PolicyText("  - {name: new, when: {flags.new_table: true}, queue: unrouted}\n"
                  "  - {name: old, when: {flags.new_table: false}, queue: unrouted}\n"
                  "  - {name: never, when: {lead.country: DE}, queue: unrouted}\n") +
           kFlags}};
  const CompileOutcome outcome = CompilePolicy(files, nullptr);
  ASSERT_NE(outcome.policy, nullptr);
  std::string found;
  for (const Finding& finding : CheckPolicy(*outcome.policy, files, nullptr))
    found += finding.Text() + "\n";
  EXPECT_THAT(found, testing::HasSubstr("rule `never`"));
  EXPECT_THAT(found, testing::Not(testing::HasSubstr("rule `old`")));
}

TEST(Flags, AreGivenByTestsOfTheBundle) {
  const std::string rules =
      "  - {name: new, when: {flags.new_table: true}, queue: unrouted}\n"
      "  - {name: old, queue: unrouted}\n";
  BundleFiles files = {{"policy.yaml", PolicyText(rules) + kFlags}};
  files["tests/a.yaml"] =
      "roster: {}\n"
      "defaults: {now: 2026-11-20T16:40:00+01:00}\n"
      "tests:\n"
      "  - {name: as shipped, lead: {country: DE}, expect: {rule: old}}\n"
      "  - {name: turned on, given: {flags: {new_table: true}}, lead: {country: DE}, expect: "
      "{rule: new}}\n"
      "  - {name: misspelt, given: {flags: {new_tabel: true}}, lead: {}, expect: {rule: new}}\n"
      "  - {name: no such value, given: {flags: {new_table: 20%}}, lead: {}, expect: {rule: "
      "new}}\n";
  const auto policy = WithRules(rules);
  ASSERT_NE(policy, nullptr);
  const ScenarioReport report = RunScenarios(files, *policy, nullptr);
  EXPECT_EQ(report.passed, 2);
  ASSERT_EQ(report.findings.size(), 2u);
  EXPECT_THAT(report.findings[0].message, testing::HasSubstr("did you mean `flags.new_table`?"));
  EXPECT_THAT(report.findings[1].message, testing::HasSubstr("is `true` or `false`"));
}

}  // namespace
}  // namespace signalbox
