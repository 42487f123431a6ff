// What happens to a case while nobody does anything, on a real store with a clock of the test's.
#include "desk/approver.h"
#include "engine/cases.h"
#include "engine/engine_at_hand.h"

namespace signalbox {
namespace {

class CaseTimersTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Begin();
    Hire("vera", "");
    Hire("mona", "vera");
    Hire("lena", "mona");
    id_ = Id{};
    Do([this](Turn& turn) -> Status {
      id_ = turn.MakeId();
      ev::CaseOpened body;
      body.number = turn.state().cases.next();
      SB_ASSIGN(body.subject, turn.NewSubject());
      body.requester = turn.state().RefOf("jonas");
      body.priority = CasePriority::kHigh;
      return turn.Input(EntityKind::kCase, id_, EventType::kCaseOpened, {}, body,
                        EncodeBody(ev::CaseWords{"wrong owner", "", "", {}}), body.subject);
    });
    Feed(ev::CaseToolCalled{});
  }

  void Hire(const std::string& id, const std::string& manager) {
    Do([&](Turn& turn) -> Status {
      Person person;
      person.id = id;
      person.manager = manager;
      SB_ASSIGN(const int64_t subject, turn.NewSubject());
      const PersonRef known = turn.state().RefOf(id);
      const auto number =
          known != 0 ? known : static_cast<PersonRef>(turn.state().person_ids.size() + 1);
      return turn.Input(EntityKind::kPerson, turn.MakeId(), EventType::kPersonUpserted, {},
                        ev::Upserted{subject, number}, EncodeRecord(person), subject);
    });
  }
  template <typename B>
  void Feed(const B& body) {
    Do([&](Turn& turn) { return turn.Input(EntityKind::kCase, id_, B::kType, {}, body); });
  }
  TimeUs Due(CaseStatus status) const { return CaseDue(status, CasePriority::kHigh, clock_.Now()); }
  void Escalate() {
    ev::CaseEscalated body;
    body.reason = "no_citation";
    body.approver = engine_->state().RefOf("mona");
    body.due = Due(CaseStatus::kEscalated);
    Feed(body);
  }
  const CaseEntry& entry() const { return *engine_->state().cases.Find(id_); }
  std::vector<CaseTimerKind> Timed() const {
    std::vector<CaseTimerKind> kinds;
    for (const ev::CaseTimed& body : Bodies<ev::CaseTimed>(id_)) kinds.push_back(body.kind);
    return kinds;
  }

  Id id_;
};

TEST_F(CaseTimersTest, WhomTheEscalationPassedOverIsNotAskedLater) {
  Hire("wanda", "");
  Hire("vera", "wanda");
  ev::CaseEscalated passed;
  passed.reason = kPassedOver;
  passed.approver = engine_->state().RefOf("vera");
  Feed(passed);
  Escalate();
  EXPECT_EQ(entry().approver, engine_->state().RefOf("mona"));
  EXPECT_EQ(entry().reason, "no_citation");
  Pass(5 * kHourUs);
  Pass(5 * kHourUs);
  ASSERT_EQ(Timed(), (std::vector{CaseTimerKind::kRemind, CaseTimerKind::kExpire}));
  EXPECT_EQ(entry().approver, engine_->state().RefOf("wanda"));
}

TEST_F(CaseTimersTest, AnApproverIsRemindedAndThenTheNextOneUpTheChainIsAsked) {
  Escalate();
  Pass(4 * kHourUs - kSecondUs);
  EXPECT_TRUE(Timed().empty());
  Pass(2 * kSecondUs);
  ASSERT_EQ(Timed(), (std::vector{CaseTimerKind::kRemind}));
  EXPECT_EQ(Bodies<ev::CaseTimed>(id_).front().told, engine_->state().RefOf("mona"));
  Pass(5 * kHourUs);
  ASSERT_EQ(Timed(), (std::vector{CaseTimerKind::kRemind, CaseTimerKind::kExpire}));
  EXPECT_EQ(entry().approver, engine_->state().RefOf("vera"));
  EXPECT_EQ(entry().status, CaseStatus::kEscalated);
  Pass(5 * kHourUs);
  Pass(5 * kHourUs);
  EXPECT_EQ(Timed().back(), CaseTimerKind::kRemind) << "nobody is above the last one";
  EXPECT_EQ(entry().approver, engine_->state().RefOf("vera"));
}

TEST_F(CaseTimersTest, ARequesterWhoNeverAnswersIsRemindedOnceAndTheRequestIsClosed) {
  ev::CaseMessaged question;
  question.asks = "which_record";
  question.due = Due(CaseStatus::kWaiting);
  Feed(question);
  Pass(3 * kDayUs + kSecondUs);
  EXPECT_EQ(entry().status, CaseStatus::kWaiting);
  Pass(3 * kDayUs + kSecondUs);
  EXPECT_EQ(entry().status, CaseStatus::kClosed);
  EXPECT_EQ(entry().decision, CaseDecision::kCancelled);
  EXPECT_EQ(entry().reason, "never_answered");
  EXPECT_EQ(engine_->timers().size(), 0u);
}

TEST_F(CaseTimersTest, WhatIsOverIsPutAwayAndTimersOutliveTheProcess) {
  ev::CaseDecided decided;
  decided.decision = CaseDecision::kApproved;
  Feed(decided);
  EXPECT_EQ(entry().status, CaseStatus::kCompleted);
  EXPECT_EQ(Events(id_).back(), "CaseConcluded");
  Start();
  Pass(7 * kDayUs + kSecondUs);
  EXPECT_EQ(entry().status, CaseStatus::kClosed);
  EXPECT_EQ(Timed(), (std::vector{CaseTimerKind::kArchive}));
}

TEST_F(CaseTimersTest, AnAnswerTakesTheReminderBack) {
  ev::CaseMessaged question;
  question.asks = "which_record";
  question.due = Due(CaseStatus::kWaiting);
  Feed(question);
  ev::CaseMessaged answer;
  answer.from = CaseActor::kRequester;
  answer.by = entry().requester;
  Feed(answer);
  EXPECT_EQ(entry().status, CaseStatus::kTriaging);
  EXPECT_EQ(engine_->timers().size(), 0u);
  Pass(10 * kDayUs);
  EXPECT_TRUE(Timed().empty());
}

}  // namespace
}  // namespace signalbox
