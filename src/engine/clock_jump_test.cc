#include "base/limits.h"
#include "engine/engine_at_hand.h"

namespace signalbox {
namespace {

using ClockJump = EngineTest;

TEST_F(ClockJump, AClockThatIsSetBackMakesNoRetryAndNoDeadlineLate) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"),
                 Step("route", StepKind::kDecide, "route", {0})};
  plan_.steps[0].deadline_us = kMinuteUs;
  plan_.steps[0].on_failure = FailureRule::kSkip;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  Answer(out_[0], Outcome::kError, "agent_timeout");
  clock_.JumpTo(clock_.Now() - 2 * kHourUs);
  Pass(0);
  EXPECT_EQ(out_.size(), 1u) << "nothing is early";
  Pass(2 * kSecondUs);
  ASSERT_EQ(out_.size(), 2u) << "the retry waits for its backoff and not for two hours";
  Pass(kMinuteUs);
  EXPECT_EQ(Latest().status, LeadStatus::kRouted) << "the deadline passed";
}

TEST_F(ClockJump, ATimerThatIsSetWhileTheClockIsBehindTheLogIsNotLateEither) {
  plan_.steps = {Step("wait", StepKind::kWait, "")};
  plan_.steps[0].wait_us = kHourUs;
  Begin();
  clock_.JumpTo(clock_.Now() - kDayUs);
  Send("a@b.de");
  Pass(kHourUs - kSecondUs);
  EXPECT_EQ(Latest().status, LeadStatus::kInProgress);
  Pass(2 * kSecondUs);
  EXPECT_EQ(Latest().status, LeadStatus::kRouted);
}

TEST_F(ClockJump, AfterARestartWithTheClockBehindATimerTakesWhatWasLeftOfIt) {
  plan_.steps = {Step("wait", StepKind::kWait, "")};
  plan_.steps[0].wait_us = kHourUs;
  Begin();
  Send("a@b.de");
  clock_.JumpTo(clock_.Now() - kDayUs);
  Start();
  Pass(kHourUs + kSecondUs);
  EXPECT_EQ(Latest().status, LeadStatus::kRouted);
}

TEST_F(ClockJump, AClockThatIsSetIsAnEventAndOneThatIsPutRightBitByBitIsNone) {
  plan_.steps = {Step("wait", StepKind::kWait, "")};
  Begin();
  const Id& log = engine_->state().log_id;
  clock_.JumpTo(clock_.Now() + 9 * kDayUs);
  RunTurn();
  RunTurn();
  clock_.JumpTo(clock_.Now() - 2 * kHourUs);
  RunTurn();
  for (int i = 0; i < 5; ++i) {
    clock_.JumpTo(clock_.Now() + 50 * kSecondUs);
    Pass(kHourUs);
  }
  const std::vector<ev::ClockJumped> jumps = Bodies<ev::ClockJumped>(log);
  ASSERT_EQ(jumps.size(), 2u);
  EXPECT_EQ(jumps[0].by_us, 9 * kDayUs);
  EXPECT_EQ(jumps[1].by_us, -2 * kHourUs);
}

TEST_F(ClockJump, AForwardJumpFiresWhatItWentPastAtMostAnEighthOfABatchATurn) {
  plan_.steps = {Step("wait", StepKind::kWait, "")};
  plan_.steps[0].wait_us = kHourUs;
  Begin();
  constexpr size_t kWaiting = kBatchInputs;
  for (size_t i = 0; i < kWaiting; ++i) {
    Submission submission = MakeSubmission(*keys_, {}, {"e:" + std::to_string(i)}, "", "", "");
    submission.answer = [](const Result<LeadAnswer>&) {};
    ASSERT_TRUE(engine_->Submit(std::move(submission)));
  }
  RunTurn();
  clock_.JumpTo(clock_.Now() + 9 * kDayUs);
  const auto in_progress = [&] {
    return static_cast<size_t>(std::count_if(
        engine_->state().leads.begin(), engine_->state().leads.end(),
        [](const LeadEntry& lead) { return lead.status == LeadStatus::kInProgress; }));
  };
  const Id late = Send("late@b.de");
  EXPECT_EQ(in_progress(), kWaiting - kBatchInputs / 8 + 1)
      << "and the new lead was taken with them";
  EXPECT_EQ(Latest().id, late);
  for (int turn = 0; turn < 7; ++turn) RunTurn();
  EXPECT_EQ(in_progress(), 1u);
}

}  // namespace
}  // namespace signalbox
