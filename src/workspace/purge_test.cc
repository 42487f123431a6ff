// A purge as the engine and the auditor see it: the same state, the same root, less on the disk.
#include "workspace/purge.h"

#include <gmock/gmock.h>

#include "audit/proofs.h"
#include "audit/verify.h"
#include "engine/purge.h"
#include "engine/state_codec.h"
#include "workspace/engine_fixture.h"
#include "workspace/replay.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

class PurgeTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("lena", "Lena Vogt", "dach");
    AddPerson("tom", "Tom Berg", "dach");
    Publish({{"policy.yaml", FixturePolicy()}});
  }

  void ForgetLead(const Id& lead) {
    const int64_t subject = EntryOf(lead).subject;
    Apply([&](Turn& turn) -> Status {
      return turn.Input(EntityKind::kLead, lead, EventType::kForgotten, {},
                        ev::Forgotten{{subject}});
    });
    ASSERT_TRUE(keys_->Forget(subject).ok());
  }
  void Declare(const ev::Purged& plan) {
    Apply([&](Turn& turn) -> Status {
      return turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kPurged,
                        {ActorKind::kOperator, "anna"}, plan);
    });
  }
  ev::Purged PlanAll() {
    const Result<ev::Purged> plan = PlanPurge(*store_, store_->next_position());
    EXPECT_TRUE(plan.ok()) << plan.error().message;
    return plan.ok() ? *plan : ev::Purged{};
  }
  void Purge() {
    Declare(PlanAll());
    const Result<bool> done = CarryOutPurge(engine_->state(), *store_);
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_TRUE(*done);
  }
  // With a rule for agents that reaches up to the position.
  ev::Purged PlanAgents(int64_t agents_before) {
    const Result<ev::Purged> plan = PlanPurge(*store_, store_->next_position(), agents_before);
    EXPECT_TRUE(plan.ok()) << plan.error().message;
    return plan.ok() ? *plan : ev::Purged{};
  }
  void Hold(const Id& lead, bool held) {
    const int64_t subject = EntryOf(lead).subject;
    Apply([&](Turn& turn) -> Status {
      return turn.Input(EntityKind::kLead, lead, EventType::kLegalHoldSet, {},
                        ev::LegalHoldSet{held, subject}, "court", subject);
    });
  }
  // How many answers of the lead's run somebody could still open.
  int64_t SealedAnswers(const Id& lead) {
    const Id run = EntryOf(lead).run;
    int64_t sealed = 0;
    EXPECT_TRUE(store_
                    ->ReadEvents(0, -1,
                                 [&](int64_t, BytesView bytes) -> Status {
                                   SB_ASSIGN(const Event event, DecodeEvent(bytes));
                                   const auto type = static_cast<EventType>(event.type);
                                   if (type == EventType::kStepFinished && event.entity == run &&
                                       !event.sealed.empty())
                                     sealed += !event.sealed.front().ciphertext.empty();
                                   return {};
                                 })
                    .ok());
    return sealed;
  }
  // The state that the log folds to, as a save would write it.
  Bytes Folded() const {
    const auto state = FoldStored(*store_, *keys_, LoadStoredVersion);
    EXPECT_TRUE(state.ok()) << state.error().message;
    if (!state.ok()) return {};
    Bytes all = EncodeLivePart(**state) + EncodeReferencePart(**state);
    for (size_t i = 0; i < (*state)->leads.size(); ++i) saved::Put((*state)->leads.At(i), &all);
    for (size_t i = 0; i < (*state)->keyed_requests.size(); ++i)
      saved::Put((*state)->keyed_requests.At(i), &all);
    return all;
  }
  VerifyReport Verified() const {
    const Result<VerifyReport> report = VerifyLog(*store_, {});
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : VerifyReport{};
  }
  ReplayReport Replayed() const {
    const Result<ReplayReport> report = Replay(*store_, *keys_, LoadStoredVersion, {});
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : ReplayReport{};
  }
  std::vector<Id> SendMany(int from, int to) {
    std::vector<Id> leads;
    for (int i = from; i < to; ++i) leads.push_back(SendFrom(i % 3 == 0 ? "FR" : "DE", i).lead);
    return leads;
  }
};

TEST_F(PurgeTest, TheStateTheRootAndTheReplayAreAsBefore) {
  const std::vector<Id> leads = SendMany(0, 60);
  for (size_t i = 0; i < leads.size(); i += 2) ForgetLead(leads[i]);
  SendMany(60, 70);
  const ev::Purged plan = PlanAll();
  EXPECT_EQ(plan.leads, 30);
  EXPECT_GT(plan.removed, 30) << "what agents said of them";
  EXPECT_GE(plan.reduced, 30) << "what they said themselves";
  Declare(plan);
  const Bytes state = Folded();
  const ReplayReport replay = Replayed();
  const Result<bool> done = CarryOutPurge(engine_->state(), *store_);
  ASSERT_TRUE(done.ok() && *done);

  EXPECT_EQ(Folded(), state);
  const VerifyReport report = Verified();
  EXPECT_TRUE(report.ok) << report.problem;
  EXPECT_EQ(report.root, engine_->tree().Root());
  EXPECT_EQ(report.purged.removed, plan.removed);
  EXPECT_EQ(report.purged.reduced, plan.reduced);
  EXPECT_THAT(PurgedNote(report.purged), testing::HasSubstr("by anna"));
  const ReplayReport after = Replayed();
  EXPECT_EQ(after.Json(), replay.Json());
  EXPECT_EQ(after.erased, 30);
  EXPECT_EQ(after.different, 0);

  Restart();
  EXPECT_TRUE(Verified().ok);
  EXPECT_EQ(SendFrom("DE", 1).created, false) << "who was not forgotten is known as before";
  EXPECT_EQ(SendFrom("DE", 2).created, true);
  EXPECT_TRUE(Verified().ok);
  EXPECT_EQ(Replayed().different, 0);
}

TEST_F(PurgeTest, AnEventThatIsGoneIsSaidToBePurgedAndItsNeighboursAreRead) {
  const Id gone = SendFrom("DE", 1).lead;
  const Id here = SendFrom("DE", 2).lead;
  ForgetLead(gone);
  int64_t step = -1;
  ASSERT_TRUE(store_
                  ->ReadEvents(0, -1,
                               [&](int64_t position, BytesView bytes) -> Status {
                                 const auto type = static_cast<EventType>(DecodeEvent(bytes)->type);
                                 if (step < 0 && type == EventType::kStepFinished) step = position;
                                 return {};
                               })
                  .ok());
  ASSERT_GE(step, 0);
  std::vector<Digest> before, after;
  ASSERT_TRUE(store_->ReadLeaves(0, store_->next_position(), &before).ok());
  Purge();
  const Result<Bytes> read = store_->ReadEvent(step);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, Code::kNotFound);
  EXPECT_EQ(read.error().message, "event " + std::to_string(step) + " was purged");
  ASSERT_TRUE(store_->ReadLeaves(0, std::ssize(before), &after).ok());
  EXPECT_EQ(after, before);
  const Result<InclusionProof> proof = ProveInclusion(*store_, EntryOf(here).received_position, "");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(proof->root, engine_->tree().Root());
  EXPECT_EQ(ProveInclusion(*store_, step, "").error().code, Code::kNotFound);
  for (int64_t size = 1; size < store_->next_position(); size += 7)
    EXPECT_TRUE(ProveConsistency(*store_, size, store_->next_position()).ok()) << size;
}

TEST_F(PurgeTest, WhatADeclaredPurgeStillHasToDoIsDoneAtTheNextStartAndOnce) {
  ForgetLead(SendFrom("DE", 1).lead);
  SendFrom("DE", 2);
  const ev::Purged plan = PlanAll();
  Declare(plan);
  SendFrom("DE", 3);
  ForgetLead(SendFrom("DE", 4).lead);
  EXPECT_TRUE(Verified().ok);
  EXPECT_EQ(Verified().purged.position, -1) << "declared, and not yet done";
  Restart();
  EXPECT_TRUE(*CarryOutPurge(engine_->state(), *store_));
  EXPECT_EQ(Verified().purged.removed, plan.removed);
  EXPECT_FALSE(*CarryOutPurge(engine_->state(), *store_));
  EXPECT_TRUE(Verified().ok);
}

TEST_F(PurgeTest, ASecondPurgeGoesOnFromTheFirst) {
  const std::vector<Id> leads = SendMany(0, 20);
  for (int i = 0; i < 5; ++i) ForgetLead(leads[static_cast<size_t>(i)]);
  Purge();
  const int64_t first = Verified().purged.removed;
  EXPECT_EQ(PlanAll().remainder, LastPurge(*store_)->remainder) << "nothing new";
  EXPECT_EQ(PlanPurge(*store_, 3)->before, LastPurge(*store_)->before) << "no purge goes back";
  for (int i = 5; i < 12; ++i) ForgetLead(leads[static_cast<size_t>(i)]);
  Purge();
  const VerifyReport report = Verified();
  EXPECT_TRUE(report.ok) << report.problem;
  EXPECT_GT(report.purged.removed, first);
  EXPECT_EQ(report.root, engine_->tree().Root());
  EXPECT_EQ(Replayed().different, 0);
}

TEST_F(PurgeTest, NobodyWhoIsNotForgottenLosesAnything) {
  SendMany(0, 10);
  const ev::Purged plan = PlanAll();
  EXPECT_EQ(plan.removed, 0);
  EXPECT_EQ(plan.reduced, 0);
  EXPECT_EQ(plan.leads, 0);
  EXPECT_EQ(plan.remainder, Digest{});
}

TEST_F(PurgeTest, WhatAnAgentOutsideWasAskedStaysForItsBreakerCountsIt) {
  AddAgent(OutsideScorer());
  const Id lead = SendFrom("DE", 1).lead;
  ASSERT_EQ(activities_.size(), 1u);
  AgentResult result;
  result.output.SetInt(Field::kScore, 90);
  Answer(activities_.front(), result, 10);
  ForgetLead(lead);
  const Bytes state = Folded();
  const ev::Purged plan = PlanAll();
  EXPECT_EQ(plan.removed, 0);
  EXPECT_GT(plan.reduced, 0);
  Declare(plan);
  const Bytes declared = Folded();
  ASSERT_TRUE(*CarryOutPurge(engine_->state(), *store_));
  EXPECT_EQ(Folded(), declared);
  EXPECT_NE(declared, state) << "the declaration itself is in the state";
}

TEST_F(PurgeTest, SomebodyWhoIsForgottenAboveThePositionIsLeftAlone) {
  const Id lead = SendFrom("DE", 1).lead;
  const int64_t before = store_->next_position();
  ForgetLead(lead);
  const Result<ev::Purged> plan = PlanPurge(*store_, before);
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->removed + plan->reduced, 0);
  EXPECT_FALSE(PlanPurge(*store_, store_->next_position() + 1).ok());
}

TEST_F(PurgeTest, APurgeThatWouldLeaveSomethingElseThanWasDeclaredIsRefused) {
  ForgetLead(SendFrom("DE", 1).lead);
  ev::Purged plan = PlanAll();
  plan.remainder[0] ^= 1;
  Declare(plan);
  const Result<bool> done = CarryOutPurge(engine_->state(), *store_);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, Code::kCorrupt);
  EXPECT_TRUE(Verified().ok);
  EXPECT_EQ(store_->purged_by(), -1);
}

TEST_F(PurgeTest, TheDiskGetsItsRoomBack) {
  const std::vector<Id> leads = SendMany(0, 200);
  for (const Id& lead : leads) ForgetLead(lead);
  const auto size = [&] {
    const auto log = std::filesystem::file_size(root_ + "/ws/log.db");
    const std::string ahead = root_ + "/ws/log.db-wal";
    return log + (std::filesystem::exists(ahead) ? std::filesystem::file_size(ahead) : 0);
  };
  Stop();
  const auto before = size();
  Open(false);
  Purge();
  EXPECT_LT(size(), before);
  EXPECT_EQ(std::filesystem::file_size(root_ + "/ws/log.db-wal"), 0u);
  EXPECT_TRUE(Verified().ok);
}

TEST_F(PurgeTest, APositionIsFoundByItsTimeWhereverEventsAreGone) {
  std::vector<TimeUs> sent;
  for (int i = 0; i < 6; ++i) {
    sent.push_back(clock_.Now());
    ForgetLead(SendFrom("DE", i).lead);
    Advance(kHourUs);
  }
  std::vector<int64_t> before;
  for (const TimeUs time : sent) before.push_back(*FirstPositionFrom(*store_, time));
  Purge();
  for (size_t i = 0; i < sent.size(); ++i)
    EXPECT_EQ(*FirstPositionFrom(*store_, sent[i]), before[i]) << i;
  EXPECT_EQ(*FirstPositionFrom(*store_, clock_.Now() + kHourUs), store_->next_position());
}

TEST_F(PurgeTest, WhatAgentsSaidGoesWhenItIsOldAndTheLeadStays) {
  const Id old = SendFrom("DE", 1).lead;
  ASSERT_GT(SealedAnswers(old), 0) << "a local agent learned something personal";
  const int64_t agents_before = store_->next_position();
  Advance(kHourUs);
  const Id young = SendFrom("DE", 2).lead;
  const ReplayReport replay = Replayed();
  const ev::Purged plan = PlanAgents(agents_before);
  EXPECT_EQ(plan.removed, 0);
  EXPECT_EQ(plan.runs, 1);
  EXPECT_EQ(plan.leads, 0);
  EXPECT_EQ(plan.reduced, SealedAnswers(old));
  Declare(plan);
  const Bytes state = Folded();
  ASSERT_TRUE(*CarryOutPurge(engine_->state(), *store_));

  EXPECT_EQ(SealedAnswers(old), 0);
  EXPECT_GT(SealedAnswers(young), 0);
  EXPECT_EQ(Folded(), state);
  EXPECT_TRUE(Verified().ok);
  EXPECT_EQ(Verified().root, engine_->tree().Root());
  EXPECT_EQ(Replayed().Json(), replay.Json()) << "the program's own agents say it again";
  EXPECT_TRUE(keys_->SubjectKey(EntryOf(old).subject).ok());
  Restart();
  EXPECT_FALSE(SendFrom("DE", 1).created);
  EXPECT_EQ(PlanAgents(agents_before).remainder, LastPurge(*store_)->remainder) << "nothing new";
  EXPECT_EQ(PlanAll().remainder, LastPurge(*store_)->remainder) << "nor without the rule";
}

TEST_F(PurgeTest, AnswersOfWhoHasALegalHoldStayUntilItIsLifted) {
  const Id held = SendFrom("DE", 1).lead;
  const int64_t end = store_->next_position();
  Hold(held, true);
  EXPECT_EQ(PlanAgents(end).runs, 0);
  EXPECT_EQ(PlanAgents(end).reduced, 0);
  Hold(held, false);
  EXPECT_EQ(PlanAgents(end).runs, 1);
}

TEST_F(PurgeTest, AHoldOfAfterTheDeclarationChangesNothingOfWhatWasDeclared) {
  const Id lead = SendFrom("DE", 1).lead;
  Declare(PlanAgents(store_->next_position()));
  Hold(lead, true);
  Restart();
  EXPECT_TRUE(*CarryOutPurge(engine_->state(), *store_));
  EXPECT_EQ(SealedAnswers(lead), 0);
  EXPECT_TRUE(Verified().ok);
}

TEST_F(PurgeTest, ARunThatWaitsKeepsWhatItsAgentsSaid) {
  AddAgent(OutsideScorer());
  const Id lead = SendFrom("DE", 1).lead;
  ASSERT_EQ(activities_.size(), 1u) << "it waits for an agent outside";
  EXPECT_EQ(PlanAgents(store_->next_position()).runs, 0);
  AgentResult result;
  result.output.SetInt(Field::kScore, 90);
  Answer(activities_.front(), result, 10);
  EXPECT_EQ(PlanAgents(store_->next_position()).runs, 1);
  EXPECT_GT(SealedAnswers(lead), 0);
}

TEST_F(PurgeTest, ALeadWhoseAnswersArePurgedIsForgottenAndPurgedLikeAnyOther) {
  const Id lead = SendFrom("DE", 1).lead;
  Declare(PlanAgents(store_->next_position()));
  ASSERT_TRUE(*CarryOutPurge(engine_->state(), *store_));
  ForgetLead(lead);
  Purge();
  EXPECT_GT(Verified().purged.removed, 0);
  EXPECT_TRUE(Verified().ok);
  EXPECT_EQ(Replayed().different, 0);
}

}  // namespace
}  // namespace signalbox
