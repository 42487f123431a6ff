// Notices from the log to the channel: who hears of what, whatever fails in between.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "workspace/access_rules.h"
#include "workspace/forget.h"
#include "workspace/lead_verbs.h"
#include "workspace/notice_fixture.h"
#include "workspace/notice_texts.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

// The book begins before the first lead, as that of a running server does.
class Notices : public NoticeFixture {
 protected:
  void SetUp() override {
    NoticeFixture::SetUp();
    Follow();
  }
};

TEST_F(Notices, ANewOwnerIsToldWithTheWordsTheReasonTheDeadlineAndLinks) {
  const std::string lead = Lead("erika");
  Follow();
  ASSERT_EQ(List().rows.size(), 1u);
  EXPECT_EQ(List().unread, 1);
  Round();
  ASSERT_EQ(notifier_.sent.size(), 1u);
  const Notice& notice = notifier_.sent[0];
  EXPECT_EQ(notice.to, "lena");
  EXPECT_EQ(notice.address, "lena@acme.example");
  EXPECT_THAT(notice.subject, HasSubstr("New lead: erika, Huber, until "));
  ASSERT_EQ(notice.items.size(), 1u);
  EXPECT_EQ(notice.items[0].words, "call erika");
  EXPECT_THAT(notice.items[0].why, HasSubstr("rule germany, pool dach"));
  EXPECT_EQ(notice.items[0].url, "https://x.example/console/leads/" + lead);
  EXPECT_EQ(notice.items[0].actions.size(), 4u);
  Round(kDayUs);
  EXPECT_EQ(notifier_.sent.size(), 1u);
}

TEST_F(Notices, AChannelThatIsAwayIsAskedAgainLaterWithTheSameKey) {
  Lead("erika");
  Follow();
  notifier_.away = true;
  Round();
  Round(kSecondUs);
  EXPECT_EQ(notifier_.asked, 1);
  EXPECT_EQ(book_->Counts(now_)->retried, 1);
  notifier_.away = false;
  Round(kFirstRetryUs + kSecondUs);
  ASSERT_EQ(notifier_.sent.size(), 1u);
  EXPECT_EQ(book_->Counts(now_)->waiting, 0);
  EXPECT_EQ(book_->Counts(now_)->sent, 1);
}

TEST_F(Notices, ALostAnswerIsSentAgainAndCanBeRecognised) {
  Lead("erika");
  Follow();
  notifier_.silent = true;
  Round();
  notifier_.silent = false;
  // Another process goes on where this one ended.
  OpenBook();
  Round(kMinuteUs);
  ASSERT_EQ(notifier_.sent.size(), 2u);
  EXPECT_EQ(notifier_.sent[0].key, notifier_.sent[1].key);
  EXPECT_EQ(notifier_.sent[0].at, notifier_.sent[1].at);
  EXPECT_EQ(notifier_.sent[0].items, notifier_.sent[1].items);
}

TEST_F(Notices, WhatIsRefusedForGoodIsGivenUpAndSaidSo) {
  Lead("erika");
  Follow();
  notifier_.refuses = true;
  Round();
  Round(kDayUs);
  EXPECT_EQ(notifier_.asked, 1);
  EXPECT_EQ(book_->Counts(now_)->given_up, 1);
  EXPECT_EQ(book_->Counts(now_)->given_up_lately, 1);
  EXPECT_EQ(List().unread, 1);
}

TEST_F(Notices, AServerThatIsAwayForDaysLosesNothingBeforeTheThirdDay) {
  Lead("erika");
  Follow();
  notifier_.away = true;
  for (TimeUs later = 0; later < 2 * kDayUs; later += 30 * kMinuteUs) Round(later);
  EXPECT_GT(notifier_.asked, 20);
  EXPECT_LT(notifier_.asked, 70);
  EXPECT_EQ(book_->Counts(now_)->given_up, 0);
  Round(kGiveUpAfterUs + kHourUs);
  EXPECT_EQ(book_->Counts(now_)->given_up, 1);
}

TEST_F(Notices, ABurstBecomesOneMessage) {
  for (int i = 0; i < 60; ++i) Lead("p" + std::to_string(i));
  Follow();
  Round();
  ASSERT_EQ(notifier_.sent.size(), 1u);
  EXPECT_EQ(notifier_.sent[0].subject, "Signalbox: 60 notices");
  EXPECT_EQ(notifier_.sent[0].items.size(), kMaxFolded);
  EXPECT_EQ(List().unread, 60);
}

TEST_F(Notices, BeyondTheFirstFewTheRestOfTheWindowIsFolded) {
  for (int i = 0; i < 3; ++i) {
    Lead("p" + std::to_string(i));
    Follow();
    Round();
  }
  EXPECT_EQ(notifier_.sent.size(), 3u);
  for (int i = 3; i < 8; ++i) Lead("p" + std::to_string(i));
  Follow();
  Round();
  EXPECT_EQ(notifier_.sent.size(), 3u);
  Round(kBurstWindowUs + kSecondUs);
  ASSERT_EQ(notifier_.sent.size(), 4u);
  EXPECT_EQ(notifier_.sent[3].items.size(), 5u);
}

TEST_F(Notices, WhatComesWhileMessagesAreMadeWaitsForTheNextRound) {
  for (int i = 0; i < 5; ++i) Lead("p" + std::to_string(i));
  Follow();
  // Two were counted, and three came before the messages were made.
  const TimeUs now = workspace_->clock().Now();
  ASSERT_TRUE(book_->MakeMessages(Lena(), true, false, 2, now).ok());
  Round();
  ASSERT_EQ(notifier_.sent.size(), 3u);
  EXPECT_EQ(notifier_.sent[2].items.size(), 3u);
}

TEST_F(Notices, ADigestWaitsForItsTimeAndIsOneMessage) {
  const TimeUs now = workspace_->clock().Now();
  NoticeSettings settings;
  settings.digest_minute = static_cast<int>(now / kMinuteUs % (24 * 60) + 24 * 60 - 5) % (24 * 60);
  ASSERT_TRUE(book_->PutSettings(Lena(), settings).ok());
  Lead("erika");
  Lead("bernd");
  Follow();
  Round();
  Round(kHourUs);
  EXPECT_TRUE(notifier_.sent.empty());
  // A server that was down at that minute sends it when it is back.
  Round(kDayUs - 2 * kMinuteUs);
  ASSERT_EQ(notifier_.sent.size(), 1u);
  EXPECT_EQ(notifier_.sent[0].subject, "Your digest: 2 notices");
}

TEST_F(Notices, WhoWantsNoMailHasTheListAlone) {
  NoticeSettings settings;
  settings.mail = false;
  ASSERT_TRUE(book_->PutSettings(Lena(), settings).ok());
  Lead("erika");
  Follow();
  Round();
  EXPECT_TRUE(notifier_.sent.empty());
  EXPECT_EQ(List().unread, 1);
}

TEST_F(Notices, WhatIsNoLongerSoIsNotSent) {
  const std::string lead = Lead("erika");
  Follow();
  VerbRequest request;
  request.by = "lena";
  request.reason = "wrong_person";
  ASSERT_TRUE(ActOnLead(*workspace_, lead, Verb::kHandBack, request, "test").ok());
  Follow();
  Round();
  EXPECT_TRUE(notifier_.sent.empty());
  EXPECT_EQ(book_->Counts(now_)->waiting, 0);
}

TEST_F(Notices, ABookThatIsMadeAnewTellsOfThePastAndMailsNoneOfIt) {
  Lead("erika");
  Follow();
  book_.reset();
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(BookPath() + end);
  OpenBook();
  Follow();
  EXPECT_EQ(List().unread, 1);
  Round();
  EXPECT_TRUE(notifier_.sent.empty());
  Lead("bernd");
  Follow();
  Round();
  EXPECT_EQ(notifier_.sent.size(), 1u);
}

TEST_F(Notices, ABookOfALogThatIsNoLongerThereBeginsAnewAndItsLinksDoNotAct) {
  Lead("erika");
  Follow();
  const TimeUs since = book_->links_since();
  // As after a backup was put back: other events stand where those that were followed stood.
  ASSERT_TRUE(book_->Follow({}, book_->next_position(), Digest{1}, now_).ok());
  Lead("bernd");
  Follow();
  EXPECT_EQ(List().unread, 2);
  EXPECT_GT(book_->links_since(), since);
  Round();
  EXPECT_TRUE(notifier_.sent.empty());
  // The log ends before what was followed.
  ASSERT_TRUE(book_->Follow({}, book_->next_position() + 1'000, Digest{1}, now_).ok());
  Follow();
  EXPECT_EQ(List().unread, 2);
}

TEST_F(Notices, ADamagedBookIsMadeAnew) {
  book_.reset();
  std::ofstream(BookPath(), std::ios::trunc) << "this was a database once, and is none any more, "
                                                "whatever its name says about it";
  for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(BookPath() + end);
  OpenBook();
  Lead("erika");
  Follow();
  EXPECT_EQ(List().unread, 1);
}

TEST_F(Notices, ReadingAndPuttingOffChangeWhatIsUnread) {
  Lead("erika");
  Follow();
  Round();
  const int64_t position = List().rows[0].position;
  ASSERT_TRUE(book_->MarkRead(Lena(), position, now_).ok());
  EXPECT_EQ(List().unread, 0);
  ASSERT_TRUE(book_->Snooze(Lena(), position, workspace_->clock().Now() + kHourUs).ok());
  EXPECT_EQ(List().unread, 0);
  EXPECT_EQ(book_->List(Lena(), true, 0, 9, workspace_->clock().Now() + 2 * kHourUs)->unread, 1);
  Round(30 * kMinuteUs);
  EXPECT_EQ(notifier_.sent.size(), 1u);
  Round(kHourUs + kSecondUs);
  EXPECT_EQ(notifier_.sent.size(), 2u);
  EXPECT_NE(notifier_.sent[0].key, notifier_.sent[1].key);
}

TEST_F(Notices, WhatWasDoneIsOfferedNoMoreNeitherInTheListNorInALaterMail) {
  const std::string lead = Lead("erika");
  Follow();
  Round();
  ASSERT_EQ(notifier_.sent.size(), 1u);
  const auto offered = [&](const NoticeItem& item) {
    std::vector<NoticeAction> actions;
    for (const NoticeLink& one : item.actions) actions.push_back(one.action);
    return actions;
  };
  VerbRequest request;
  request.by = "lena";
  ASSERT_TRUE(ActOnLead(*workspace_, lead, Verb::kAccept, request, "test").ok());
  Follow();
  const int64_t position = List().rows[0].position;
  ASSERT_TRUE(book_->Snooze(Lena(), position, workspace_->clock().Now() + kHourUs).ok());
  Round(kHourUs + kSecondUs);
  ASSERT_EQ(notifier_.sent.size(), 2u);
  EXPECT_THAT(offered(notifier_.sent[1].items.at(0)),
              testing::ElementsAre(NoticeAction::kContacted, NoticeAction::kHandBack,
                                   NoticeAction::kSnooze));
}

constexpr char kAsked[] = R"(policy: asked
record: lead
rules:
  - name: big
    escalate: {team: desk, role: deal desk, decide_within: 4h, otherwise: {queue: unrouted}}
nothing_matched: {queue: unrouted, reason: no rule matched}
queues:
  unrouted: {owner: {team: desk}, empty_within: 4h}
)";

TEST_F(Notices, ATeamWithoutAManagerHearsOfItAllTogether) {
  AddPerson("dora", "desk");
  AddPerson("emil", "desk");
  Publish(kAsked);
  Lead("erika");
  Follow();
  Round();
  ASSERT_EQ(notifier_.sent.size(), 2u);
  EXPECT_THAT(notifier_.sent[0].to + notifier_.sent[1].to, testing::AnyOf("doraemil", "emildora"));
  for (const Notice& notice : notifier_.sent) {
    EXPECT_THAT(notice.subject, HasSubstr("Please decide who gets it: erika, Huber"));
    EXPECT_EQ(notice.items[0].why, "the policy asks you as deal desk");
    EXPECT_EQ(notice.items[0].actions.size(), 1u);
  }
}

TEST_F(Notices, AMailShowsNoFieldThatARuleKeepsFromWhomThePolicyAsks) {
  AddPerson("dora", "desk");
  AddPerson("emil", "desk");
  Publish(kAsked);
  const Status set = SetAccessRules(*workspace_, "owner", AccessRuleKind::kPersonalFields,
                                    R"({"rules": [
      {"name": "words", "fields": ["message"], "seen_by": {"people": ["dora"]}},
      {"name": "companies", "fields": ["company"], "seen_by": {"roles": ["approver"]}}]})",
                                    "");
  ASSERT_TRUE(set.ok()) << set.error().message;
  Lead("erika");
  Follow();
  NoticeRound round({*workspace_,
                     *book_,
                     notifier_,
                     Signer(),
                     "https://x.example",
                     settings_,
                     {},
                     [](const std::string& person) {
                       return person == "emil" ? RoleSet{Role::kApprover} : RoleSet();
                     }});
  ASSERT_TRUE(round.Run(workspace_->clock().Now()).ok());
  ASSERT_EQ(notifier_.sent.size(), 2u);
  for (const Notice& notice : notifier_.sent) {
    const bool dora = notice.to == "dora";
    EXPECT_THAT(notice.subject, HasSubstr("erika"));
    EXPECT_EQ(notice.subject.find("Huber") == std::string::npos, dora) << notice.subject;
    EXPECT_EQ(notice.items.at(0).words, dora ? "call erika" : "");
  }
}

TEST_F(Notices, SomebodyElsesNoticeIsNotThere) {
  Lead("erika");
  Follow();
  const int64_t position = List().rows[0].position;
  EXPECT_EQ(book_->MarkRead(Lena() + 1, position, now_).error().code, Code::kNotFound);
  EXPECT_EQ(book_->Snooze(Lena() + 1, position, now_).error().code, Code::kNotFound);
}

TEST_F(Notices, ListsGoOnWhereThePageBeforeEnded) {
  for (int i = 0; i < 5; ++i) Lead("p" + std::to_string(i));
  Follow();
  const TimeUs now = workspace_->clock().Now();
  const NoticeBook::Page first = *book_->List(Lena(), false, 0, 3, now);
  ASSERT_EQ(first.rows.size(), 3u);
  const NoticeBook::Page second = *book_->List(Lena(), false, first.next, 3, now);
  ASSERT_EQ(second.rows.size(), 2u);
  EXPECT_EQ(second.next, 0);
  EXPECT_GT(first.rows[2].number, second.rows[0].number);
}

TEST_F(Notices, WhoWasForgottenIsUnreadableInEveryNoticeAndInTheFile) {
  Lead("qxsecret");
  Follow();
  notifier_.away = true;
  Round();
  ASSERT_TRUE(Forget(*workspace_, {ActorKind::kOperator, "test"}, "qxsecret@huber.example").ok());
  Follow();
  const auto told = TellNotices(
      *workspace_, Lena(), List().rows, [](NoticeKind, const std::string&) { return FieldSet(); },
      "");
  ASSERT_TRUE(told.ok());
  for (const NoticeTold& one : *told) {
    EXPECT_EQ(one.item.words, "(erased)");
    EXPECT_EQ(one.item.title.find("qxsecret"), std::string::npos);
  }
  for (const char* end : {"", "-wal"}) {
    std::ifstream file(BookPath() + end, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(bytes.find("qxsecret"), std::string::npos) << end;
  }
}

TEST_F(Notices, AReadingThatCannotBeRecordedKeepsTheMessageBack) {
  Lead("erika");
  Follow();
  bool broken = true;
  NoticeRound round({*workspace_,
                     *book_,
                     notifier_,
                     Signer(),
                     "https://x.example",
                     {},
                     [&](PersonRef person, int64_t records) -> Status {
                       EXPECT_EQ(person, Lena());
                       EXPECT_EQ(records, 1);
                       if (broken) return Err(Code::kIo, "the disk is gone");
                       return {};
                     }});
  EXPECT_TRUE(round.Run(workspace_->clock().Now()).ok());
  EXPECT_EQ(notifier_.asked, 0);
  broken = false;
  EXPECT_TRUE(round.Run(workspace_->clock().Now() + 2 * kMinuteUs).ok());
  EXPECT_EQ(notifier_.sent.size(), 1u);
}

TEST_F(Notices, ATextGoesOnceForItsKeyAndLiesSealedUntilThen) {
  NoticeDeskOptions options;
  options.notifier = &notifier_;
  options.base_url = "https://x.example";
  notifier_.away = true;
  book_.reset();
  {
    auto desk = NoticeDesk::Open(*workspace_, options);
    ASSERT_TRUE(desk.ok());
    EXPECT_EQ((*desk)->SendText("nobody", "s", "t", "k").error().code, Code::kNotFound);
    ASSERT_TRUE((*desk)->SendText("lena", "Weekly report", "qxfigures", "report-47").ok());
    ASSERT_TRUE((*desk)->SendText("lena", "Weekly report", "qxfigures", "report-47").ok());
    EXPECT_EQ((*desk)->Counts()->waiting, 1);
  }
  std::ifstream file(BookPath() + "-wal", std::ios::binary);
  std::ifstream whole(BookPath(), std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), {});
  bytes.append(std::istreambuf_iterator<char>(whole), {});
  EXPECT_EQ(bytes.find("qxfigures"), std::string::npos);
  OpenBook();
  notifier_.away = false;
  Round(kHourUs);
  ASSERT_EQ(notifier_.sent.size(), 1u);
  EXPECT_EQ(notifier_.sent[0].subject, "Weekly report");
  EXPECT_EQ(notifier_.sent[0].text, "qxfigures");
}

}  // namespace
}  // namespace signalbox
