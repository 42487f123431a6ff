#include "workspace/policy_flags.h"

#include <gmock/gmock.h>

#include "workspace/backtest_history.h"
#include "workspace/engine_fixture.h"
#include "workspace/explain.h"
#include "workspace/replay.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

// Germany goes to a queue of its own where the flag is on.
constexpr char kFlaggedPolicy[] =
    "policy: test\nrecord: lead\nflags:\n  dach_desk: {default: false}\n"
    "rules:\n  - {name: desk, when: {flags.dach_desk: true}, queue: dach-desk}\n"
    "nothing_matched: {queue: unrouted, reason: no rule matched}\n"
    "queues:\n"
    "  unrouted: {owner: {team: revops}, empty_within: 4h}\n"
    "  dach-desk: {owner: {team: revops}, empty_within: 4h}\n";

class PolicyFlagsTest : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    AddPerson("ada", "revops");
    Publish(kFlaggedPolicy);
  }
  std::string Set(const std::string& name, const std::string& to, const std::string& by = "") {
    const Status set = SetPolicyFlag(*workspace_, "", {name, to, by});
    return set.ok() ? "" : set.error().message;
  }
  std::string Flags() {
    std::string json;
    EXPECT_TRUE(
        workspace_->Ask([&](const Engine& engine) { json = PolicyFlagsJson(engine.state()); })
            .ok());
    const Result<std::string> text = PolicyFlagsTextOf(json);
    return text.ok() ? *text : text.error().message;
  }
  LeadAnswer Lead(int number, const std::string& more = "") {
    const std::string n = std::to_string(number);
    const auto answer = Send(R"({"email":"p)" + n + R"(@huber-werke.de","first_name":"Petra",)" +
                             R"("last_name":"Huber","company":"Huber Werke GmbH",)" + more +
                             R"("consent":"given","country":"DE"})");
    EXPECT_TRUE(answer.ok());
    return answer.ok() ? *answer : LeadAnswer{};
  }
  std::set<int> OnDesk(int from, int count) {
    std::set<int> on;
    for (int i = from; i < from + count; ++i) {
      if (Lead(i).queue == "dach-desk") on.insert(i);
    }
    return on;
  }
};

TEST_F(PolicyFlagsTest, AFlagDecidesForTheWorkspaceWhileTheBundleStaysWhatItIs) {
  EXPECT_EQ(Lead(1).queue, "unrouted");
  EXPECT_EQ(Set("dach_desk", "on", "ada"), "");
  const LeadAnswer on = Lead(2);
  EXPECT_EQ(on.queue, "dach-desk");
  const auto told = Explain(*workspace_, FormatId("lead", on.lead));
  ASSERT_TRUE(told.ok()) << told.error().message;
  EXPECT_THAT(told->flags, testing::ElementsAre("dach_desk"));
  EXPECT_THAT(told->text, testing::HasSubstr("Flags that were on: dach_desk."));
  EXPECT_THAT(told->text, testing::HasSubstr(", with dach_desk on"));
  EXPECT_THAT(Flags(), testing::HasSubstr("dach_desk  on since "));
  EXPECT_THAT(Flags(), testing::HasSubstr(" by ada\n"));
  EXPECT_EQ(Set("dach_desk", "default"), "");
  EXPECT_EQ(Lead(3).queue, "unrouted");
  EXPECT_THAT(Flags(), testing::HasSubstr("dach_desk  not set\n"));
}

TEST_F(PolicyFlagsTest, AShareGrowsWithoutLosingAnybody) {
  FlagSettings settings;
  int before = 0, lost = 0, after = 0;
  for (uint64_t key = 0; key < 10'000; ++key) {
    settings["dach_desk"].share_e4 = 3'000;
    const bool was = FlagIsOn(settings, "dach_desk", false, key);
    settings["dach_desk"].share_e4 = 6'000;
    const bool is = FlagIsOn(settings, "dach_desk", false, key);
    before += was, after += is, lost += was && !is;
  }
  EXPECT_EQ(lost, 0);
  // Five standard deviations of a binomial.
  EXPECT_NEAR(before, 3'000, 230);
  EXPECT_NEAR(after, 6'000, 245);
}

TEST_F(PolicyFlagsTest, WhatARunPinnedIsWhatItIsDecidedByAgain) {
  EXPECT_EQ(Set("dach_desk", "40%"), "");
  const size_t on = OnDesk(0, 40).size();
  EXPECT_GT(on, 4u);
  EXPECT_LT(on, 36u);
  EXPECT_EQ(Set("dach_desk", "off"), "");
  EXPECT_EQ(OnDesk(40, 5).size(), 0u);
  const auto replayed = Replay(workspace_->store(), workspace_->keys(), LoadStoredVersion, {});
  ASSERT_TRUE(replayed.ok()) << replayed.error().message;
  EXPECT_EQ(replayed->identical, replayed->runs);
  BacktestOptions options;
  const auto active = FindStoredVersion(workspace_->store(), LoadStoredVersion, "active");
  ASSERT_TRUE(active.ok());
  options.before = options.after = *active;
  const auto same =
      BacktestHistory(workspace_->store(), workspace_->keys(), LoadStoredVersion, options);
  ASSERT_TRUE(same.ok()) << same.error().message;
  EXPECT_EQ(same->as_recorded, 45);
  options.flags = {{"dach_desk", true}};
  const auto forced =
      BacktestHistory(workspace_->store(), workspace_->keys(), LoadStoredVersion, options);
  ASSERT_TRUE(forced.ok()) << forced.error().message;
  EXPECT_EQ(forced->as_recorded, static_cast<int64_t>(on));
  const auto mistyped = CheckOverrides({{"dach_dsek", true}}, {(*active)->policy.get()});
  ASSERT_FALSE(mistyped.ok());
  EXPECT_EQ(mistyped.error().message,
            "no version here declares a flag `dach_dsek`; did you mean `dach_desk`?");
}

TEST_F(PolicyFlagsTest, ALeadCannotTurnAFlagOn) {
  EXPECT_EQ(Lead(1, R"("flags.dach_desk":"true",)").queue, "unrouted");
}

TEST_F(PolicyFlagsTest, WhatIsNoFlagOrNoSettingIsRefusedWithWhatIsMeant) {
  EXPECT_EQ(Set("dach_dsek", "on"),
            "no version of the policy that is in use declares a flag `dach_dsek`; did you mean "
            "`dach_desk`?");
  EXPECT_EQ(Set("dach_desk", "maybe"),
            "`maybe` is nothing that a flag is set to; write `on`, `off`, a share such as 25%, or "
            "`default`");
  EXPECT_EQ(Set("dach_desk", "on", "nobody"), "`by`: the roster has nobody called `nobody`");
  Publish(FixturePolicy());
  EXPECT_EQ(Set("dach_desk", "on"),
            "no version of the policy declares a flag; publish one that does under `flags:`");
}

}  // namespace
}  // namespace signalbox
