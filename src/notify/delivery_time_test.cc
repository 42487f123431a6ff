// When somebody is told: hours, quiet hours, digests, bursts, on both sides of a clock change.
#include "notify/delivery_time.h"

#include <gtest/gtest.h>

#include "lead/week_hours.h"
#include "policy/business_time.h"

namespace signalbox {
namespace {

TimeUs At(const std::string& text) {
  return *ParseTime(text);
}

Person Berliner(const std::string& hours = "") {
  Person person;
  person.zone = "Europe/Berlin";
  person.hours = *ParseWeekHours(hours);
  return person;
}

NoticeSettings Quiet(const std::string& from, const std::string& to) {
  NoticeSettings settings;
  settings.quiet_from_minute = *ParseDayMinute(from);
  settings.quiet_to_minute = *ParseDayMinute(to);
  return settings;
}

TEST(DeliveryTime, WhoIsAlwaysThereIsToldAtOnce) {
  EXPECT_EQ(DeliverAt(Berliner(), {}, At("2026-11-20T23:00:00Z")), At("2026-11-20T23:00:00Z"));
}

TEST(DeliveryTime, OutsideWorkingHoursItWaitsForTheNextOnes) {
  const Person person = Berliner("Mon-Fri 09:00-17:00");
  // Friday evening to Monday nine o'clock in Berlin, eight in UTC.
  EXPECT_EQ(DeliverAt(person, {}, At("2026-11-20T18:00:00Z")), At("2026-11-23T08:00:00Z"));
  NoticeSettings any;
  any.in_working_hours = false;
  EXPECT_EQ(DeliverAt(person, any, At("2026-11-20T18:00:00Z")), At("2026-11-20T18:00:00Z"));
}

TEST(DeliveryTime, ALeaveAndAPauseHoldItBack) {
  Person person = Berliner();
  person.leaves = {{At("2026-11-20T00:00:00Z"), At("2026-11-22T00:00:00Z")}};
  EXPECT_EQ(DeliverAt(person, {}, At("2026-11-20T10:00:00Z")), At("2026-11-22T00:00:00Z"));
  person.leaves.clear();
  person.paused_until = At("2026-11-20T12:00:00Z");
  EXPECT_EQ(DeliverAt(person, {}, At("2026-11-20T10:00:00Z")), At("2026-11-20T12:00:00Z"));
}

TEST(DeliveryTime, QuietHoursGoOverMidnightAndFollowTheClockChange) {
  const NoticeSettings quiet = Quiet("20:00", "07:00");
  // Summer time ends in the night to the 25th of October 2026: seven o'clock is five hours of UTC
  // before, and six after.
  EXPECT_EQ(DeliverAt(Berliner(), quiet, At("2026-10-23T20:00:00Z")), At("2026-10-24T05:00:00Z"));
  EXPECT_EQ(DeliverAt(Berliner(), quiet, At("2026-10-24T20:00:00Z")), At("2026-10-25T06:00:00Z"));
  // It begins in the night to the 28th of March 2027.
  EXPECT_EQ(DeliverAt(Berliner(), quiet, At("2027-03-27T20:00:00Z")), At("2027-03-28T05:00:00Z"));
  EXPECT_EQ(DeliverAt(Berliner(), quiet, At("2026-10-24T10:00:00Z")), At("2026-10-24T10:00:00Z"));
}

TEST(DeliveryTime, AQuietEndThatTheClocksSkipIsTheMomentAfter) {
  // 02:30 does not exist on the 28th of March 2027 in Berlin.
  EXPECT_EQ(DeliverAt(Berliner(), Quiet("22:00", "02:30"), At("2027-03-28T00:10:00Z")),
            At("2027-03-28T01:30:00Z"));
}

TEST(DeliveryTime, ADigestComesAtItsTimeOfTheLocalDay) {
  NoticeSettings settings;
  settings.digest_minute = *ParseDayMinute("07:30");
  EXPECT_EQ(DeliverAt(Berliner(), settings, At("2026-11-20T06:00:00Z")),
            At("2026-11-20T06:30:00Z"));
  EXPECT_EQ(DeliverAt(Berliner(), settings, At("2026-11-20T06:31:00Z")),
            At("2026-11-21T06:30:00Z"));
  // A digest before work waits for it.
  EXPECT_EQ(DeliverAt(Berliner("Mon-Fri 09:00-17:00"), settings, At("2026-11-20T06:31:00Z")),
            At("2026-11-23T08:00:00Z"));
}

TEST(DeliveryTime, RulesThatNeverMeetDoNotHoldANoticeForEver) {
  // Nobody is there outside the quiet hours.
  const TimeUs now = At("2026-11-20T10:00:00Z");
  EXPECT_EQ(DeliverAt(Berliner("Mon-Sun 21:00-22:00"), Quiet("20:00", "23:00"), now), now);
  EXPECT_EQ(DeliverAt(Berliner("never"), {}, now), now);
}

TEST(DeliveryTime, ATimeOfDayIsReadAsItIsWritten) {
  EXPECT_EQ(*ParseDayMinute("07:30"), 450);
  EXPECT_EQ(FormatDayMinute(450), "07:30");
  for (const char* wrong : {"", "7:30", "24:00", "07:60", "07:3a", "07.30", "-7:30"})
    EXPECT_FALSE(ParseDayMinute(wrong).ok()) << wrong;
}

TEST(DeliveryTime, ADeadlineIsSaidInTheReadersZone) {
  EXPECT_EQ(LocalTimeText(At("2026-11-23T15:30:00Z"), "Europe/Berlin"),
            "Mon 23 Nov 2026, 16:30 (Europe/Berlin)");
  EXPECT_EQ(LocalTimeText(At("2026-11-23T15:30:00Z"), ""), "Mon 23 Nov 2026, 15:30 (UTC)");
}

TEST(Bursts, AFewComeOneByOneAndMoreBecomeOne) {
  const TimeUs now = 100 * kDayUs;
  using Kind = FoldPlan::Kind;
  EXPECT_EQ(PlanMessages(3, {}, false, now).kind, Kind::kSingles);
  EXPECT_EQ(PlanMessages(4, {}, false, now).kind, Kind::kFolded);
  EXPECT_EQ(PlanMessages(1, {now - 5, now - 4}, false, now).kind, Kind::kSingles);
  EXPECT_EQ(PlanMessages(2, {now - 5, now - 4}, false, now).kind, Kind::kFolded);
  const std::vector<TimeUs> full = {now - 3 * kMinuteUs, now - 2, now - 1};
  EXPECT_EQ(PlanMessages(1, full, false, now), (FoldPlan{Kind::kWait, now + 7 * kMinuteUs}));
  EXPECT_EQ(PlanMessages(1, full, false, now + 8 * kMinuteUs).kind, Kind::kSingles);
  EXPECT_EQ(PlanMessages(1, full, true, now).kind, Kind::kFolded);
}

TEST(Bursts, AClockThatWasSetBackHoldsNothingUp) {
  const TimeUs now = 100 * kDayUs;
  EXPECT_EQ(PlanMessages(1, {now + kDayUs, now + kDayUs, now + kDayUs}, false, now).kind,
            FoldPlan::Kind::kSingles);
}

}  // namespace
}  // namespace signalbox
