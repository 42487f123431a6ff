// Links of notices: what a look changes (nothing), and what a press does (once).
#include "workspace/notice_actions.h"

#include <gtest/gtest.h>

#include "notify/notice_words.h"
#include "workspace/lead_verbs.h"
#include "workspace/notice_fixture.h"

namespace signalbox {
namespace {

class NoticeLinks : public NoticeFixture {
 protected:
  void SetUp() override {
    NoticeFixture::SetUp();
    Follow();
    lead_ = Lead("erika");
    Follow();
    Round();
    ASSERT_EQ(notifier_.sent.size(), 1u);
    actions_ = std::make_unique<NoticeActions>(*workspace_, *book_);
  }
  void TearDown() override {
    actions_.reset();
    NoticeFixture::TearDown();
  }
  std::string Token(NoticeAction action) const { return TokenOf(notifier_.sent[0], action); }
  int64_t End() const { return workspace_->store().next_position(); }

  std::string lead_;
  std::unique_ptr<NoticeActions> actions_;
};

TEST_F(NoticeLinks, LookingChangesNothing) {
  const int64_t end = End();
  for (const NoticeAction action : ActionsOf(NoticeKind::kLeadGiven)) {
    for (int i = 0; i < 3; ++i) {
      const Result<LinkView> view = actions_->Look(Token(action));
      ASSERT_TRUE(view.ok());
      EXPECT_EQ(view->standing, LinkStanding::kOpen);
      EXPECT_EQ(view->about, lead_);
    }
  }
  EXPECT_EQ(End(), end);
  EXPECT_EQ(List().unread, 1);
}

TEST_F(NoticeLinks, PressingActsOnceAndSaysSoAfterwards) {
  const std::string token = Token(NoticeAction::kAccept);
  const int64_t before = End();
  ASSERT_EQ(actions_->Use(token, "")->standing, LinkStanding::kUsed);
  const int64_t after = End();
  EXPECT_GT(after, before);
  const LinkView again = *actions_->Use(token, "");
  EXPECT_EQ(again.standing, LinkStanding::kUsed);
  EXPECT_EQ(again.outcome, "you accepted it");
  EXPECT_EQ(actions_->Look(token)->outcome, "you accepted it");
  EXPECT_EQ(End(), after);
  EXPECT_EQ(List().unread, 0);
}

// As a crash between the two leaves it: the log has what the link did, the book does not.
TEST_F(NoticeLinks, ALinkThatActedBeforeItsMarkWasWrittenActsNoSecondTime) {
  const std::string token = Token(NoticeAction::kAccept);
  ASSERT_EQ(actions_->Use(token, "")->standing, LinkStanding::kUsed);
  const int64_t after = End();
  actions_.reset();
  book_.reset();
  {
    auto database = Database::Open(BookPath(), {});
    ASSERT_TRUE(database.ok()) << database.error().message;
    ASSERT_TRUE(database->Execute("DELETE FROM used_links; UPDATE notices SET read_at = 0").ok());
  }
  Reopen();
  OpenBook();
  actions_ = std::make_unique<NoticeActions>(*workspace_, *book_);
  ASSERT_EQ(List().unread, 1);
  const LinkView looked = *actions_->Look(token);
  EXPECT_EQ(looked.standing, LinkStanding::kUsed);
  EXPECT_EQ(looked.outcome, "you accepted it");
  const int64_t begun = End();
  const LinkView pressed = *actions_->Use(token, "");
  EXPECT_EQ(pressed.standing, LinkStanding::kUsed);
  EXPECT_EQ(pressed.outcome, "you accepted it");
  EXPECT_EQ(End(), begun) << "nothing was done again; it was " << after << " before the start";
  EXPECT_EQ(List().unread, 0);
  // Another link of the same lead is another link.
  EXPECT_EQ(actions_->Use(Token(NoticeAction::kContacted), "")->standing, LinkStanding::kUsed);
  EXPECT_GT(End(), begun);
}

TEST_F(NoticeLinks, HandingBackAsksForAReasonOfThePolicy) {
  const std::string token = Token(NoticeAction::kHandBack);
  EXPECT_EQ(actions_->Look(token)->reasons, std::vector<std::string>{"wrong_person"});
  const LinkView missing = *actions_->Use(token, "");
  EXPECT_TRUE(missing.refused);
  EXPECT_EQ(missing.standing, LinkStanding::kOpen);
  EXPECT_EQ(actions_->Use(token, "wrong_person")->standing, LinkStanding::kUsed);
}

TEST_F(NoticeLinks, WhoNoLongerHasTheLeadDoesNothingToIt) {
  AddPerson("jonas", "dach");
  VerbRequest request;
  request.by = "lena";
  request.to = "jonas";
  ASSERT_TRUE(ActOnLead(*workspace_, lead_, Verb::kHandOver, request, "test").ok());
  const int64_t end = End();
  for (const NoticeAction action :
       {NoticeAction::kAccept, NoticeAction::kContacted, NoticeAction::kHandBack}) {
    const LinkView view = *actions_->Use(Token(action), "wrong_person");
    EXPECT_TRUE(view.refused);
    EXPECT_EQ(view.outcome, "the lead is not yours any more");
  }
  EXPECT_EQ(End(), end);
}

TEST_F(NoticeLinks, AForgedAnExpiredAndAStrangersLinkDoNothing) {
  const int64_t end = End();
  std::string forged = Token(NoticeAction::kAccept);
  forged[3] = forged[3] == 'A' ? 'B' : 'A';
  EXPECT_EQ(actions_->Use(forged, "")->standing, LinkStanding::kForged);
  ActionLink old;
  old.position = List().rows[0].position;
  old.person = Lena();
  old.ends_at = workspace_->clock().Now() - kSecondUs;
  EXPECT_EQ(actions_->Use(Signer().Sign(old), "")->standing, LinkStanding::kExpired);
  // Signed, but of a notice that this person was never told.
  ActionLink foreign = old;
  foreign.ends_at = workspace_->clock().Now() + kActionLinkLastsUs;
  foreign.person = Lena() + 1;
  EXPECT_EQ(actions_->Use(Signer().Sign(foreign), "")->standing, LinkStanding::kExpired);
  EXPECT_EQ(End(), end);
}

TEST_F(NoticeLinks, ALinkFromBeforeABookThatWasLostDoesNotAct) {
  const std::string token = Token(NoticeAction::kAccept);
  actions_.reset();
  book_.reset();
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(BookPath() + end);
  now_ = workspace_->clock().Now() + 5 * kSecondUs;
  OpenBook();
  Follow();
  actions_ = std::make_unique<NoticeActions>(*workspace_, *book_);
  EXPECT_EQ(actions_->Use(token, "")->standing, LinkStanding::kExpired);
}

TEST_F(NoticeLinks, PuttingOffByLinkTellsAgainInAnHour) {
  EXPECT_EQ(actions_->Use(Token(NoticeAction::kSnooze), "")->standing, LinkStanding::kUsed);
  EXPECT_EQ(List().unread, 0);
  Round(kHourUs + kMinuteUs);
  EXPECT_EQ(notifier_.sent.size(), 2u);
}

}  // namespace
}  // namespace signalbox
