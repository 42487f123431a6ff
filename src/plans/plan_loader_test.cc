#include "plans/plan_loader.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace signalbox {
namespace {

std::string Plan(const std::string& steps, const std::string& more = "") {
  return "plan: p\nrecord: lead\nsteps:\n"
         "  - {id: a, kind: agent, needs: enrich}\n"
         "  - {id: b, kind: agent, needs: score}\n" +
         steps + more;
}

std::shared_ptr<const signalbox::Plan> Loaded(const std::string& text) {
  std::vector<Finding> findings;
  auto plan = LoadPlan("plans/p.yaml", text, &findings);
  for (const Finding& finding : findings) ADD_FAILURE() << finding.Text();
  return plan;
}

std::string Refusal(const std::string& text) {
  std::vector<Finding> findings;
  EXPECT_EQ(LoadPlan("plans/p.yaml", text, &findings), nullptr);
  return findings.empty() ? "" : findings.front().Text();
}

TEST(PlanLoader, AJoinIsAllAnyANumberOrUntilATime) {
  const auto plan =
      Loaded(Plan("  - {id: c, kind: decide, needs: route, after: [a, b]}\n"
                  "  - {id: d, kind: decide, needs: route, after: [a, b], join: any}\n"
                  "  - {id: e, kind: decide, needs: route, after: [a, b], join: 2}\n"
                  "  - {id: f, kind: decide, needs: route, after: [a, b], join: until 1m30s}\n"));
  ASSERT_NE(plan, nullptr);
  EXPECT_EQ(plan->steps[2].join, JoinRule::kAll);
  EXPECT_EQ(plan->steps[3].join, JoinRule::kAny);
  EXPECT_EQ(plan->steps[4].join, JoinRule::kCount);
  EXPECT_EQ(plan->steps[4].join_count, 2);
  EXPECT_EQ(plan->steps[5].join, JoinRule::kUntil);
  EXPECT_EQ(plan->steps[5].join_until_us, 90 * kSecondUs);
}

TEST(PlanLoader, AJoinThatCannotBeMeantIsNamedWithItsPlace) {
  const auto refused = [](const std::string& after, const std::string& join) {
    return Refusal(
        Plan("  - {id: c, kind: decide, needs: route" + after + ", join: " + join + "}\n"));
  };
  const std::string both = ", after: [a, b]";
  EXPECT_EQ(refused(both, "3"),
            "plans/p.yaml:6:62: error: `join` takes all, any, `until TIME` or a number up to the "
            "steps it waits for, not `3`");
  EXPECT_NE(refused(both, "until 0s").find("takes a time above zero"), std::string::npos);
  EXPECT_NE(refused(both, "until later").find("later"), std::string::npos);
  EXPECT_NE(refused("", "until 30s").find("step `c` joins, but comes after no step"),
            std::string::npos);
  EXPECT_NE(refused(both, "until").find("needs a `deadline` and `on_failure: skip` on step `a`"),
            std::string::npos);
}

TEST(PlanLoader, ABranchThatFailsFailsTheRunIsSkippedGoesToAPersonOrGivesItsDefault) {
  const auto plan = Loaded(
      Plan("  - {id: c, kind: agent, needs: x, on_failure: fail}\n"
           "  - {id: d, kind: agent, needs: x, on_failure: skip}\n"
           "  - {id: e, kind: agent, needs: x, on_failure: default, default: {lead.region: emea, "
           "lead.score: 40, lead.free_mail: true}}\n"));
  ASSERT_NE(plan, nullptr);
  EXPECT_EQ(plan->steps[0].on_failure, FailureRule::kPerson);
  EXPECT_EQ(plan->steps[2].on_failure, FailureRule::kFail);
  EXPECT_EQ(plan->steps[3].on_failure, FailureRule::kSkip);
  const PlanStep& last = plan->steps[4];
  EXPECT_EQ(last.on_failure, FailureRule::kDefault);
  EXPECT_EQ(last.default_output.Text(Field::kRegion), "emea");
  EXPECT_EQ(last.default_output.Int(Field::kScore), 40);
  EXPECT_TRUE(last.default_output.Bool(Field::kFreeMail));
}

TEST(PlanLoader, ADefaultThatCannotBeTakenIsNamed) {
  const auto refused = [](const std::string& rest) {
    return Refusal(Plan("  - {id: c, " + rest + "}\n"));
  };
  const std::string agent = "kind: agent, needs: x, on_failure: default";
  EXPECT_NE(refused(agent).find("step `c` has no `default`"), std::string::npos);
  EXPECT_NE(refused(agent + ", default: {}").find("attributes with their values"),
            std::string::npos);
  EXPECT_NE(
      refused(agent + ", default: {lead.no_such: 1}").find("unknown attribute `lead.no_such`"),
      std::string::npos);
  EXPECT_NE(
      refused(agent + ", default: {lead.score: high}").find("`high` is no value of `lead.score`"),
      std::string::npos);
  EXPECT_NE(
      refused("kind: agent, needs: x, default: {lead.score: 1}").find("`on_failure: default`"),
      std::string::npos);
  EXPECT_NE(refused("kind: wait, for: 5m, on_failure: default, default: {lead.score: 1}")
                .find("agent's step"),
            std::string::npos);
}

TEST(PlanLoader, AMergeNamesWhoseWordCountsFieldByField) {
  const auto plan = Loaded(Plan("", "merge: {lead.industry: [b, a, received]}\n"));
  ASSERT_NE(plan, nullptr);
  ASSERT_EQ(plan->merge.size(), 1u);
  EXPECT_EQ(plan->merge[0].field, Field::kIndustry);
  EXPECT_EQ(plan->merge[0].steps, (std::vector<int>{1, 0, -1}));
  EXPECT_NE(Refusal(Plan("", "merge: {lead.industry: [z]}\n")).find("`z` is no step of this plan"),
            std::string::npos);
}

TEST(PlanLoader, SixtyFourStepsAreTheMost) {
  std::string steps;
  for (int i = 2; i < kMaxPlanSteps; ++i)
    steps += "  - {id: s" + std::to_string(i) + ", kind: agent, needs: x}\n";
  EXPECT_NE(Loaded(Plan(steps)), nullptr);
  EXPECT_NE(Refusal(Plan(steps + "  - {id: last, kind: agent, needs: x}\n"))
                .find("a plan has at most 64 steps"),
            std::string::npos);
}

}  // namespace
}  // namespace signalbox
