#include "engine/engine_at_hand.h"

namespace signalbox {
namespace {

class Cancel : public EngineTest {
 protected:
  void CancelRun(const Id& run, const std::string& reason) {
    Do([&](Turn& turn) {
      return turn.Input(EntityKind::kRun, run, EventType::kRunCancelled,
                        {ActorKind::kOperator, "ops"}, ev::RunCancelled{reason});
    });
  }
  void ExpectNothingLeft() {
    EXPECT_TRUE(store_->ReadTasks(100)->empty());
    EXPECT_TRUE(store_->ReadTimers(INT64_MAX, 100)->empty());
    for (const AgentSpec* spec : engine_->state().registry.All())
      EXPECT_EQ(engine_->state().registry.HealthOf(spec->id, spec->version)->running, 0);
  }
};

TEST_F(Cancel, EveryStepThatIsOutIsCancelledByEventAndTheTimersAreClosed) {
  plan_.steps = {Step("a", StepKind::kAgent, "outside"), Step("b", StepKind::kAgent, "outside"),
                 Step("w", StepKind::kWait, ""), Step("last", StepKind::kWait, "", {0, 1, 2})};
  plan_.steps[0].deadline_us = kHourUs;
  plan_.steps[2].wait_us = kHourUs;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  const Id run = Latest().run;
  Answer(out_[1], Outcome::kError, "agent_timeout");  // waits for its retry
  CancelRun(run, "sent_by_mistake");
  ASSERT_TRUE(answer_.has_value()) << "who waits for the decision is answered";
  EXPECT_EQ(answer_->status, LeadStatus::kHeld);
  EXPECT_EQ(answer_->reason, "cancelled: sent_by_mistake");
  std::vector<int64_t> steps;
  for (const ev::StepCancelled& body : Bodies<ev::StepCancelled>(run)) steps.push_back(body.step);
  EXPECT_EQ(steps, (std::vector<int64_t>{0, 1, 2})) << "what never began needs no cancelling";
  EXPECT_EQ(Events(run).back(), "RunFinished");
  EXPECT_EQ(engine_->state().FindRun(run), nullptr);
  ExpectNothingLeft();
  const int64_t events = engine_->state().next_position;
  Pass(2 * kHourUs);
  EXPECT_EQ(engine_->state().next_position, events) << "nothing of it goes off any more";
  Answer(out_[0], Outcome::kOk, "", "software");
  EXPECT_EQ(Latest().status, LeadStatus::kHeld);
  EXPECT_EQ(Bodies<ev::ResultRefused>(Latest().id).size(), 1u);
  Start();
  EXPECT_EQ(Latest().status, LeadStatus::kHeld);
  ExpectNothingLeft();
}

TEST_F(Cancel, ARunThatWaitsForAPersonCanBeCancelledToo) {
  plan_.steps = {Step("ask", StepKind::kPerson, "")};
  Begin();
  Send("a@b.de");
  ASSERT_EQ(Latest().status, LeadStatus::kHeld);
  CancelRun(Latest().run, "");
  EXPECT_EQ(engine_->AnswerOf(0).reason, "cancelled");
  EXPECT_TRUE(engine_->state().runs.empty());
}

TEST_F(Cancel, ARunThatEndsOtherwiseCancelsItsSiblingsByEventAsWell) {
  plan_.steps = {Step("a", StepKind::kAgent, "outside"), Step("b", StepKind::kAgent, "outside")};
  Begin();
  AddAgent("first");
  Send("a@b.de");
  const Id run = Latest().run;
  Answer(out_[0], Outcome::kReject, "not_for_us");
  ASSERT_EQ(Latest().status, LeadStatus::kRejected);
  const std::vector<ev::StepCancelled> cancelled = Bodies<ev::StepCancelled>(run);
  ASSERT_EQ(cancelled.size(), 1u);
  EXPECT_EQ(cancelled[0].step, 1);
  EXPECT_EQ(cancelled[0].reason, "run_over");
  ExpectNothingLeft();
}

}  // namespace
}  // namespace signalbox
