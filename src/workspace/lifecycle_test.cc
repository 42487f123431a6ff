// Versions of the policy on their way through the stages, under a clock and an engine by hand.
#include "engine/reshape.h"
#include "policy/policy.h"
#include "workspace/engine_fixture.h"
#include "workspace/policy_versions.h"
#include "workspace/replay.h"
#include "workspace/run_history.h"
#include "workspace/shadow_moves.h"

namespace signalbox {
namespace {

// Germany's leads go to another pool, `ID: {...}`.
std::string WithPool(const std::string& pool) {
  std::string text = FixturePolicy("assign: {pool: " + pool.substr(0, pool.find(':')) + "}");
  return text.insert(text.find("  dach:"), "  " + pool + "\n");
}

class LifecycleTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("revo", "Revo Ops", "revops");
    AddPerson("lena", "Lena Vogt", "dach");
    AddPerson("jonas", "Jonas Beck", "dach");
    active_ = Publish({{"policy.yaml", FixturePolicy()}});
  }

  const State& state() const { return engine_->state(); }
  const VersionStage& StageOf(const Digest& hash) const { return state().stages.versions.at(hash); }

  Digest Draft(const std::string& policy) {
    const BundleFiles files = {{"policy.yaml", policy}};
    Apply([&](Turn& turn) -> Status {
      const Digest hash = turn.PutBlob(PackBundle(files));
      return turn.Input(EntityKind::kPolicy, Entity(turn), EventType::kPolicyPublished, {},
                        ev::PolicyPublished{hash, "test"});
    });
    return Sha256(PackBundle(files));
  }
  static Id Entity(const Turn& turn) { return DeriveId(0, turn.state().log_id, 0, "policy"); }

  void Stage(const Digest& hash, PolicyStage stage, int64_t share_e4 = 0,
             int64_t halt_after = kHaltAfter, int64_t margin_e4 = kHaltMarginE4) {
    Apply([&](Turn& turn) -> Status {
      if (stage == PolicyStage::kActive) return ActivatePolicy(turn, {}, hash, false);
      ev::PolicyStaged body{hash, stage};
      if (stage == PolicyStage::kCanary) body = {hash, stage, share_e4, margin_e4, halt_after};
      return turn.Input(EntityKind::kPolicy, Entity(turn), EventType::kPolicyStaged, {}, body);
    });
  }

  // The version that decided the lead's latest run.
  std::string VersionOf(const Id& lead) const { return state().words.Of(EntryOf(lead).policy); }
  static std::string Name(const Digest& hash) { return VersionName(hash); }

  // Every event is what the log gives again, and its fold is what the engine had.
  void ExpectReplaysAndFolds() {
    const Result<ReplayReport> report = Replay(*store_, *keys_, LoadStoredVersion, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_GT(report->runs, 0);
    EXPECT_EQ(report->identical, report->runs) << report->Json();
    const std::string before = PolicyVersionsJson(state());
    Restart();
    EXPECT_EQ(PolicyVersionsJson(state()), before);
  }

  int CountEvents(EventType type) {
    int count = 0;
    const Status read = store_->ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
      SB_ASSIGN(const Event event, DecodeEvent(bytes));
      count += static_cast<EventType>(event.type) == type;
      return {};
    });
    EXPECT_TRUE(read.ok());
    return count;
  }

  Digest active_;
};

TEST_F(LifecycleTest, AVersionIsADraftUntilItIsMovedAndRetiresTheOneThatItReplaces) {
  const Digest next = Draft(FixturePolicy("queue: unrouted"));
  EXPECT_EQ(StageOf(next).stage, PolicyStage::kDraft);
  EXPECT_EQ(StageOf(active_).stage, PolicyStage::kActive);
  const LeadAnswer before = SendFrom("DE", 1);
  EXPECT_EQ(VersionOf(before.lead), Name(active_)) << "a draft decides nothing";
  Stage(next, PolicyStage::kActive);
  EXPECT_EQ(StageOf(next).stage, PolicyStage::kActive);
  EXPECT_EQ(StageOf(active_).stage, PolicyStage::kRetired);
  EXPECT_EQ(VersionOf(SendFrom("DE", 2).lead), Name(next));
  ExpectReplaysAndFolds();
}

TEST_F(LifecycleTest, ACanaryDecidesItsShareAndARaisedShareKeepsWhoWasInIt) {
  const Digest canary = Draft(FixturePolicy("queue: unrouted"));
  Stage(canary, PolicyStage::kCanary, 2'000, 100'000);
  std::vector<Id> leads;
  for (int i = 0; i < 100; ++i) leads.push_back(SendFrom("DE", i).lead);
  std::vector<Id> in;
  for (const Id& lead : leads) {
    if (VersionOf(lead) == Name(canary)) in.push_back(lead);
  }
  EXPECT_GT(in.size(), 8u);
  EXPECT_LT(in.size(), 35u);
  // They come back in another order, under a higher share.
  Stage(canary, PolicyStage::kCanary, 5'000, 100'000);
  clock_.Advance(kHourUs);
  for (int i = 99; i >= 0; --i) SendFrom("DE", i);
  for (const Id& lead : in) EXPECT_EQ(VersionOf(lead), Name(canary));
  size_t more = 0;
  for (const Id& lead : leads) more += VersionOf(lead) == Name(canary);
  EXPECT_GT(more, in.size());
  EXPECT_LT(more, 70u);
  EXPECT_EQ(StageOf(canary).counts.decided, static_cast<int64_t>(in.size() + more));
  ExpectReplaysAndFolds();
}

TEST_F(LifecycleTest, ARunStaysOnTheVersionThatItBeganWith) {
  AddAgent(OutsideScorer());
  const Digest canary = Draft(FixturePolicy("queue: unrouted"));
  Stage(canary, PolicyStage::kCanary, 10'000);
  const LeadAnswer tried = SendFrom("DE", 1);
  ASSERT_EQ(activities_.size(), 1u);
  Stage(canary, PolicyStage::kRetired);
  AgentResult result;
  result.confidence_e4 = 9'000;
  Answer(activities_.front(), result, 5);
  EXPECT_EQ(VersionOf(tried.lead), Name(canary));
  EXPECT_EQ(EntryOf(tried.lead).status, LeadStatus::kQueued);
  ExpectReplaysAndFolds();
}

TEST_F(LifecycleTest, ACanaryThatHoldsMoreThanItsMarginIsHaltedAndItsLeadsGoToTheActiveVersion) {
  const Digest idle = Draft(WithPool("idle: {members: {team: revops}, strategy: weighted}"));
  Person revo;
  revo.id = "revo";
  revo.name = "Revo Ops";
  revo.team = "revops";
  revo.paused_until = kStart + 300 * kDayUs;
  PutPerson(revo);
  Stage(idle, PolicyStage::kCanary, 5'000, 10);
  int sent = 0;
  while (state().stages.has_canary() && sent < 200) SendFrom("DE", sent++);
  ASSERT_FALSE(state().stages.has_canary()) << "after " << sent;
  EXPECT_EQ(CountEvents(EventType::kPolicyHalted), 1);
  const VersionStage& halted = StageOf(idle);
  EXPECT_EQ(halted.stage, PolicyStage::kDraft);
  ASSERT_TRUE(halted.halted.has_value());
  EXPECT_EQ(halted.halted->rate, "held");
  EXPECT_EQ(halted.halted->canary_count, 10);
  EXPECT_EQ(halted.halted->canary_decided, 10);
  EXPECT_EQ(halted.halted->active_count, 0);
  EXPECT_GT(halted.halted->active_decided, 0);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(VersionOf(SendFrom("DE", 1'000 + i).lead), Name(active_));
  ExpectReplaysAndFolds();
}

TEST_F(LifecycleTest, ACanaryThatRejectsOrAssignsNobodyIsHaltedToo) {
  std::string elsewhere = FixturePolicy();
  elsewhere.replace(elsewhere.find("lead.country: DE"), 16, "lead.country: FR");
  int lead = 0;
  for (const auto& [policy, rate] :
       {std::pair{FixturePolicy("reject: no_fit"), "rejected"}, {elsewhere, "unassigned"}}) {
    const Digest canary = Draft(policy);
    Stage(canary, PolicyStage::kCanary, 5'000, 5);
    for (int i = 0; i < 40; ++i) SendFrom("DE", lead++);
    ASSERT_TRUE(StageOf(canary).halted.has_value()) << rate;
    EXPECT_EQ(StageOf(canary).halted->rate, rate);
  }
  ExpectReplaysAndFolds();
}

TEST_F(LifecycleTest, ACanaryWhoseOwnersAreLateIsHaltedOnceALeadHoweverManyItsClocks) {
  const Digest canary = Draft(FixturePolicy("assign: {pool: dach}\n    sla: [quick, quicker]") +
                              "slas:\n"
                              "  quick: {within: 10m, clock: always, stops: [desk.accepted]}\n"
                              "  quicker: {within: 5m, clock: always, stops: [desk.accepted]}\n");
  // Nothing of before the window counts.
  Stage(canary, PolicyStage::kActive);
  SendFrom("DE", 999);
  Apply([&](Turn& turn) { return ActivatePolicy(turn, {}, active_, true); });
  Stage(canary, PolicyStage::kCanary, 5'000, 10, 9'000);
  for (int i = 0; i < 40; ++i) SendFrom("DE", i);
  const int64_t decided = StageOf(canary).counts.decided;
  ASSERT_GT(decided, 10);
  Advance(4 * kMinuteUs);
  EXPECT_TRUE(state().stages.has_canary());
  for (int i = 0; i < 10; ++i) Advance(kMinuteUs);
  ASSERT_TRUE(StageOf(canary).halted.has_value());
  EXPECT_EQ(StageOf(canary).halted->rate, "sla_breached");
  EXPECT_EQ(StageOf(canary).halted->canary_decided, decided);
  EXPECT_LE(StageOf(canary).halted->canary_count, decided);
  EXPECT_EQ(StageOf(canary).halted->active_count, 0);
  ExpectReplaysAndFolds();
}

TEST_F(LifecycleTest, ACanaryThatDoesAsWellIsNotHalted) {
  const Digest canary = Draft(FixturePolicy() + "# the same in other bytes\n");
  Stage(canary, PolicyStage::kCanary, 5'000, 40);
  for (int i = 0; i < 160; ++i) SendFrom(i % 2 == 0 ? "DE" : "US", i);
  EXPECT_TRUE(state().stages.has_canary());
  EXPECT_GT(StageOf(canary).counts.decided, 50);
  EXPECT_GT(StageOf(active_).counts.decided, 50);
  EXPECT_GT(StageOf(canary).counts.unassigned, 5);
  ExpectReplaysAndFolds();
}

TEST_F(LifecycleTest, AnotherActiveVersionStartsTheCountsOfTheCanaryAnew) {
  const Digest canary = Draft(FixturePolicy("queue: unrouted"));
  const Digest next = Draft(FixturePolicy("reject: no_fit"));
  Stage(canary, PolicyStage::kCanary, 5'000, 100'000);
  for (int i = 0; i < 20; ++i) SendFrom("DE", i);
  EXPECT_GT(StageOf(canary).counts.decided, 0);
  Stage(next, PolicyStage::kActive);
  EXPECT_EQ(StageOf(canary).counts, StageCounts{});
  EXPECT_EQ(state().stages.canary, canary);
}

TEST_F(LifecycleTest, AShadowDecidesBesideTheActiveVersionAndMovesNothing) {
  for (int i = 0; i < 4; ++i) SendFrom("DE", i);
  const PoolState pool = state().pools.at("dach");
  const Digest shadow = Draft(FixturePolicy("queue: unrouted"));
  Stage(shadow, PolicyStage::kShadow);
  std::vector<Id> moved;
  for (int i = 10; i < 20; ++i) {
    const Id lead = SendFrom(i % 2 == 0 ? "DE" : "US", i).lead;
    EXPECT_EQ(VersionOf(lead), Name(active_));
    if (i % 2 == 0) moved.push_back(lead);
  }
  EXPECT_EQ(StageOf(shadow).shadow, (ShadowCounts{10, 5, 0, 5}));
  EXPECT_EQ(state().pools.at("dach").turns, pool.turns + 5) << "only the active version's turns";
  EXPECT_EQ(CountEvents(EventType::kShadowDecided), 10);
  const auto report = FindShadowMoves(*store_, *keys_, LoadStoredVersion, Name(shadow));
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->compared, 10);
  EXPECT_EQ(report->moved, 5);
  EXPECT_EQ(report->per_outcome.at("assign").before, 5);
  EXPECT_EQ(report->per_outcome.at("assign").after, 0);
  EXPECT_EQ(report->per_outcome.at("queue").before, 5);
  EXPECT_EQ(report->per_outcome.at("queue").after, 10);
  EXPECT_EQ(report->per_owner.at("unrouted").before, 5);
  EXPECT_EQ(report->per_owner.at("unrouted").after, 10);
  ASSERT_EQ(report->moves.size(), 5u);
  for (size_t i = 0; i < moved.size(); ++i) {
    const ReplayMove& move = report->moves[i].move;
    EXPECT_EQ(move.lead_id, FormatId("lead", moved[i]));
    EXPECT_EQ(move.from, state().PersonOf(static_cast<PersonRef>(EntryOf(moved[i]).owner)));
    EXPECT_EQ(move.to, "unrouted");
    EXPECT_EQ(report->moves[i].rule, "germany");
  }
  const auto again = ReadShadowReport(report->Json());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->Json(), report->Json());
  ExpectReplaysAndFolds();
}

TEST_F(LifecycleTest, AShadowWithAPoolOfItsOwnTakesNoTurnOfIt) {
  const Digest shadow = Draft(WithPool("other: {members: {team: dach}, strategy: weighted}"));
  Stage(shadow, PolicyStage::kShadow);
  for (int i = 0; i < 6; ++i) SendFrom("DE", i);
  EXPECT_FALSE(state().pools.contains("other"));
  EXPECT_EQ(StageOf(shadow).shadow.compared, 6);
  ExpectReplaysAndFolds();
}

TEST_F(LifecycleTest, AShadowIsAskedOnceARunAlsoWhenTheRunAsksAgain) {
  for (const char* id : {"lena", "jonas"}) {
    Person person;
    person.id = id;
    person.name = id;
    person.team = "dach";
    person.paused_until = clock_.Now() + 2 * kHourUs;
    PutPerson(person);
  }
  const Digest shadow = Draft(FixturePolicy("queue: unrouted"));
  Stage(shadow, PolicyStage::kShadow);
  const Id lead = SendFrom("DE", 1).lead;
  EXPECT_EQ(EntryOf(lead).status, LeadStatus::kHeld);
  for (int i = 0; i < 20; ++i) Advance(10 * kMinuteUs);
  EXPECT_EQ(EntryOf(lead).status, LeadStatus::kRouted);
  EXPECT_EQ(StageOf(shadow).shadow, (ShadowCounts{1, 1, 0, 0}));
  ExpectReplaysAndFolds();
}

}  // namespace
}  // namespace signalbox
