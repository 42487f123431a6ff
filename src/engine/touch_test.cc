#include "engine/engine_at_hand.h"

namespace signalbox {
namespace {

constexpr char kConsentOrHeld[] = R"(guards:
  - name: consent
    require: {lead.consent: [given]}
    else: {hold: {queue: unrouted, reason: no consent}}
)";

class Touch : public EngineTest {
 protected:
  // Under an idempotency key; its answer, where there is one yet, is in `answer_`.
  void SayKeyed(const Attributes& lead, const std::string& key, const std::string& content) {
    answer_.reset();
    Submission submission = MakeSubmission(
        *keys_, lead, {"e:" + std::string(lead.Text(Field::kEmail))}, content, key, content);
    submission.answer = [this](Result<LeadAnswer> answer) { answer_ = std::move(*answer); };
    EXPECT_TRUE(engine_->Submit(std::move(submission)));
    RunTurn();
  }

  static Attributes Lead(const std::string& consent, const std::string& country = "DE") {
    Attributes lead;
    lead.SetText(Field::kEmail, "a@b.de");
    lead.SetText(Field::kCountry, country);
    lead.SetText(Field::kConsent, consent);
    return lead;
  }
};

TEST_F(Touch, ARecordThatAGuardHoldsIsRoutedWhenWhatWasMissingComes) {
  policy_ = TestPolicy(kConsentOrHeld);
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  Say(Lead("unknown"), "first");
  ASSERT_EQ(answer_->status, LeadStatus::kHeld);
  ASSERT_EQ(answer_->reason, "no consent");
  Say(Lead("given"), "second");
  EXPECT_EQ(Latest().status, LeadStatus::kRouted) << "the policy does not name `came_back`";
  EXPECT_EQ(answer_->status, LeadStatus::kDuplicate);
  EXPECT_EQ(engine_->state().leads.size(), 1u) << "it is one record";
}

TEST_F(Touch, TheSameAgainIsNoNewDataAndKeepsTheRecordHeld) {
  policy_ = TestPolicy(kConsentOrHeld);
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  Say(Lead("unknown"), "first");
  const Id run = Latest().run;
  clock_.Advance(kHourUs);
  Say(Lead("unknown"), "first");
  EXPECT_EQ(Latest().run, run);
  EXPECT_EQ(Latest().touches, 1);
}

TEST_F(Touch, ARecordThatAnAgentStoppedForMissingDataIsRoutedWhenItComes) {
  plan_.steps = {Step("check", StepKind::kAgent, "outside"),
                 Step("route", StepKind::kDecide, "route", {0})};
  Begin();
  AddAgent("first");
  Say(Lead("given"), "first");
  Answer(out_[0], Outcome::kNeedsHuman, "no_contact_data");
  ASSERT_EQ(answer_->reason, "no_contact_data");
  Say(Lead("given"), "second");
  ASSERT_EQ(out_.size(), 2u) << "it is looked at anew";
  Answer(out_[1], Outcome::kOk, "", "software");
  EXPECT_EQ(Latest().status, LeadStatus::kRouted);
}

TEST_F(Touch, ARecordThatWaitsForAPersonStaysWithThePerson) {
  plan_.steps = {Step("ask", StepKind::kPerson, ""),
                 Step("route", StepKind::kDecide, "route", {0})};
  plan_.steps[0].queue = "unrouted";
  Begin();
  Say(Lead("given"), "first");
  const Id run = Latest().run;
  Say(Lead("given"), "second");
  EXPECT_EQ(Latest().run, run);
  const auto told = Bodies<ev::OwnerNotified>(Latest().id);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].queue, "unrouted");
}

TEST_F(Touch, TheOwnerIsToldOfATouchButNotOfADoubleSubmit) {
  plan_.steps = {Step("route", StepKind::kDecide, "route"),
                 Step("assign", StepKind::kDecide, "assign", {0}),
                 Step("write_back", StepKind::kEffect, "write_back", {1})};
  Begin();
  Say(Lead("given"), "first");
  ASSERT_EQ(answer_->status, LeadStatus::kRouted);
  Say(Lead("given"), "first");  // within 300 s
  EXPECT_TRUE(Bodies<ev::OwnerNotified>(Latest().id).empty());
  Say(Lead("given"), "again");
  const auto told = Bodies<ev::OwnerNotified>(Latest().id);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(engine_->state().PersonOf(told[0].owner), answer_->owner);
  EXPECT_EQ(told[0].reason, "came_back");
}

TEST_F(Touch, WhoeverComesBackSayingLessIsRoutedByTheWholeRecord) {
  policy_ = TestPolicy("triggers: [created, came_back]\n");
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  Say(Lead("given"), "first");
  ASSERT_EQ(answer_->status, LeadStatus::kRouted);
  Attributes only_mail;
  only_mail.SetText(Field::kEmail, "a@b.de");
  only_mail.SetText(Field::kMessage, "is anybody there");
  Say(only_mail, "second");
  EXPECT_EQ(Latest().status, LeadStatus::kRouted) << "the country was said the first time";
  Say(only_mail, "third");
  EXPECT_EQ(Latest().status, LeadStatus::kRouted) << "and is remembered over several visits";
  Attributes moved = only_mail;
  moved.SetText(Field::kCountry, "FR");
  Say(moved, "fourth");
  EXPECT_EQ(Latest().status, LeadStatus::kQueued) << "what is said now wins";
}

TEST_F(Touch, TwoVisitsWithinOneTurnAreOneRecord) {
  policy_ = TestPolicy("triggers: [created, came_back]\n");
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  Attributes only_mail;
  only_mail.SetText(Field::kEmail, "a@b.de");
  for (const auto& [lead, content] : {std::pair{Lead("given"), "first"}, {only_mail, "second"}}) {
    Submission submission = MakeSubmission(*keys_, lead, {"e:a@b.de"}, content, "", "");
    submission.answer = [this](Result<LeadAnswer> answer) { answer_ = std::move(*answer); };
    ASSERT_TRUE(engine_->Submit(std::move(submission)));
  }
  RunTurn();
  EXPECT_EQ(engine_->state().leads.size(), 1u);
  EXPECT_EQ(Latest().status, LeadStatus::kRouted) << "what this turn learned is known in this turn";
}

TEST_F(Touch, WhoeverComesBackStaysWithTheirOwnerWhereARuleSaysSo) {
  policy_ = SmallPolicy({.before_rules = "triggers: [created, came_back]\n",
                         .first_rules = "  - name: known-person\n"
                                        "    when: {contact.owner.active: true}\n"
                                        "    assign: {owner_of: contact}\n",
                         .strategy = "rotation",
                         .queue_team = "dach"});
  plan_.steps = {Step("match", StepKind::kLookup, "match"),
                 Step("route", StepKind::kDecide, "route", {0}),
                 Step("assign", StepKind::kDecide, "assign", {1})};
  Begin();
  Say(Lead("given"), "first");
  const std::string owner = answer_->owner;
  ASSERT_EQ(answer_->rule, "germany") << "nobody talked with them yet";
  Say(Lead("given"), "second");
  EXPECT_EQ(answer_->status, LeadStatus::kDuplicate);
  EXPECT_EQ(answer_->rule, "known-person");
  EXPECT_EQ(answer_->owner, owner) << "not whoever is next in turn";
}

TEST_F(Touch, ARepeatedRequestIsAnsweredAsItWasTheFirstTime) {
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  SayKeyed(Lead("given"), "one", "first");
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
  clock_.Advance(kSecondUs);
  SayKeyed(Lead("given"), "two", "first");
  ASSERT_EQ(answer_->status, LeadStatus::kDuplicate);
  clock_.Advance(kSecondUs);
  SayKeyed(Lead("given"), "two", "first");
  EXPECT_TRUE(answer_->replayed);
  EXPECT_EQ(answer_->status, LeadStatus::kDuplicate);
  EXPECT_EQ(answer_->duplicate_of, Latest().id);
  SayKeyed(Lead("given"), "one", "first");
  EXPECT_TRUE(answer_->replayed);
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
  EXPECT_FALSE(answer_->duplicate_of.has_value());
}

TEST_F(Touch, AKeyIsGoodForSevenDaysHoweverManyComeMeanwhile) {
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  SayKeyed(Lead("given"), "one", "first");
  for (int i = 0; i < 2'000; ++i) {
    const std::string number = std::to_string(i);
    Submission other = MakeSubmission(*keys_, {}, {"e:" + number}, number, "key" + number, number);
    other.answer = [](const Result<LeadAnswer>&) {};
    ASSERT_TRUE(engine_->Submit(std::move(other)));
  }
  while (engine_->queued() > 0) RunTurn();
  clock_.Advance(7 * kDayUs - kMinuteUs);
  SayKeyed(Lead("given"), "one", "first");
  EXPECT_TRUE(answer_->replayed);
  clock_.Advance(2 * kMinuteUs);
  SayKeyed(Lead("given"), "one", "first");
  EXPECT_FALSE(answer_->replayed) << "it is a visit of somebody who is known";
  EXPECT_EQ(answer_->status, LeadStatus::kDuplicate);
}

TEST_F(Touch, ARequestThatIsRepeatedWhileItsLeadIsUnderWayWaitsForItsEnd) {
  plan_.steps = {Step("check", StepKind::kAgent, "outside"),
                 Step("route", StepKind::kDecide, "route", {0})};
  Begin();
  AddAgent("first");
  SayKeyed(Lead("given"), "one", "first");
  ASSERT_FALSE(answer_.has_value());
  SayKeyed(Lead("given"), "one", "first");
  EXPECT_FALSE(answer_.has_value()) << "its first sender waits too";
  Answer(out_[0], Outcome::kOk, "", "software");
  ASSERT_TRUE(answer_.has_value());
  EXPECT_TRUE(answer_->replayed);
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
}

}  // namespace
}  // namespace signalbox
