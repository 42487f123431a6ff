#include "engine/engine_at_hand.h"

namespace signalbox {
namespace {

TEST_F(EngineTest, AFailedAgentIsRetriedThenReplacedThenAPersonIsAskedAndTheTrailSaysSo) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside")};
  Begin();
  AddAgent("first");
  AddAgent("second");
  Send("a@b.de");
  ASSERT_EQ(out_.size(), 1u);
  const std::string key = out_[0].idempotency_key;
  Answer(out_[0], Outcome::kError, "agent_http_5xx");
  EXPECT_EQ(out_.size(), 1u) << "a retry waits for its backoff";
  Pass(2 * kSecondUs);
  ASSERT_EQ(out_.size(), 2u);
  EXPECT_EQ(out_[1].agent.id, out_[0].agent.id) << "retries keep the agent";
  Answer(out_[1], Outcome::kError, "agent_http_5xx");
  ASSERT_EQ(out_.size(), 3u) << "a fallback starts at once";
  EXPECT_NE(out_[2].agent.id, out_[0].agent.id);
  EXPECT_EQ(out_[2].idempotency_key, key) << "the key is the same over attempts and fallbacks";
  Answer(out_[2], Outcome::kError, "agent_nonsense");
  Pass(2 * kSecondUs);
  ASSERT_EQ(out_.size(), 4u);
  Answer(out_[3], Outcome::kError, "agent_nonsense");
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kHeld);
  EXPECT_EQ(answer_->reason, "agent_failed: agent_nonsense");
  const std::vector<std::string> trail = Events(answer_->run);
  EXPECT_EQ(std::count(trail.begin(), trail.end(), "StepScheduled"), 4);
  EXPECT_EQ(std::count(trail.begin(), trail.end(), "StepRetried"), 3);
  EXPECT_EQ(std::count(trail.begin(), trail.end(), "StepReported"), 4);
}

TEST_F(EngineTest, AnAnswerThatComesTwiceOrLateChangesNothing) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"), Step("wait", StepKind::kWait, "", {0})};
  plan_.steps[1].wait_us = kHourUs;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  Answer(out_[0], Outcome::kOk, "", "software");
  const Id run = Latest().run;
  Answer(out_[0], Outcome::kOk, "", "insurance");
  EXPECT_EQ(engine_->state().FindRun(run)->record.Text(Field::kIndustry), "software");
  Pass(2 * kHourUs);
  Answer(out_[0], Outcome::kReject, "not_for_us");
  EXPECT_EQ(Latest().status, LeadStatus::kRouted);
}

TEST_F(EngineTest, ADeadlineEndsABranchAndTheRestGoesOn) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"),
                 Step("route", StepKind::kDecide, "route", {0})};
  plan_.steps[0].deadline_us = 5 * kSecondUs;
  plan_.steps[0].on_failure = FailureRule::kSkip;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  EXPECT_FALSE(answer_.has_value());
  Pass(6 * kSecondUs);
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
  Answer(out_[0], Outcome::kOk, "", "software");
  EXPECT_EQ(engine_->state().leads.back().status, LeadStatus::kRouted);
}

TEST_F(EngineTest, AnActivityThatWasOutWhenTheProcessEndedIsAskedAgainUnderTheSameKey) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"),
                 Step("route", StepKind::kDecide, "route", {0})};
  Begin();
  AddAgent("first", [](AgentSpec* spec) { spec->effects = EffectClass::kKeyed; });
  Send("a@b.de");
  ASSERT_EQ(out_.size(), 1u);
  const std::string key = out_[0].idempotency_key;
  Start();
  RunTurn();
  Pass(2 * kSecondUs);
  ASSERT_EQ(out_.size(), 2u);
  EXPECT_EQ(out_[1].idempotency_key, key);
  Answer(out_[1], Outcome::kOk, "", "software");
  EXPECT_EQ(engine_->state().leads.back().status, LeadStatus::kRouted);
}

TEST_F(EngineTest, ARetryKeepsTheVersionOfItsAgentThoughANewerOneCame) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside")};
  Begin();
  AddAgent("first");
  Send("a@b.de");
  ASSERT_EQ(out_.size(), 1u);
  AddAgent("first", [](AgentSpec* spec) { spec->version = "2.0.0"; });
  Answer(out_[0], Outcome::kError, "agent_timeout");
  Pass(kMinuteUs);
  ASSERT_EQ(out_.size(), 2u);
  EXPECT_EQ(out_[1].agent.version, "1.0.0");
  Send("c@d.de");
  ASSERT_EQ(out_.size(), 3u);
  EXPECT_EQ(out_[2].agent.version, "2.0.0") << "who begins now is asked the newer one";
}

TEST_F(EngineTest, ALostAnswerOfABlindWriteGoesToAPerson) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside")};
  Begin();
  AddAgent("first", [](AgentSpec* spec) { spec->effects = EffectClass::kBlind; });
  Send("a@b.de");
  Start();
  RunTurn();
  EXPECT_EQ(out_.size(), 1u) << "it may have been carried out, so it is not asked again";
  EXPECT_EQ(engine_->state().leads.back().status, LeadStatus::kHeld);
}

TEST_F(EngineTest, AWriteThatNobodyCanReadBackGoesToAPersonWhateverThePlanSaysOfFailures) {
  for (const EffectClass effects : {EffectClass::kBlind, EffectClass::kProbeable}) {
    SetUpAnew();
    plan_.steps = {Step("look", StepKind::kAgent, "outside")};
    plan_.steps[0].on_failure = FailureRule::kSkip;
    plan_.steps[0].deadline_us = kMinuteUs;
    Begin();
    AddAgent("first", [&](AgentSpec* spec) { spec->effects = effects; });
    Send("a@b.de");
    Pass(2 * kMinuteUs);
    EXPECT_EQ(out_.size(), 1u);
    ASSERT_EQ(Latest().status, LeadStatus::kHeld) << "its deadline passed and nothing was heard";
    EXPECT_EQ(engine_->AnswerOf(0).reason, "agent_failed: answer_unknown");
  }
}

TEST_F(EngineTest, WriteBackOverwritesNoOwnerThatSomebodyElseSetMeanwhile) {
  plan_.steps = {Step("route", StepKind::kDecide, "route"), Step("wait", StepKind::kWait, "", {0}),
                 Step("assign", StepKind::kDecide, "assign", {1}),
                 Step("write_back", StepKind::kEffect, "write_back", {2})};
  plan_.steps[1].wait_us = kHourUs;
  Begin();
  const Id lead = Send("a@b.de");
  const signalbox::Run* run = engine_->state().FindRun(engine_->state().leads.back().run);
  ASSERT_NE(run, nullptr);
  const std::string decided = engine_->state().PersonOf(run->decision.owner);
  const std::string other = decided == "lena" ? "jonas" : "lena";
  Do([&](Turn& turn) {
    return turn.Input(EntityKind::kLead, lead, EventType::kOwnerChangedOutside,
                      {ActorKind::kOutside, "crm"},
                      ev::OwnerChangedOutside{turn.state().RefOf(other), 0});
  });
  Pass(2 * kHourUs);
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->owner, other);
  EXPECT_EQ(answer_->reason, "owner_changed_outside");
  const std::vector<std::string> events = Events(lead);
  EXPECT_EQ(std::count(events.begin(), events.end(), "OwnerAssigned"), 0);
}

TEST_F(EngineTest, ParallelStepsConvergeByTheirJoin) {
  plan_.steps = {Step("a", StepKind::kAgent, "outside"), Step("b", StepKind::kAgent, "outside"),
                 Step("any", StepKind::kDecide, "route", {0, 1})};
  plan_.steps[2].join = JoinRule::kAny;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  ASSERT_EQ(out_.size(), 2u) << "steps that do not depend on each other are out together";
  EXPECT_FALSE(answer_.has_value());
  Answer(out_[1], Outcome::kOk, "", "software");
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
}

TEST_F(EngineTest, AMergeRuleChoosesByStepAndNotByWhoFinishedLast) {
  plan_.steps = {Step("a", StepKind::kAgent, "outside"), Step("b", StepKind::kAgent, "outside"),
                 Step("w", StepKind::kWait, "", {0, 1})};
  plan_.steps[2].wait_us = kHourUs;
  plan_.merge = {{Field::kIndustry, {0, 1, -1}}};
  Begin();
  AddAgent("first");
  Send("a@b.de");
  Answer(out_[0], Outcome::kOk, "", "software");
  Answer(out_[1], Outcome::kOk, "", "insurance");
  const signalbox::Run* run = engine_->state().FindRun(engine_->state().leads.back().run);
  EXPECT_EQ(run->record.Text(Field::kIndustry), "software");
}

TEST_F(EngineTest, WhoIsHeldBecauseNobodyIsThereIsRoutedWhenSomebodyComesBack) {
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  for (const char* id : {"jonas", "lena"}) {
    Do([&](Turn& turn) -> Status {
      Person person = *turn.state().roster.FindPerson(id);
      person.paused_until = turn.now() + 3 * kMinuteUs;
      SB_ASSIGN(const int64_t subject, turn.NewSubject());
      return turn.Input(EntityKind::kPerson, turn.MakeId(), EventType::kPersonUpserted, {},
                        ev::Upserted{subject, turn.state().RefOf(id)}, EncodeRecord(person),
                        subject);
    });
  }
  Send("a@b.de");
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kHeld);
  Start();  // the timer is in the log, not in the process
  Pass(6 * kMinuteUs);
  EXPECT_EQ(engine_->state().leads.back().status, LeadStatus::kRouted);
}

TEST_F(EngineTest, AFullQueueRefusesAndLosesNothing) {
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  size_t taken = 0, answered = 0;
  for (size_t i = 0; i < kIntakeQueueInputs + 10; ++i) {
    Attributes lead;
    lead.SetText(Field::kCountry, "FR");
    Submission submission = MakeSubmission(*keys_, lead, {}, std::to_string(i), "", "");
    submission.answer = [&](const Result<LeadAnswer>& answer) { answered += answer.ok(); };
    taken += engine_->Submit(std::move(submission));
  }
  EXPECT_EQ(taken, kIntakeQueueInputs);
  while (engine_->queued() > 0) RunTurn();
  EXPECT_EQ(answered, taken);
  EXPECT_EQ(engine_->state().leads.size(), taken);
}

}  // namespace
}  // namespace signalbox
