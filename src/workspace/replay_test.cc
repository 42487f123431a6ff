#include "workspace/replay.h"

#include "plans/plan_loader.h"
#include "workspace/engine_fixture.h"

namespace signalbox {
namespace {

class ReplayTest : public EngineFixture {
 protected:
  void People() {
    AddPerson("revo", "Revo Ops", "revops");
    AddPerson("lena", "Lena Vogt", "dach");
    AddPerson("jonas", "Jonas Beck", "dach");
  }
  ReplayReport MustReplay(const StoredPolicyLoader& loader = LoadStoredVersion,
                          const std::string& policy = "") {
    const Result<ReplayReport> report = Replay(*store_, *keys_, loader, {policy});
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : ReplayReport{};
  }
  void ExpectIdentical(int64_t runs) {
    const ReplayReport report = MustReplay();
    EXPECT_EQ(report.runs, runs);
    EXPECT_EQ(report.identical, runs) << report.Json();
    EXPECT_EQ(report.different, 0);
    EXPECT_TRUE(report.differences.empty()) << report.Json();
  }
};

// Compiles another bundle in the place of the stored one.
StoredPolicyLoader Instead(const std::string& policy) {
  return [policy](const Digest& hash, BytesView) {
    return LoadStoredVersion(hash, PackBundle({{"policy.yaml", policy}}));
  };
}

TEST_F(ReplayTest, EveryStoredRunIsDecidedAgainTheSame) {
  People();
  Publish({{"policy.yaml", FixturePolicy()}});
  for (int i = 0; i < 20; ++i) SendFrom(i % 3 == 0 ? "US" : "DE", i);
  ExpectIdentical(20);
}

TEST_F(ReplayTest, TouchesRestartsAndRolledBackPoliciesAreTheSameToo) {
  People();
  Publish({{"policy.yaml", FixturePolicy()}});
  for (int i = 0; i < 5; ++i) SendFrom("DE", i);
  Restart();
  Publish({{"policy.yaml", FixturePolicy("queue: unrouted")}});
  clock_.Advance(kHourUs);
  for (int i = 3; i < 8; ++i) SendFrom("DE", i);
  Restart();
  SendFrom("US", 100);
  // 5, then two that came back and three new ones, then one.
  ExpectIdentical(11);
}

TEST_F(ReplayTest, AHeldLeadIsLookedAtAgainByATimerAndReplaysOverARestart) {
  People();
  Publish({{"policy.yaml", FixturePolicy()}});
  for (const char* id : {"lena", "jonas"}) {
    Person away = *engine_->state().roster.FindPerson(id);
    away.paused_until = clock_.Now() + 40 * kMinuteUs;
    PutPerson(away);
  }
  const LeadAnswer held = SendFrom("DE", 1);
  EXPECT_EQ(StatusName(EntryOf(held.lead).status), "held");
  Advance(6 * kMinuteUs);
  Restart();
  Advance(16 * kMinuteUs);
  EXPECT_EQ(StatusName(EntryOf(held.lead).status), "held");
  Restart();
  Advance(kHourUs);
  Advance(kHourUs);
  EXPECT_EQ(StatusName(EntryOf(held.lead).status), "routed");
  ExpectIdentical(1);
}

TEST_F(ReplayTest, AnswersOfAgentsOutsideComeFromTheLog) {
  People();
  Publish({{"policy.yaml", FixturePolicy()}});
  AddAgent(OutsideScorer());
  const LeadAnswer first = SendFrom("DE", 1);
  ASSERT_EQ(activities_.size(), 1u);
  AgentResult good;
  good.output.SetInt(Field::kScore, 77);
  good.output.SetText(Field::kScoreBand, "hot");
  Answer(activities_[0], good, 12'000);
  EXPECT_EQ(StatusName(EntryOf(first.lead).status), "routed");
  // One retry, then the local agent.
  const LeadAnswer second = SendFrom("DE", 2);
  AgentResult failed;
  failed.outcome = Outcome::kError;
  failed.reason = "agent_timeout";
  Answer(activities_.back(), failed, kSecondUs);
  Advance(kMinuteUs);
  ASSERT_EQ(activities_.size(), 3u);
  Restart();
  EXPECT_EQ(StatusName(EntryOf(second.lead).status), "routed");
  ExpectIdentical(2);
}

TEST_F(ReplayTest, ADecisionThatWouldFallOtherwiseIsFoundAndDoesNotSpread) {
  People();
  Publish({{"policy.yaml", FixturePolicy()}});
  for (int i = 0; i < 10; ++i) SendFrom(i % 2 == 0 ? "US" : "DE", i);
  const ReplayReport report = MustReplay(Instead(FixturePolicy("queue: unrouted")));
  EXPECT_EQ(report.runs, 10);
  EXPECT_EQ(report.different, 5);
  EXPECT_EQ(report.identical, 5);
  ASSERT_EQ(report.differences.size(), 5u);
  EXPECT_NE(report.differences[0].expected.find("\"lena\""), std::string::npos)
      << report.differences[0].expected;
  EXPECT_NE(report.differences[0].got.find("\"queue\""), std::string::npos)
      << report.differences[0].got;
  EXPECT_TRUE(report.differences[0].run_id.starts_with("run_"));
}

TEST_F(ReplayTest, ADifferenceInARunThatWaitedIsTakenBackToo) {
  People();
  Publish({{"policy.yaml", FixturePolicy()}});
  AddAgent(OutsideScorer());
  SendFrom("DE", 1);
  AgentResult good;
  good.output.SetInt(Field::kScore, 50);
  Answer(activities_.back(), good, 10);
  SendFrom("US", 2);
  Answer(activities_.back(), good, 10);
  SendFrom("DE", 1);
  ExpectIdentical(2);
  const ReplayReport report = MustReplay(Instead(FixturePolicy("queue: unrouted")));
  EXPECT_EQ(report.different, 1);
  EXPECT_EQ(report.identical, 1);
}

TEST_F(ReplayTest, RunsOfForgottenPeopleAreCountedAsErased) {
  People();
  Publish({{"policy.yaml", FixturePolicy()}});
  SendFrom("DE", 1);
  const LeadAnswer gone = SendFrom("DE", 2);
  SendFrom("DE", 3);
  ASSERT_TRUE(keys_->Forget(EntryOf(gone.lead).subject).ok());
  const ReplayReport report = MustReplay();
  EXPECT_EQ(report.erased, 1);
  EXPECT_EQ(report.identical, 2);
  EXPECT_EQ(report.different, 0) << report.Json();
}

TEST_F(ReplayTest, SaysWhoWouldHaveGoneElsewhereWithAnotherVersion) {
  People();
  const Digest queued = Publish({{"policy.yaml", FixturePolicy("queue: unrouted")}});
  const Digest pooled = Publish({{"policy.yaml", FixturePolicy()}});
  const LeadAnswer german = SendFrom("DE", 1);
  SendFrom("US", 2);
  const ReplayReport report = MustReplay(LoadStoredVersion, VersionName(queued));
  EXPECT_EQ(report.different, 0);
  EXPECT_EQ(report.decisions, 2);
  ASSERT_EQ(report.moved.size(), 1u);
  EXPECT_EQ(report.moved[0].lead_id, FormatId("lead", german.lead));
  EXPECT_EQ(report.moved[0].to, "unrouted");
  EXPECT_EQ(MustReplay(LoadStoredVersion, ToHex(View(pooled))).moved_count, 0);
  const auto unknown = Replay(*store_, *keys_, LoadStoredVersion, {"feedbeef"});
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, Code::kNotFound);
}

}  // namespace
}  // namespace signalbox
