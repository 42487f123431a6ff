#include "agents/registry.h"

#include <gtest/gtest.h>

#include "agents/reasons.h"

namespace signalbox {
namespace {

AgentSpec Spec(std::string id, std::string version = "1.0.0",
               Lifecycle lifecycle = Lifecycle::kActive) {
  AgentSpec spec;
  spec.id = std::move(id);
  spec.version = std::move(version);
  spec.capabilities = {"score"};
  spec.outputs = {Field::kScore};
  spec.owner = "revops";
  spec.lifecycle = lifecycle;
  return spec;
}

AgentSpec Http(std::string id, Lifecycle lifecycle = Lifecycle::kActive) {
  AgentSpec spec = Spec(std::move(id), "1.0.0", lifecycle);
  spec.kind = AgentKind::kHttp;
  spec.url = "https://agents.example.com/score";
  return spec;
}

std::vector<std::string> Chosen(const Registry& registry, const AgentNeed& need) {
  AgentSelection selection;
  registry.Select(need, &selection);
  std::vector<std::string> names;
  for (const AgentSpec* spec : selection.ordered) names.push_back(spec->id + '@' + spec->version);
  return names;
}

std::string_view WhyNot(const Registry& registry, const AgentNeed& need, std::string_view id) {
  AgentSelection selection;
  registry.Select(need, &selection);
  for (const PassedOver& passed : selection.passed_over) {
    if (passed.agent->id == id) return passed.code;
  }
  return {};
}

AgentNeed Need() {
  AgentNeed need;
  need.capability = "score";
  need.now = kDayUs;
  need.identity = "lead-1";
  return need;
}

using Names = std::vector<std::string>;

TEST(Registry, AnAgentIsImmutableUnderItsVersion) {
  Registry registry;
  ASSERT_TRUE(registry.Register(Spec("score_lead")).ok());
  EXPECT_TRUE(registry.Register(Spec("score_lead")).ok());
  AgentSpec other = Spec("score_lead");
  other.outputs.push_back(Field::kScoreBand);
  EXPECT_EQ(registry.Register(other).error().code, Code::kConflict);
  other.version = "1.0.1";
  EXPECT_TRUE(registry.Register(other).ok());
  EXPECT_EQ(registry.All().size(), 2u);
}

TEST(Registry, OutsideAgentsComeBeforeLocalOnesAndNewVersionsBeforeOld) {
  Registry registry;
  ASSERT_TRUE(registry.Register(Spec("score_lead", "1.2.0")).ok());
  ASSERT_TRUE(registry.Register(Spec("score_lead", "1.10.0")).ok());
  ASSERT_TRUE(registry.Register(Spec("old_score", "1.0.0", Lifecycle::kDeprecated)).ok());
  ASSERT_TRUE(registry.Register(Http("zeta_score")).ok());
  EXPECT_EQ(Chosen(registry, Need()), (Names{"zeta_score@1.0.0", "score_lead@1.10.0",
                                             "score_lead@1.2.0", "old_score@1.0.0"}));
}

TEST(Registry, DraftRetiredAndSunsetAgentsAreOut) {
  Registry registry;
  ASSERT_TRUE(registry.Register(Spec("draft_one", "1.0.0", Lifecycle::kDraft)).ok());
  ASSERT_TRUE(registry.Register(Spec("retired_one", "1.0.0", Lifecycle::kRetired)).ok());
  AgentSpec sunset = Spec("sunset_one", "1.0.0", Lifecycle::kDeprecated);
  sunset.sunset = kDayUs;
  ASSERT_TRUE(registry.Register(sunset).ok());
  EXPECT_EQ(Chosen(registry, Need()), Names{});
  EXPECT_EQ(WhyNot(registry, Need(), "draft_one"), reason::kPassedState);
  EXPECT_EQ(WhyNot(registry, Need(), "sunset_one"), reason::kPassedSunset);
  AgentNeed earlier = Need();
  earlier.now = kDayUs - 1;
  EXPECT_EQ(Chosen(registry, earlier), Names{"sunset_one@1.0.0"});
}

TEST(Registry, RegionClassVersionAndTriedAgentsFilter) {
  Registry registry;
  AgentSpec european = Spec("eu_score");
  european.regions = {"emea"};
  AgentSpec codes = Spec("code_score", "2.0.0");
  codes.data_classes = {"code"};
  ASSERT_TRUE(registry.Register(european).ok());
  ASSERT_TRUE(registry.Register(codes).ok());
  EXPECT_EQ(WhyNot(registry, Need(), "eu_score"), reason::kPassedRegion);
  EXPECT_EQ(WhyNot(registry, Need(), "code_score"), reason::kPassedClass);
  AgentNeed need = Need();
  need.region = "emea";
  need.data_class = "code";
  EXPECT_EQ(Chosen(registry, need), (Names{"code_score@2.0.0", "eu_score@1.0.0"}));
  need.versions = ParseVersionRange("^2").value();
  EXPECT_EQ(Chosen(registry, need), Names{"code_score@2.0.0"});
  need.tried = {"code_score@2.0.0"};
  EXPECT_EQ(Chosen(registry, need), Names{});
  EXPECT_EQ(WhyNot(registry, need, "code_score"), reason::kPassedTried);
}

TEST(Registry, ACanaryTakesItsShareOfLeadsAndAlwaysTheSameOnes) {
  Registry registry;
  ASSERT_TRUE(registry.Register(Spec("score_lead")).ok());
  AgentSpec canary = Spec("score_lead", "2.0.0", Lifecycle::kCanary);
  canary.canary_percent = 20;
  ASSERT_TRUE(registry.Register(canary).ok());
  int taken = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string identity = "lead-" + std::to_string(i);
    AgentNeed need = Need();
    need.identity = identity;
    const Names first = Chosen(registry, need);
    EXPECT_EQ(first, Chosen(registry, need));
    taken += first.front() == "score_lead@2.0.0";
  }
  EXPECT_GT(taken, 320);
  EXPECT_LT(taken, 480);
}

TEST(Registry, ShadowsStandApart) {
  Registry registry;
  ASSERT_TRUE(registry.Register(Spec("score_lead")).ok());
  ASSERT_TRUE(registry.Register(Http("new_score", Lifecycle::kShadow)).ok());
  AgentSelection selection;
  registry.Select(Need(), &selection);
  ASSERT_EQ(selection.shadows.size(), 1u);
  EXPECT_EQ(selection.shadows[0]->id, "new_score");
  EXPECT_EQ(selection.ordered.size(), 1u);
}

TEST(Registry, TheBreakerOpensProbesAndClosesByEventTime) {
  Registry registry;
  ASSERT_TRUE(registry.Register(Http("far_score")).ok());
  AgentNeed need = Need();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Chosen(registry, need).size(), 1u);
    registry.Started("far_score", "1.0.0", need.now);
    registry.Finished("far_score", "1.0.0", false, need.now);
  }
  EXPECT_EQ(WhyNot(registry, need, "far_score"), reason::kPassedBreaker);
  need.now += 30 * kSecondUs;
  EXPECT_EQ(Chosen(registry, need).size(), 1u);
  registry.Started("far_score", "1.0.0", need.now);
  EXPECT_EQ(WhyNot(registry, need, "far_score"), reason::kPassedBreaker) << "one probe at a time";
  registry.Finished("far_score", "1.0.0", false, need.now);
  EXPECT_EQ(WhyNot(registry, need, "far_score"), reason::kPassedBreaker)
      << "a failed probe reopens";
  need.now += 30 * kSecondUs;
  registry.Started("far_score", "1.0.0", need.now);
  registry.Finished("far_score", "1.0.0", true, need.now);
  EXPECT_EQ(Chosen(registry, need).size(), 1u);
}

TEST(Registry, AQuotaHoldsUntilItsWindowEnds) {
  Registry registry;
  AgentSpec spec = Http("far_score");
  spec.quota.per_minute = 2;
  spec.quota.concurrency = 1;
  ASSERT_TRUE(registry.Register(spec).ok());
  AgentNeed need = Need();
  registry.Started("far_score", "1.0.0", need.now);
  EXPECT_EQ(WhyNot(registry, need, "far_score"), reason::kPassedQuota);
  registry.Finished("far_score", "1.0.0", true, need.now);
  EXPECT_EQ(Chosen(registry, need).size(), 1u);
  registry.Started("far_score", "1.0.0", need.now);
  registry.Finished("far_score", "1.0.0", true, need.now);
  EXPECT_EQ(WhyNot(registry, need, "far_score"), reason::kPassedQuota);
  const AgentHealth* health = registry.HealthOf("far_score", "1.0.0");
  EXPECT_EQ(health->AllowedFrom(spec, need.now), kDayUs + kMinuteUs);
  need.now = kDayUs + kMinuteUs;
  EXPECT_EQ(Chosen(registry, need).size(), 1u);
}

TEST(Registry, RetiredIsFinal) {
  Registry registry;
  ASSERT_TRUE(registry.Register(Spec("score_lead")).ok());
  ASSERT_TRUE(registry.SetState("score_lead", {}, {.lifecycle = Lifecycle::kRetired}).ok());
  EXPECT_EQ(registry.SetState("score_lead", "1.0.0", {}).error().code, Code::kConflict);
  EXPECT_EQ(registry.SetState("other", {}, {}).error().code, Code::kNotFound);
}

TEST(Registry, WhatIsEncodedDecodesToTheSameChoices) {
  Registry registry;
  for (const LocalAgent& agent : LocalAgents()) ASSERT_TRUE(registry.Register(agent.spec).ok());
  ASSERT_TRUE(registry.Register(Http("far_score")).ok());
  for (int i = 0; i < 5; ++i) registry.Finished("far_score", "1.0.0", false, kDayUs);
  Bytes bytes;
  registry.Encode(&bytes);
  EXPECT_TRUE(IsDeterministicCbor(bytes));
  CborReader reader(bytes);
  const Result<Registry> decoded = Registry::Decode(reader);
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(reader.AtEnd());
  const Registry copy = *decoded;
  EXPECT_EQ(Chosen(copy, Need()), Chosen(registry, Need()));
  Bytes again;
  copy.Encode(&again);
  EXPECT_EQ(again, bytes);
}

TEST(Registry, ACopyIsIndependent) {
  Registry copy;
  {
    Registry registry;
    ASSERT_TRUE(registry.Register(Spec("score_lead")).ok());
    copy = registry;
    ASSERT_TRUE(registry.SetState("score_lead", {}, {.lifecycle = Lifecycle::kDraft}).ok());
  }
  EXPECT_EQ(Chosen(copy, Need()), Names{"score_lead@1.0.0"});
}

TEST(Registry, ASpecThatBreaksTheContractSaysWhere) {
  AgentSpec spec = Spec("score_lead");
  spec.owner.clear();
  EXPECT_EQ(CheckSpec(spec).error().message,
            "agent `score_lead`: `owner` is missing; name who answers for it");
  EXPECT_FALSE(CheckSpec(Spec("Score Lead")).ok());
  EXPECT_FALSE(CheckSpec(Spec("score_lead", "1.0")).ok());
  spec = Http("far_score");
  spec.url = "file:///etc/passwd";
  EXPECT_FALSE(CheckSpec(spec).ok());
}

TEST(Version, OrderAndRangesFollowSemver) {
  const auto version = [](const char* text) { return ParseVersion(text).value(); };
  const auto in = [&](const char* range, const char* text) {
    return ParseVersionRange(range).value().Contains(version(text));
  };
  EXPECT_LT(version("1.9.0"), version("1.10.0"));
  EXPECT_LT(version("1.0.0-rc.1"), version("1.0.0"));
  EXPECT_LT(version("1.0.0-rc.2"), version("1.0.0-rc.10"));
  EXPECT_LT(version("1.0.0-alpha"), version("1.0.0-alpha.1"));
  EXPECT_TRUE(in("^1.2", "1.9.9"));
  EXPECT_FALSE(in("^1.2", "2.0.0"));
  EXPECT_FALSE(in("^1.2", "1.1.0"));
  EXPECT_FALSE(in("^0.3", "0.4.0"));
  EXPECT_TRUE(in(">=1.2", "7.0.0"));
  EXPECT_TRUE(in("1.2.3", "1.2.3"));
  EXPECT_FALSE(in("^1.2", "1.3.0-rc.1"));
  EXPECT_TRUE(in("*", "0.0.1"));
  for (const char* bad : {"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.x", "1.2.3-", "1.2.-3"}) {
    EXPECT_FALSE(ParseVersion(bad).ok()) << bad;
  }
  EXPECT_FALSE(ParseVersionRange("1.2").ok());
}

}  // namespace
}  // namespace signalbox
