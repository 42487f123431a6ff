// Which events somebody hears of.
#include "notify/notices_of.h"

#include <gmock/gmock.h>

#include <set>

#include "desk/approver.h"
#include "engine/case_events.h"

namespace signalbox {
namespace {

class NoticesOf : public testing::Test {
 protected:
  template <typename B>
  std::vector<NoticeDue> Take(const B& body, EntityKind kind = EntityKind::kLead) {
    Event event;
    event.position = ++position_;
    event.time = 1'000 + position_;
    event.entity_kind = kind;
    event.entity = lead_;
    event.type = static_cast<uint16_t>(B::kType);
    event.clear = EncodeBody(body);
    std::vector<NoticeDue> out;
    EXPECT_TRUE(reader_.Take(event, &out).ok());
    EXPECT_TRUE(out.empty() || IsOfNotices(B::kType));
    return out;
  }
  ev::LeadActed Acted(Verb verb, PersonRef by) {
    ev::LeadActed body;
    body.verb = verb;
    body.by = by;
    return body;
  }

  NoticeReader reader_;
  Id lead_{{1}};
  int64_t position_ = 0;
};

TEST_F(NoticesOf, ANewOwnerHearsOfTheLeadWithItsFirstTimeLimitAndTheOldOneThatItLeft) {
  ev::OwnerAssigned body{2, 1, "", {}, 0};
  ev::ClockBody late, soon;
  late.due = late.expires = 9'000;
  soon.due = soon.expires = 5'000;
  body.clocks = {late, soon};
  const std::vector<NoticeDue> dues = Take(body);
  ASSERT_EQ(dues.size(), 2u);
  EXPECT_EQ(dues[0].kind, NoticeKind::kLeadLeft);
  EXPECT_EQ(dues[0].person, 1);
  EXPECT_EQ(dues[1].kind, NoticeKind::kLeadGiven);
  EXPECT_EQ(dues[1].person, 2);
  EXPECT_EQ(dues[1].due, 5'000);
  EXPECT_EQ(dues[1].about, lead_);
}

TEST_F(NoticesOf, NobodyIsToldOfTheirOwnDoing) {
  Take(Acted(Verb::kClaim, 2));
  EXPECT_TRUE(Take(ev::OwnerAssigned{2, 0, "", {}, 0}).empty());
  Take(Acted(Verb::kHandBack, 2));
  const std::vector<NoticeDue> back = Take(ev::OwnerAssigned{3, 2, "", {}, 0});
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].person, 3);
  // A recall is somebody else's doing, so both hear of it.
  Take(Acted(Verb::kRecall, 9));
  EXPECT_EQ(Take(ev::OwnerAssigned{4, 3, "", {}, 0}).size(), 2u);
}

TEST_F(NoticesOf, TheSameOwnerAgainIsNoNews) {
  EXPECT_TRUE(Take(ev::OwnerAssigned{2, 2, "", {}, 0}).empty());
}

TEST_F(NoticesOf, WhatTheEngineTellsGoesToThePersonOrToTheTeam) {
  ev::Notified reminder;
  reminder.code = "sla_reminder";
  reminder.to = 7;
  reminder.about = "first_touch";
  reminder.due = 50;
  std::vector<NoticeDue> dues = Take(reminder);
  ASSERT_EQ(dues.size(), 1u);
  EXPECT_EQ(dues[0].kind, NoticeKind::kReminder);
  EXPECT_EQ(dues[0].thing, "first_touch");
  EXPECT_EQ(dues[0].due, 50);
  ev::Notified late;
  late.code = "queue_late";
  late.team = "revops";
  late.about = "unrouted";
  dues = Take(late);
  ASSERT_EQ(dues.size(), 1u);
  EXPECT_EQ(dues[0].audience, NoticeAudience::kTeam);
  EXPECT_EQ(dues[0].team, "revops");
  late.code = "a code of a later version";
  EXPECT_TRUE(Take(late).empty());
}

TEST_F(NoticesOf, ATimeLimitThatRanOutIsSaidToTheOwnerOfThatMoment) {
  ev::ClockSet set;
  set.why = "expired";
  set.clock.name = "first_touch";
  const std::vector<NoticeDue> dues = Take(set);
  ASSERT_EQ(dues.size(), 1u);
  EXPECT_EQ(dues[0].audience, NoticeAudience::kLeadOwner);
  set.why = "moved";
  EXPECT_TRUE(Take(set).empty());
  set.why = "expired";
  set.clock.kind = ClockKind::kQueue;
  EXPECT_TRUE(Take(set).empty());
}

TEST_F(NoticesOf, ARequestAsksItsApproverRemindsThemAndTellsItsRequester) {
  ev::CaseEscalated asked;
  asked.approver = 5;
  std::vector<NoticeDue> dues = Take(asked, EntityKind::kCase);
  ASSERT_EQ(dues.size(), 1u);
  EXPECT_EQ(dues[0].kind, NoticeKind::kApprovalAsked);
  EXPECT_EQ(dues[0].person, 5);
  ev::CaseTimed timed;
  timed.told = 5;
  dues = Take(timed, EntityKind::kCase);
  ASSERT_EQ(dues.size(), 1u);
  EXPECT_EQ(dues[0].kind, NoticeKind::kApprovalLate);
  ev::CaseConcluded over;
  over.decision = CaseDecision::kApproved;
  dues = Take(over, EntityKind::kCase);
  ASSERT_EQ(dues.size(), 1u);
  EXPECT_EQ(dues[0].audience, NoticeAudience::kCaseRequester);
  EXPECT_EQ(dues[0].thing, "Approved");
}

TEST_F(NoticesOf, ARequestThatNobodyIsAskedAboutIsForThoseWhoMayDecideIt) {
  ev::CaseEscalated asked;
  asked.due = 7;
  std::vector<NoticeDue> dues = Take(asked, EntityKind::kCase);
  ASSERT_EQ(dues.size(), 1u);
  EXPECT_EQ(dues[0].kind, NoticeKind::kApprovalAsked);
  EXPECT_EQ(dues[0].audience, NoticeAudience::kCaseDeciders);
  EXPECT_EQ(dues[0].due, 7);
  dues = Take(ev::CaseTimed(), EntityKind::kCase);
  ASSERT_EQ(dues.size(), 1u);
  EXPECT_EQ(dues[0].kind, NoticeKind::kApprovalLate);
  EXPECT_EQ(dues[0].audience, NoticeAudience::kCaseDeciders);
  asked.reason = kPassedOver;
  asked.approver = 5;
  EXPECT_TRUE(Take(asked, EntityKind::kCase).empty()) << "who is passed over is asked nothing";
}

TEST_F(NoticesOf, WhoWithdrewARequestIsNotToldThatItIsClosed) {
  ev::CaseClosed closed;
  closed.from = CaseActor::kRequester;
  EXPECT_TRUE(Take(closed, EntityKind::kCase).empty());
  closed.from = CaseActor::kAgent;
  closed.reason = "duplicate";
  EXPECT_EQ(Take(closed, EntityKind::kCase).size(), 1u);
}

TEST_F(NoticesOf, ABodyThatDoesNotReadIsAnError) {
  Event event;
  event.type = static_cast<uint16_t>(EventType::kOwnerAssigned);
  event.clear = "\xff";
  std::vector<NoticeDue> out;
  EXPECT_EQ(reader_.Take(event, &out).error().code, Code::kCorrupt);
}

TEST(NoticeKinds, EachHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i < kNoticeKinds; ++i) names.insert(NoticeKindName(static_cast<NoticeKind>(i)));
  EXPECT_EQ(names.size(), static_cast<size_t>(kNoticeKinds));
  EXPECT_FALSE(names.contains("unknown"));
}

}  // namespace
}  // namespace signalbox
