#include "engine/late_result.h"

#include "engine/engine_at_hand.h"

namespace signalbox {
namespace {

constexpr int kFlood = 500;

class LateResult : public EngineTest {
 protected:
  std::vector<std::string> Reasons(const Id& entity) const {
    std::vector<std::string> reasons;
    for (const ev::ResultRefused& body : Bodies<ev::ResultRefused>(entity))
      reasons.push_back(body.reason);
    return reasons;
  }
};

using Words = std::vector<std::string>;

TEST_F(LateResult, AnAnswerThatComesTwiceIsRecordedAsRefused) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"), Step("wait", StepKind::kWait, "", {0})};
  plan_.steps[1].wait_us = kHourUs;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  Answer(out_[0], Outcome::kOk, "", "software");
  const Id run = Latest().run;
  Answer(out_[0], Outcome::kOk, "", "insurance");
  EXPECT_EQ(Reasons(run), (Words{"already_answered"}));
  EXPECT_EQ(Bodies<ev::StepReported>(run).size(), 1u);
}

TEST_F(LateResult, AFloodOfRepeatsOfOneTaskDoesNotGrowTheLogWithoutEnd) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"), Step("wait", StepKind::kWait, "", {0})};
  plan_.steps[1].wait_us = kHourUs;
  Begin();
  AddAgent("first");
  const Id lead = Send("a@b.de");
  const Id run = Latest().run;
  for (int i = 0; i < kFlood; ++i) Answer(out_[0], Outcome::kOk, "", "software");
  std::vector<ev::ResultRefused> recorded = Bodies<ev::ResultRefused>(run);
  ASSERT_EQ(recorded.size(), static_cast<size_t>(kMaxRefusedResults));
  EXPECT_FALSE(recorded.front().last);
  EXPECT_TRUE(recorded.back().last) << "the trail says that there may have been more";
  EXPECT_EQ(engine_->unrecorded_results(), kFlood - 1 - kMaxRefusedResults);
  Pass(2 * kHourUs);  // the run ends
  for (int i = 0; i < kFlood; ++i) Answer(out_[0], Outcome::kOk, "", "software");
  EXPECT_EQ(Reasons(lead), Words(static_cast<size_t>(kMaxRefusedResults), "run_over"));
  const int64_t events = engine_->state().next_position;
  Start();
  EXPECT_EQ(engine_->state().next_position, events + 1)
      << "the log folds; only EngineStarted is new";
  Answer(out_[0], Outcome::kOk, "", "software");
  EXPECT_EQ(engine_->state().next_position, events + 1) << "the count is part of the state";
}

TEST_F(LateResult, AnAnswerOfAnAttemptThatWasReplacedIsRefused) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside")};
  Begin();
  AddAgent("first");
  Send("a@b.de");
  const Id run = Latest().run;
  Answer(out_[0], Outcome::kError, "agent_timeout");
  Pass(2 * kSecondUs);
  ASSERT_EQ(out_.size(), 2u);
  Answer(out_[0], Outcome::kOk, "", "insurance");
  EXPECT_EQ(Reasons(run), (Words{"superseded_attempt"}));
  Answer(out_[1], Outcome::kOk, "", "software");
  EXPECT_EQ(Latest().status, LeadStatus::kRouted);
}

TEST_F(LateResult, AnAnswerAfterTheDeadlineIsRefusedWhileTheRunGoesOn) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"), Step("wait", StepKind::kWait, "", {0})};
  plan_.steps[0].deadline_us = 5 * kSecondUs;
  plan_.steps[0].on_failure = FailureRule::kSkip;
  plan_.steps[1].wait_us = kHourUs;
  Begin();
  AddAgent("first", [](AgentSpec* spec) { spec->effects = EffectClass::kBlind; });
  Send("a@b.de");
  const Id run = Latest().run;
  Pass(6 * kSecondUs);
  Answer(out_[0], Outcome::kOk, "", "software");
  EXPECT_EQ(Reasons(run), (Words{"step_over"}));
  EXPECT_TRUE(Bodies<ev::ResultRefused>(run)[0].wrote) << "a write that was done must be findable";
  EXPECT_FALSE(engine_->state().FindRun(run)->record.Has(Field::kIndustry));
}

TEST_F(LateResult, AnAnswerForARunThatIsOverStandsInTheChainOfItsRecord) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"),
                 Step("route", StepKind::kDecide, "route", {0})};
  plan_.steps[0].deadline_us = 5 * kSecondUs;
  plan_.steps[0].on_failure = FailureRule::kSkip;
  Begin();
  AddAgent("first");
  const Id lead = Send("a@b.de");
  const Id run = Latest().run;
  Pass(6 * kSecondUs);
  ASSERT_EQ(Latest().status, LeadStatus::kRouted);
  Answer(out_[0], Outcome::kOk, "", "software");
  const std::vector<ev::ResultRefused> refused = Bodies<ev::ResultRefused>(lead);
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].reason, "run_over");
  EXPECT_EQ(refused[0].run, run);
  EXPECT_EQ(refused[0].task, out_[0].task);
  EXPECT_FALSE(refused[0].wrote) << "this agent only reads";
  EXPECT_EQ(Latest().status, LeadStatus::kRouted);
}

TEST_F(LateResult, AnAnswerForARunThatNobodyKnowsIsRecordedAgainstTheWorkspace) {
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  Activity foreign;
  foreign.run.bytes[3] = foreign.lead.bytes[3] = foreign.task.bytes[3] = 9;
  foreign.agent.id = "stranger";
  foreign.agent.version = "1.0.0";
  for (int i = 0; i < kFlood; ++i) Answer(foreign, Outcome::kOk, "", "software");
  EXPECT_EQ(Reasons(engine_->state().log_id),
            Words(static_cast<size_t>(kMaxRefusedResults), "unknown_run"));
}

TEST_F(LateResult, AStepThatThePlanDoesNotHaveIsRefusedByName) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside")};
  Begin();
  AddAgent("first");
  Send("a@b.de");
  Activity wrong = out_[0];
  for (const int64_t step : {int64_t{-1}, int64_t{7}, INT64_MAX}) {
    wrong.step = step;
    Answer(wrong, Outcome::kOk, "", "software");
  }
  EXPECT_EQ(Reasons(Latest().run), (Words{"unknown_step", "unknown_step", "unknown_step"}));
  Answer(out_[0], Outcome::kOk, "", "software");
  EXPECT_EQ(Latest().status, LeadStatus::kRouted);
}

}  // namespace
}  // namespace signalbox
