#include "workspace/waits_for.h"

#include <gmock/gmock.h>

#include "workspace/engine_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

class WaitsForTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("lena", "Lena", "dach");
    AddPerson("revo", "Revo", "revops");
    AddAgent(OutsideScorer());
    Publish({{"policy.yaml", FixturePolicy()}});
  }
  std::optional<WaitingFor> WaitsOf(const Id& lead) {
    return WaitsFor(engine_->state(), engine_->state().lead_by_id.at(lead));
  }
  TimeUs TimeOf(int64_t position) {
    const Result<Bytes> bytes = store_->ReadEvent(position);
    EXPECT_TRUE(bytes.ok());
    return bytes.ok() ? DecodeEvent(*bytes)->time : 0;
  }
};

TEST_F(WaitsForTest, AnAgentThatDoesNotAnswerIsNamedWithItsStepAndSinceWhen) {
  const LeadAnswer sent = SendFrom("DE", 1);
  ASSERT_EQ(activities_.size(), 1u);
  const TimeUs asked_at = clock_.Now();
  clock_.Advance(kSecondUs);
  const std::optional<WaitingFor> waits = WaitsOf(sent.lead);
  ASSERT_TRUE(waits.has_value());
  EXPECT_EQ(waits->kind, "agent");
  EXPECT_THAT(waits->name, HasSubstr("acme_score"));
  EXPECT_THAT(waits->words, HasSubstr("for the step score"));
  EXPECT_EQ(TimeOf(waits->since_position), asked_at);
}

TEST_F(WaitsForTest, AStepThatIsTriedAgainSaysWhen) {
  const LeadAnswer sent = SendFrom("DE", 1);
  ASSERT_EQ(activities_.size(), 1u);
  AgentResult result;
  result.outcome = Outcome::kError;
  result.reason = "agent_failed";
  Answer(activities_[0], result, kMillisecondUs);
  const std::optional<WaitingFor> waits = WaitsOf(sent.lead);
  ASSERT_TRUE(waits.has_value());
  EXPECT_EQ(waits->kind, "retry");
  EXPECT_GT(waits->until, clock_.Now());
}

// Whatever becomes of it: a lead that nobody has and that is not over says what it waits for.
TEST_F(WaitsForTest, NothingThatIsStuckLooksAsIfItWereUnderWay) {
  std::vector<Id> leads;
  for (int i = 0; i < 3; ++i) leads.push_back(SendFrom("DE", i).lead);
  leads.push_back(SendFrom("US", 3).lead);
  Person away = *engine_->state().roster.FindPerson("lena");
  away.paused_until = clock_.Now() + kDayUs;
  PutPerson(away);
  for (int i = 0; i < 40; ++i) {
    for (const Id& lead : leads) {
      const LeadStatus status = EntryOf(lead).status;
      const bool over = status == LeadStatus::kRouted || status == LeadStatus::kRejected ||
                        status == LeadStatus::kDuplicate;
      const std::optional<WaitingFor> waits = WaitsOf(lead);
      ASSERT_EQ(waits.has_value(), !over) << StatusName(status);
      if (!waits.has_value()) continue;
      EXPECT_FALSE(waits->words.empty());
      ASSERT_GE(waits->since_position, 0);
      EXPECT_LE(TimeOf(waits->since_position), clock_.Now());
      EXPECT_NE(waits->kind, "engine") << "between turns nothing waits for the engine";
    }
    Advance(i % 2 == 0 ? kSecondUs : 10 * kMinuteUs);
  }
}

}  // namespace
}  // namespace signalbox
