#include "workspace/retention.h"

#include <gtest/gtest.h>

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
                        ev::RetentionSet{days});
    });
  }
  RetentionReport Expire(RetentionMode mode = RetentionMode::kForget) {
    Expiry expiry;
    for (bool more = true; more;) {
      Apply([&](Turn& turn) -> Status {
        SB_ASSIGN(more, ExpireLeads(turn, {}, mode, &expiry));
        return {};
      });
      for (const int64_t subject : expiry.subjects) EXPECT_TRUE(keys_->Forget(subject).ok());
    }
    return expiry.report;
  }
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
  const int64_t subject = EntryOf(lead).subject;
  SetRule(1);
  Apply([&](Turn& turn) {
    return turn.Input(EntityKind::kLead, lead, EventType::kLegalHoldSet, {},
                      ev::LegalHoldSet{true, subject}, "court", subject);
  });
  Advance(9 * kDayUs);
  const RetentionReport report = Expire();
  EXPECT_EQ(report.held, 1);
  EXPECT_EQ(report.expired, 0);
  EXPECT_TRUE(IsThere(lead));
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
  EXPECT_EQ(engine_->state().law.lead_days, 1);
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
