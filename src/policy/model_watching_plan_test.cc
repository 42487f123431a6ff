#include "policy/model_watching_plan.h"

#include <gtest/gtest.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

BundleFiles Bundle(const std::string& watches) {
  return {{"policy.yaml", PolicyText("  - {name: a, when: {}, assign: {queue: unrouted}}\n")},
          {"models/watch.yaml", watches}};
}

std::string FirstFinding(const std::string& watches) {
  const CompileOutcome outcome = CompilePolicy(Bundle(watches), nullptr);
  EXPECT_EQ(outcome.policy, nullptr) << watches;
  return outcome.findings.empty() ? "" : outcome.findings.front().Text();
}

TEST(ModelWatchingPlan, SaysHowOftenEachAgentsModelIsWatched) {
  const BundleFiles files = Bundle(
      "watch:\n"
      "  - {agent: score_lead, every: 6h}\n"
      "  - {agent: other_score, every: 10m, recalibrate: false}\n");
  EXPECT_NE(CompilePolicy(files, nullptr).policy, nullptr);
  const auto entries = ModelWatchesOfBundle(files);
  ASSERT_TRUE(entries.ok()) << entries.error().message;
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ((*entries)[0].agent, "score_lead");
  EXPECT_EQ((*entries)[0].every, 6 * kHourUs);
  EXPECT_TRUE((*entries)[0].recalibrate);
  EXPECT_EQ((*entries)[1].every, 10 * kMinuteUs);
  EXPECT_FALSE((*entries)[1].recalibrate);
}

TEST(ModelWatchingPlan, WithoutAFileNothingIsWatched) {
  BundleFiles files = Bundle("");
  files.erase("models/watch.yaml");
  EXPECT_TRUE(ModelWatchesOfBundle(files)->empty());
}

TEST(ModelWatchingPlan, MistakesAreFindingsWithTheirPlace) {
  const auto line = [](const std::string& entry) {
    return FirstFinding("watch:\n  - " + entry + "\n");
  };
  EXPECT_EQ(line("{agent: score_lead, every: 9m}").substr(0, 23), "models/watch.yaml:2:32:");
  EXPECT_NE(line("{agent: score_lead, every: 9m}").find("ten minutes"), std::string::npos);
  EXPECT_NE(line("{agent: score_lead, every: 400d}").find("a year"), std::string::npos);
  EXPECT_NE(line("{agent: score_lead, every: often}").find("`often`"), std::string::npos);
  EXPECT_NE(line("{agent: score_lead}").find("how often"), std::string::npos);
  EXPECT_NE(line("{every: 6h}").find("names the `agent`"), std::string::npos);
  EXPECT_NE(line("{agent: a, every: 6h, recalibrate: perhaps}").find("`true` or `false`"),
            std::string::npos);
  EXPECT_NE(line("{agent: a, every: 6h, evry: 1d}").find("evry"), std::string::npos);
  EXPECT_NE(line("{agent: a, every: 6h}\n  - {agent: a, every: 1d}").find("already"),
            std::string::npos);
  EXPECT_NE(FirstFinding("watches: []\n").find("write `watch:`"), std::string::npos);
  EXPECT_NE(FirstFinding("- score_lead\n").find("write `watch:`"), std::string::npos);
}

}  // namespace
}  // namespace signalbox
