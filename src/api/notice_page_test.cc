// The page behind a link: what it says, what it never holds.
#include "api/notice_page.h"

#include <gmock/gmock.h>

namespace signalbox {
namespace {

using testing::HasSubstr;
using testing::Not;

LinkView View(LinkStanding standing, NoticeAction action = NoticeAction::kAccept) {
  LinkView view;
  view.standing = standing;
  view.action = action;
  view.about = "lead_0193f2c8-7c3a-7c00-8000-0123456789ab";
  view.zone = "Europe/Berlin";
  return view;
}

TEST(NoticePageTest, AnOpenLinkShowsOneButtonThatPostsBackToItself) {
  const HttpResponse page = NoticePage(View(LinkStanding::kOpen), false);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("<form method=\"post\">"));
  EXPECT_THAT(page.body, HasSubstr("<button type=\"submit\">Accept</button>"));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
}

TEST(NoticePageTest, ItsPolicyAllowsItsOwnStyleAndFormAndNothingElse) {
  for (const LinkStanding standing :
       {LinkStanding::kOpen, LinkStanding::kUsed, LinkStanding::kExpired, LinkStanding::kForged}) {
    const HttpResponse page = NoticePage(View(standing), false);
    const std::string policy(page.Header("Content-Security-Policy"));
    EXPECT_THAT(policy, HasSubstr("default-src 'none'; style-src 'sha256-"));
    EXPECT_THAT(policy, HasSubstr("form-action 'self'"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_EQ(page.Header("Cache-Control"), "no-store");
    EXPECT_EQ(page.Header("Referrer-Policy"), "no-referrer");
  }
}

TEST(NoticePageTest, HandingBackOffersTheReasonsAndEscapesThem) {
  LinkView view = View(LinkStanding::kOpen, NoticeAction::kHandBack);
  EXPECT_THAT(NoticePage(view, false).body, Not(HasSubstr("<form")));
  view.reasons = {"wrong_person", "<b>\"x\""};
  const HttpResponse page = NoticePage(view, false);
  EXPECT_THAT(page.body, HasSubstr("<option>wrong_person</option>"));
  EXPECT_THAT(page.body, Not(HasSubstr("<b>")));
}

TEST(NoticePageTest, WhatWasDoneIsSaidInThePersonsZoneAndOffersNothingMore) {
  LinkView view = View(LinkStanding::kUsed);
  view.outcome = "you accepted it";
  view.at = *ParseTime("2026-11-23T15:30:00Z");
  const HttpResponse page = NoticePage(view, true);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("Mon 23 Nov 2026, 16:30 (Europe/Berlin): you accepted it."));
  EXPECT_THAT(page.body, Not(HasSubstr("<form")));
}

TEST(NoticePageTest, WhatWasRefusedSaysWhyAndMayBeTriedAgain) {
  LinkView view = View(LinkStanding::kOpen);
  view.refused = true;
  view.outcome = "the lead is not yours any more";
  const HttpResponse page = NoticePage(view, true);
  EXPECT_EQ(page.status, 409);
  EXPECT_THAT(page.body, HasSubstr("Nothing was done: the lead is not yours any more"));
  EXPECT_THAT(page.body, HasSubstr("<form"));
}

TEST(NoticePageTest, OverAndForgedSayNothingOfTheLead) {
  EXPECT_EQ(NoticePage(View(LinkStanding::kExpired), true).status, 410);
  const HttpResponse forged = NoticePage(View(LinkStanding::kForged), true);
  EXPECT_EQ(forged.status, 404);
  EXPECT_THAT(forged.body, Not(HasSubstr("lead_")));
}

}  // namespace
}  // namespace signalbox
