#include "workspace/week_mail.h"

#include "workspace/notice_fixture.h"
#include "workspace/report.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

TimeUs At(std::string_view text) {
  return ParseTime(text).value();
}

TEST(WeekMailTimes, SevenOnMondayByTheReadersClock) {
  EXPECT_FALSE(IsWeekMailDue(At("2026-11-23T05:59:00Z"), "Europe/Berlin"));
  EXPECT_TRUE(IsWeekMailDue(At("2026-11-23T06:00:00Z"), "Europe/Berlin"));
  EXPECT_TRUE(IsWeekMailDue(At("2026-11-23T22:59:00Z"), "Europe/Berlin"));
  EXPECT_FALSE(IsWeekMailDue(At("2026-11-23T23:00:00Z"), "Europe/Berlin"));
  EXPECT_FALSE(IsWeekMailDue(At("2026-11-22T12:00:00Z"), "Europe/Berlin"));
  // In summer an hour earlier.
  EXPECT_TRUE(IsWeekMailDue(At("2026-07-06T05:00:00Z"), "Europe/Berlin"));
}

TEST(WeekMailTimes, WhereMondayBeginsEarlierItWaitsForTheEndOfTheWeek) {
  EXPECT_FALSE(IsWeekMailDue(At("2026-11-22T19:00:00Z"), "Pacific/Auckland"));
  EXPECT_TRUE(IsWeekMailDue(At("2026-11-23T00:00:00Z"), "Pacific/Auckland"));
  EXPECT_TRUE(IsWeekMailDue(At("2026-11-24T04:00:00Z"), "America/Los_Angeles"));
}

User UserWho(std::string person, Role role) {
  User user;
  user.person = std::move(person);
  user.roles.Add(role);
  return user;
}

TEST(WeekMailReaders, AreThoseWhoSeeMoreThanThemselves) {
  User gone = UserWho("mona", Role::kManager);
  gone.active = false;
  const std::vector<Principal> readers =
      WeekMailReaders({UserWho("lena", Role::kManager), UserWho("tom", Role::kSeller), gone,
                       UserWho("", Role::kAdmin), UserWho("ada", Role::kAdmin)});
  ASSERT_EQ(readers.size(), 2u);
  EXPECT_EQ(readers[0].person, "lena");
  EXPECT_EQ(readers[1].person, "ada");
}

class WeekMailTest : public NoticeFixture {
 protected:
  void SetUp() override {
    NoticeFixture::SetUp();
    round_.reset();
    book_.reset();
    notifier_.away = true;
    NoticeDeskOptions options;
    options.notifier = &notifier_;
    options.base_url = "https://x.example";
    desk_ = std::move(*NoticeDesk::Open(*workspace_, options));
    const auto views = Views::Open(options_.directory + "/views.db");
    ASSERT_TRUE(views.ok());
    while (*(*views)->CatchUp(workspace_->store(), workspace_->store().next_position())) {
    }
    monday_ = LastWeek(workspace_->clock().Now()).to + 7 * kDayUs;
  }
  void TearDown() override {
    desk_.reset();
    NoticeFixture::TearDown();
  }
  WeekMailRound NewRounds() {
    return {*workspace_, *desk_, options_.directory + "/views.db",
            [] { return std::vector{UserWho("lena", Role::kManager)}; }};
  }

  std::unique_ptr<NoticeDesk> desk_;
  TimeUs monday_ = 0;
};

TEST_F(WeekMailTest, EverybodyGetsItOnceEvenWhenTheServerStartsAnew) {
  WeekMailRound rounds = NewRounds();
  EXPECT_EQ(rounds.Run(monday_ + 7 * kHourUs - 1).value(), 0);
  EXPECT_EQ(rounds.Run(monday_ + 7 * kHourUs).value(), 1);
  EXPECT_EQ(rounds.Run(monday_ + 8 * kHourUs).value(), 0);
  WeekMailRound anew = NewRounds();
  ASSERT_TRUE(anew.Run(monday_ + 9 * kHourUs).ok());
  EXPECT_EQ(desk_->Counts()->waiting, 1);
}

TEST_F(WeekMailTest, WhoWantsNoMailGetsNone) {
  NoticeSettings none;
  none.mail = false;
  ASSERT_TRUE(desk_->book().PutSettings(Lena(), none).ok());
  EXPECT_EQ(NewRounds().Run(monday_ + 8 * kHourUs).value(), 0);
}

}  // namespace
}  // namespace signalbox
