// Forgetting as the engine does it: what it ends, what it leaves, and that a fold finds the same.
#include "workspace/forget.h"

#include <gmock/gmock.h>

#include "intake/identity.h"
#include "workspace/backup.h"
#include "workspace/desk_turns.h"
#include "workspace/engine_fixture.h"
#include "workspace/replay.h"

namespace signalbox {
namespace {

constexpr char kSla[] = R"(slas:
  first_touch: {within: 1h, clock: always, stops: [desk.contacted], steps: [{at: 1h, remind: owner}]}
)";

class ForgetTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("revo", "Revo Ops", "revops");
    AddPerson("lena", "Lena Vogt", "dach");
  }
  void TearDown() override {
    const Result<ReplayReport> report = Replay(*store_, *keys_, LoadStoredVersion, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->different, 0) << report->Json();
    EngineFixture::TearDown();
  }

  // The event alone, as a process leaves it that dies before it destroys the keys.
  void Record(const Id& lead) {
    Apply([&](Turn& turn) -> Status {
      return turn.Input(EntityKind::kLead, lead, EventType::kForgotten, {},
                        ev::Forgotten{{EntryOf(lead).subject}});
    });
  }
  void ForgetLead(const Id& lead) {
    Record(lead);
    ASSERT_TRUE(keys_->Forget(EntryOf(lead).subject).ok());
  }
  std::string StatusOf(const Id& lead) const {
    const LeadAnswer answer = engine_->AnswerOf(engine_->state().lead_by_id.at(lead));
    return std::string(StatusName(answer.status)) + " " + answer.owner + " " + answer.queue + " " +
           answer.reason;
  }
  int64_t OpenOf(const std::string& person) const {
    const auto at = engine_->state().open.find(person);
    return at == engine_->state().open.end() ? 0 : at->second;
  }
  bool HasKey(const Id& lead) const { return keys_->SubjectKey(EntryOf(lead).subject).ok(); }
};

TEST_F(ForgetTest, WhoWasRoutedIsNobodysAnyMoreAndNoClockRuns) {
  Publish({{"policy.yaml", FixturePolicy("assign: {pool: dach}\n    sla: [first_touch]") + kSla}});
  const Id lead = SendFrom("DE", 1).lead;
  ASSERT_EQ(StatusOf(lead), "routed lena  next_in_pool");
  ASSERT_EQ(OpenOf("lena"), 1);
  ForgetLead(lead);
  for (int start = 0; start < 2; ++start) {
    EXPECT_EQ(StatusOf(lead), "rejected   forgotten");
    EXPECT_EQ(OpenOf("lena"), 0);
    EXPECT_TRUE(engine_->AnswerOf(engine_->state().lead_by_id.at(lead)).due.empty());
    const int64_t before = engine_->state().next_position;
    Advance(2 * kHourUs);
    EXPECT_EQ(engine_->state().next_position, before);
    Restart();
  }
}

TEST_F(ForgetTest, ARunThatWaitsForAnAnswerIsOverAndTheAnswerIsRefused) {
  Publish({{"policy.yaml", FixturePolicy()}});
  AddAgent(OutsideScorer());
  const Id lead = SendFrom("DE", 1).lead;
  ASSERT_EQ(activities_.size(), 1u);
  ForgetLead(lead);
  EXPECT_EQ(StatusOf(lead), "rejected   forgotten");
  EXPECT_TRUE(engine_->state().runs.empty());
  AgentResult late;
  late.output.SetInt(Field::kScore, 90);
  Answer(activities_.front(), late, 10);
  EXPECT_EQ(StatusOf(lead), "rejected   forgotten");
  EXPECT_EQ(EntryOf(lead).refused_results, 1);
  Restart();
  EXPECT_EQ(StatusOf(lead), "rejected   forgotten");
  EXPECT_TRUE(engine_->state().runs.empty());
}

TEST_F(ForgetTest, TheSamePersonIsANewRecordAlsoAfterAFold) {
  Publish({{"policy.yaml", FixturePolicy()}});
  const Id lead = SendFrom("DE", 1).lead;
  ForgetLead(lead);
  Restart();
  const LeadAnswer back = SendFrom("DE", 1);
  EXPECT_TRUE(back.created);
  EXPECT_NE(back.lead, lead);
  EXPECT_EQ(StatusOf(back.lead), "routed lena  next_in_pool");
  Restart();
  const LeadAnswer again = SendFrom("DE", 1);
  EXPECT_EQ(again.lead, back.lead);
  EXPECT_FALSE(again.created);
  EXPECT_TRUE(HasKey(back.lead));
}

TEST_F(ForgetTest, AnErasureThatACrashCutShortIsFinishedAtTheNextStart) {
  Publish({{"policy.yaml", FixturePolicy()}});
  const Id lead = SendFrom("DE", 1).lead;
  const Id other = SendFrom("DE", 2).lead;
  Record(lead);
  EXPECT_TRUE(HasKey(lead));
  // What followed from the event is what follows from it again, as long as the key is there.
  const Result<ReplayReport> report = Replay(*store_, *keys_, LoadStoredVersion, {});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->identical, 2) << report->Json();
  Restart();
  EXPECT_FALSE(HasKey(lead));
  EXPECT_TRUE(keys_->IsForgotten(EntryOf(lead).subject));
  EXPECT_TRUE(HasKey(other));
  EXPECT_EQ(StatusOf(lead), "rejected   forgotten");
}

TEST_F(ForgetTest, AfterARestoreTheRequestsOfWhoWasForgottenSinceAreForgottenAgain) {
  Publish({{"policy.yaml", FixturePolicy()}});
  Apply([&](Turn& turn) -> Status {
    for (const char* summary : {"first", "second"}) {
      const CaseRequest request{summary, "why", "", CasePriority::kLow, {}};
      SB_ASSIGN(const DeskAct act, FeedNewCase(turn, *keys_, {"lena", "test"}, request));
      EXPECT_FALSE(act.refused.has_value());
    }
    return {};
  });
  const CaseEntry& gone = *engine_->state().cases.Find(kFirstCase);
  ASSERT_TRUE(IsOpen(gone.status));
  // The keys know of an erasure that the log, which came from a backup, does not have.
  ASSERT_TRUE(keys_->Forget(gone.subject).ok());
  int64_t again = 0;
  const auto forget_again = [&](Turn& turn) -> Status {
    SB_ASSIGN(again, ForgetAgain(turn, *keys_));
    return {};
  };
  Apply(forget_again);
  EXPECT_EQ(again, 1);
  for (int start = 0; start < 2; ++start) {
    const CaseEntry& entry = *engine_->state().cases.Find(kFirstCase);
    EXPECT_TRUE(entry.erased);
    EXPECT_EQ(entry.status, CaseStatus::kClosed);
    EXPECT_EQ(entry.due, 0) << "nobody is reminded of it";
    EXPECT_FALSE(engine_->state().cases.Find(kFirstCase + 1)->erased);
    if (start == 0) Restart();
  }
  Apply(forget_again);
  EXPECT_EQ(again, 0) << "once is enough";
}

TEST_F(ForgetTest, AReturnInTheSameTurnIsANewRecord) {
  Publish({{"policy.yaml", FixturePolicy()}});
  const Id lead = SendFrom("DE", 1).lead;
  bool done = false;
  ASSERT_TRUE(engine_->Apply({[&](Turn& turn) {
                                return turn.Input(EntityKind::kLead, lead, EventType::kForgotten,
                                                  {}, ev::Forgotten{{EntryOf(lead).subject}});
                              },
                              [&](const Status& status, int64_t) { done = status.ok(); }}));
  const LeadAnswer back = SendFrom("DE", 1);
  EXPECT_TRUE(done);
  EXPECT_NE(back.lead, lead);
}

}  // namespace
}  // namespace signalbox
