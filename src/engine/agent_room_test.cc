#include "engine/agent_room.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

constexpr TimeUs kNow = 1'000 * kMinuteUs + 10 * kSecondUs;

AgentSpec Outside(const std::string& capability) {
  AgentSpec spec;
  spec.id = "acme_" + capability;
  spec.version = "1.0.0";
  spec.kind = AgentKind::kHttp;
  spec.capabilities = {capability};
  spec.inputs = {Field::kCountry};
  spec.outputs = {Field::kScore};
  spec.determinism = Determinism::kExternal;
  spec.owner = "revops";
  spec.url = "https://agents.example/a";
  spec.quota = {8, 4, 0};
  return spec;
}

Plan Needs(const std::string& capability) {
  Plan plan;
  PlanStep step;
  step.needs = capability;
  plan.steps.push_back(step);
  return plan;
}

TEST(AgentRoom, OneCallOfFourAMinuteIsLeftToLeadsThatCome) {
  Registry registry;
  ASSERT_TRUE(registry.Register(Outside("score")).ok());
  for (int call = 0; call < 3; ++call) {
    EXPECT_EQ(RoomFrom(registry, Needs("score"), kNow), kNow);
    registry.Started("acme_score", "1.0.0", kNow);
    registry.Finished("acme_score", "1.0.0", true, kNow);
  }
  EXPECT_EQ(RoomFrom(registry, Needs("score"), kNow), 1'001 * kMinuteUs);
  EXPECT_EQ(RoomFrom(registry, Needs("score"), 1'001 * kMinuteUs), 1'001 * kMinuteUs);
  EXPECT_EQ(RoomFrom(registry, Needs("enrich"), kNow), kNow) << "it is not asked there";
}

TEST(AgentRoom, CallsThatAreOutAreWaitedForAndALocalAgentNever) {
  Registry registry;
  AgentSpec slow = Outside("score");
  slow.quota = {1, 0, 0};
  ASSERT_TRUE(registry.Register(slow).ok());
  AgentSpec local = Outside("enrich");
  local.kind = AgentKind::kLocal;
  local.determinism = Determinism::kPure;
  local.url = "";
  ASSERT_TRUE(registry.Register(local).ok());
  registry.Started("acme_score", "1.0.0", kNow);
  registry.Started("acme_enrich", "1.0.0", kNow);
  EXPECT_GT(RoomFrom(registry, Needs("score"), kNow), kNow);
  EXPECT_EQ(RoomFrom(registry, Needs("enrich"), kNow), kNow);
  registry.Finished("acme_score", "1.0.0", true, kNow);
  EXPECT_EQ(RoomFrom(registry, Needs("score"), kNow), kNow);
}

TEST(AgentRoom, AnAgentThatFailsAllTheTimeIsLeftAloneUntilItsBreakerCloses) {
  Registry registry;
  AgentSpec broken = Outside("score");
  broken.quota = {8, 0, 0};
  broken.breaker = {1, 30 * kSecondUs};
  ASSERT_TRUE(registry.Register(broken).ok());
  registry.Started("acme_score", "1.0.0", kNow);
  registry.Finished("acme_score", "1.0.0", false, kNow);
  EXPECT_EQ(RoomFrom(registry, Needs("score"), kNow), kNow + 30 * kSecondUs);
}

}  // namespace
}  // namespace signalbox
