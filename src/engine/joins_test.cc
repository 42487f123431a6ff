// Where branches of a plan meet, and what becomes of those that nobody waits for any more.
#include "agents/reasons.h"
#include "agents/slot_check.h"
#include "engine/engine_at_hand.h"

namespace signalbox {
namespace {

class Joins : public EngineTest {
 protected:
  // Two branches and whoever waits for both of them.
  void TwoBranches(JoinRule join, StepKind kind = StepKind::kDecide) {
    plan_.steps = {Step("a", StepKind::kAgent, "outside"), Step("b", StepKind::kAgent, "outside"),
                   Step("last", kind, kind == StepKind::kDecide ? "route" : "outside", {0, 1})};
    plan_.steps[2].join = join;
    plan_.steps[2].join_until_us = 30 * kSecondUs;
    Begin();
    AddAgent("first");
    Send("a@b.de");
    ASSERT_EQ(out_.size(), 2u);
  }
  std::vector<int64_t> Cancelled(const Id& run) {
    std::vector<int64_t> steps;
    for (const ev::StepCancelled& body : Bodies<ev::StepCancelled>(run)) {
      EXPECT_EQ(body.reason, "join_went_on");
      steps.push_back(body.step);
    }
    return steps;
  }
  void ExpectNothingGoesOff() {
    EXPECT_TRUE(store_->ReadTimers(INT64_MAX, 100)->empty());
    EXPECT_TRUE(store_->ReadTasks(100)->empty());
    const int64_t events = engine_->state().next_position;
    Pass(2 * kHourUs);
    EXPECT_EQ(engine_->state().next_position, events);
  }
};

TEST_F(Joins, UntilGoesOnWithWhoIsThereAndTheRestIsCancelledByEvent) {
  TwoBranches(JoinRule::kUntil);
  const Id run = Latest().run;
  Answer(out_[1], Outcome::kOk, "", "software");
  Pass(29 * kSecondUs);
  EXPECT_FALSE(answer_.has_value()) << "it waits for the other one until its time is up";
  Pass(2 * kSecondUs);
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
  EXPECT_EQ(Cancelled(run), (std::vector<int64_t>{0}));
  Answer(out_[0], Outcome::kOk, "", "insurance");
  EXPECT_EQ(Bodies<ev::ResultRefused>(Latest().id).size(), 1u) << "what comes late is recorded";
  ExpectNothingGoesOff();
}

TEST_F(Joins, UntilGoesOnAtOnceWhenEverybodyIsThere) {
  TwoBranches(JoinRule::kUntil, StepKind::kAgent);
  const Id run = Latest().run;
  Answer(out_[0], Outcome::kOk, "", "software");
  Answer(out_[1], Outcome::kOk, "", "software");
  ASSERT_EQ(out_.size(), 3u) << "it does not wait for its time";
  EXPECT_TRUE(store_->ReadTimers(INT64_MAX, 100)->empty()) << "and its timer is closed";
  Start();
  EXPECT_TRUE(store_->ReadTimers(INT64_MAX, 100)->empty()) << "after a start as well";
  Pass(kHourUs);
  EXPECT_TRUE(Cancelled(run).empty());
}

TEST_F(Joins, UntilCountsFromWhenTheFirstBranchBeganAlsoOverAStart) {
  TwoBranches(JoinRule::kUntil);
  Pass(20 * kSecondUs);
  Start();
  RunTurn();
  Pass(11 * kSecondUs);
  EXPECT_EQ(Latest().status, LeadStatus::kRouted) << "with nobody there";
}

TEST_F(Joins, AnyCancelsTheOtherBranchWithAllThatWasToFollowInIt) {
  plan_.steps = {Step("a", StepKind::kAgent, "outside"), Step("b", StepKind::kAgent, "outside"),
                 Step("c", StepKind::kAgent, "outside", {1}),
                 Step("last", StepKind::kDecide, "route", {0, 2})};
  plan_.steps[1].deadline_us = kHourUs;
  plan_.steps[3].join = JoinRule::kAny;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  const Id run = Latest().run;
  Answer(out_[0], Outcome::kOk, "", "software");
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
  EXPECT_EQ(Cancelled(run), (std::vector<int64_t>{1, 2}));
  ExpectNothingGoesOff();
}

TEST_F(Joins, ABranchThatAnotherStepWaitsForGoesOn) {
  plan_.steps = {Step("a", StepKind::kAgent, "outside"), Step("b", StepKind::kAgent, "outside"),
                 Step("first", StepKind::kDecide, "route", {0, 1}),
                 Step("both", StepKind::kEffect, "notify", {0, 1})};
  plan_.steps[2].join = JoinRule::kCount;
  plan_.steps[2].join_count = 1;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  const Id run = Latest().run;
  Answer(out_[0], Outcome::kOk, "", "software");
  EXPECT_TRUE(engine_->state().FindRun(run)->decided);
  EXPECT_TRUE(Cancelled(run).empty());
  Answer(out_[1], Outcome::kOk, "", "software");
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
}

TEST_F(Joins, ABranchThatFailsGivesItsDefaultAndSaysThatItFailed) {
  plan_.steps = {Step("a", StepKind::kAgent, "outside"), Step("w", StepKind::kWait, "", {0})};
  plan_.steps[0].on_failure = FailureRule::kDefault;
  plan_.steps[0].default_output.SetText(Field::kIndustry, "unknown");
  plan_.steps[1].wait_us = kHourUs;
  Begin();
  AddAgent("first", [](AgentSpec* spec) { spec->retry.times = 0; });
  Send("a@b.de");
  const Id run = Latest().run;
  Answer(out_[0], Outcome::kError, "agent_timeout");
  const std::vector<ev::StepFinished> finished = Bodies<ev::StepFinished>(run);
  ASSERT_EQ(finished.size(), 1u);
  EXPECT_EQ(finished[0].outcome, Outcome::kError);
  EXPECT_EQ(finished[0].reason, "agent_timeout");
  EXPECT_EQ(engine_->state().FindRun(run)->record.Text(Field::kIndustry), "unknown");
  Start();
  EXPECT_EQ(engine_->state().FindRun(run)->record.Text(Field::kIndustry), "unknown");
}

TEST_F(Joins, AnOutputOfMoreThan64KilobytesIsRefused) {
  AgentSpec spec;
  AgentResult result;
  result.confidence_e4 = 10'000;
  const std::string most(kMaxFieldBytes, 'x');
  for (const Field field : {Field::kIndustry, Field::kRegion, Field::kSegment, Field::kTech}) {
    spec.outputs.push_back(field);
    result.output.SetText(field, most);
  }
  EXPECT_FALSE(CheckOutput(spec, result).has_value()) << "64 KB are what a step may say";
  spec.outputs.push_back(Field::kState);
  result.output.SetText(Field::kState, "x");
  const std::optional<SlotFault> fault = CheckOutput(spec, result);
  ASSERT_TRUE(fault.has_value());
  EXPECT_EQ(fault->code, reason::kAgentTooLarge);
}

}  // namespace
}  // namespace signalbox
