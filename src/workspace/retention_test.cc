#include "workspace/retention.h"

#include <gtest/gtest.h>

#include "workspace/desk_turns.h"
#include "workspace/engine_fixture.h"
#include "workspace/replay.h"

namespace signalbox {
namespace {

class RetentionTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("lena", "Lena Vogt", "dach");
    Publish({{"policy.yaml", FixturePolicy("assign: {pool: dach}")}});
  }
  void SetRule(int64_t days) {
    Apply([days](Turn& turn) {
      return turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kRetentionSet, {},
                        ev::RetentionSet{{days}});
    });
  }
  RetentionReport Expire(RetentionMode mode = RetentionMode::kForget) {
    Expiry expiry;
    for (const auto look : {ExpireLeads, ExpireRequests}) {
      for (bool more = true; more;) {
        Apply([&](Turn& turn) -> Status {
          SB_ASSIGN(more, look(turn, {}, mode, &expiry));
          return {};
        });
        for (const int64_t subject : expiry.subjects) EXPECT_TRUE(keys_->Forget(subject).ok());
      }
    }
    return expiry.report;
  }
  // A request about the lead.
  int64_t Ask(const Id& lead) {
    int64_t number = 0;
    Apply([&](Turn& turn) -> Status {
      const CaseRequest request{
          "Wrong owner", "why", FormatId("lead", lead), CasePriority::kLow, {}};
      SB_ASSIGN(const DeskAct act, FeedNewCase(turn, *keys_, {"lena", "test"}, request));
      number = act.number;
      return {};
    });
    return number;
  }
  void Withdraw(int64_t number) {
    Apply([&](Turn& turn) -> Status {
      SB_ASSIGN(const DeskAct act, FeedWithdrawal(turn, {"lena", "test"}, CaseNumberText(number)));
      EXPECT_FALSE(act.refused.has_value());
      return {};
    });
  }
  void Hold(const Id& lead) {
    const int64_t subject = EntryOf(lead).subject;
    Apply([&](Turn& turn) {
      return turn.Input(EntityKind::kLead, lead, EventType::kLegalHoldSet, {},
                        ev::LegalHoldSet{true, subject}, "court", subject);
    });
  }
  const CaseEntry& Request(int64_t number) { return *engine_->state().cases.Find(number); }
  bool CanBeRead(int64_t number) { return keys_->SubjectKey(Request(number).subject).ok(); }
  bool IsThere(const Id& lead) { return keys_->SubjectKey(EntryOf(lead).subject).ok(); }
};

TEST_F(RetentionTest, WhoseTimeIsOverIsForgottenAndNobodyElse) {
  const Id old = SendFrom("DE", 1).lead, touched = SendFrom("DE", 2).lead;
  SetRule(30);
  EXPECT_EQ(Expire().looked_at, 0) << "nobody is old enough to be looked at";
  Advance(29 * kDayUs);
  SendFrom("DE", 2);
  Advance(2 * kDayUs);
  const Id young = SendFrom("DE", 3).lead;
  EXPECT_EQ(Expire(RetentionMode::kCount).expired, 1);
  EXPECT_TRUE(IsThere(old)) << "counting changes nothing";
  const RetentionReport report = Expire();
  EXPECT_EQ(report.expired, 1);
  EXPECT_FALSE(IsThere(old));
  EXPECT_TRUE(IsThere(touched)) << "who came back is kept from then on";
  EXPECT_TRUE(IsThere(young));
  EXPECT_EQ(Expire().expired, 0) << "once is enough";
  const Result<ReplayReport> replay = Replay(*store_, *keys_, LoadStoredVersion, {});
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->different, 0);
}

TEST_F(RetentionTest, ALegalHoldIsStrongerThanTheRule) {
  const Id lead = SendFrom("DE", 1).lead;
  SetRule(1);
  Hold(lead);
  Advance(9 * kDayUs);
  const RetentionReport report = Expire();
  EXPECT_EQ(report.held, 1);
  EXPECT_EQ(report.expired, 0);
  EXPECT_TRUE(IsThere(lead));
}

TEST_F(RetentionTest, WhatWasWrittenAboutALeadGoesWithTheLead) {
  const Id old = SendFrom("DE", 1).lead, touched = SendFrom("DE", 2).lead;
  const int64_t about_old = Ask(old), about_touched = Ask(touched);
  SetRule(30);
  Advance(29 * kDayUs);
  SendFrom("DE", 2);
  Advance(2 * kDayUs);
  EXPECT_TRUE(IsOpen(Request(about_old).status)) << "nobody decided about it";
  const RetentionReport counted = Expire(RetentionMode::kCount);
  EXPECT_EQ(counted.requests, 1);
  EXPECT_TRUE(CanBeRead(about_old)) << "counting changes nothing";
  EXPECT_EQ(Expire().requests, 1);
  EXPECT_FALSE(CanBeRead(about_old));
  EXPECT_TRUE(Request(about_old).erased);
  EXPECT_EQ(Request(about_old).status, CaseStatus::kClosed);
  EXPECT_EQ(Request(about_old).reason, "requester_forgotten");
  EXPECT_TRUE(CanBeRead(about_touched)) << "its lead lives";
  EXPECT_EQ(Expire().requests, 0) << "once is enough";
}

TEST_F(RetentionTest, ARequestThatIsOverLongEnoughIsForgottenThoughItsLeadLives) {
  const Id lead = SendFrom("DE", 1).lead, held = SendFrom("DE", 2).lead;
  const Id other = SendFrom("DE", 3).lead;
  const int64_t over = Ask(lead), open = Ask(other), of_held = Ask(held);
  Withdraw(over), Withdraw(of_held);
  Hold(held);
  SetRule(30);
  Advance(29 * kDayUs);
  for (const int person : {1, 2, 3}) SendFrom("DE", person);
  EXPECT_EQ(Expire().requests, 0) << "not yet";
  Advance(2 * kDayUs);
  EXPECT_EQ(Expire(RetentionMode::kCount).requests, 1);
  const RetentionReport report = Expire();
  EXPECT_EQ(report.expired, 0);
  EXPECT_EQ(report.requests, 1);
  EXPECT_EQ(report.held_requests, 1);
  EXPECT_FALSE(CanBeRead(over));
  EXPECT_TRUE(CanBeRead(open)) << "something can still become of it";
  EXPECT_TRUE(CanBeRead(of_held));
  EXPECT_TRUE(IsThere(lead));
  const Result<ReplayReport> replay = Replay(*store_, *keys_, LoadStoredVersion, {});
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->different, 0);
  Restart();
  EXPECT_TRUE(Request(over).erased);
  EXPECT_FALSE(Request(open).erased);
}

TEST_F(RetentionTest, ManyAreForgottenOverSeveralTurns) {
  for (int i = 0; i < 450; ++i) SendFrom("DE", i);
  SetRule(1);
  Advance(2 * kDayUs);
  EXPECT_EQ(Expire().expired, 450);
  EXPECT_EQ(engine_->state().law.forgotten.size(), 450u);
}

TEST_F(RetentionTest, TheRuleIsKeptOverAStartAndEndsWithZero) {
  SendFrom("DE", 1);
  SetRule(1);
  Restart();
  EXPECT_EQ(engine_->state().law.rules.lead_days, 1);
  SetRule(0);
  Advance(9 * kDayUs);
  Expiry expiry;
  Apply([&](Turn& turn) -> Status {
    EXPECT_EQ(ExpireLeads(turn, {}, RetentionMode::kForget, &expiry).error().code, Code::kConflict);
    return {};
  });
}

}  // namespace
}  // namespace signalbox
