#include "policy/schedule.h"

#include <gmock/gmock.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

TimeUs At(const char* text) {
  const Result<TimeUs> time = ParseTime(text);
  EXPECT_TRUE(time.ok()) << text;
  return time.ok() ? *time : 0;
}

std::shared_ptr<const Policy> WithSchedule(const std::string& trigger) {
  return MustCompile({{"policy.yaml", PolicyText("  - {name: a, queue: unrouted}\n",
                                                 "zone: Europe/Berlin\ntriggers: [" + trigger +
                                                     "]\ncalendars:\n  germany:\n    closed: "
                                                     "[2026-12-25]\n")}});
}

std::string Next(const Policy& policy, const char* after) {
  const TimeUs next = NextMoment(policy, SchedulesOf(policy).front(), At(after));
  return next == INT64_MAX ? "never" : FormatTime(next);
}

TEST(Schedule, ComesAtTheLocalTimeOfItsDays) {
  const auto policy = WithSchedule("{schedule: weekdays 08:00, when: {lead.score: 50..}}");
  ASSERT_NE(policy, nullptr);
  EXPECT_EQ(Next(*policy, "2026-11-20T06:59:59Z"), FormatTime(At("2026-11-20T07:00:00Z")));
  EXPECT_EQ(Next(*policy, "2026-11-20T07:00:00Z"), FormatTime(At("2026-11-23T07:00:00Z")))
      << "Friday's is served; the next is Monday's";
}

TEST(Schedule, NamesOfDaysAreRangesAndLists) {
  ScheduleSpec schedule;
  ASSERT_TRUE(ParseSchedule("Mon-Wed,fri 17:30", &schedule).ok());
  EXPECT_EQ(schedule.days, 0b0010111);
  EXPECT_EQ(schedule.minute, 17 * 60 + 30);
  ASSERT_TRUE(ParseSchedule("sat-mon 00:00", &schedule).ok());
  EXPECT_EQ(schedule.days, 0b1100001);
  for (const char* bad : {"", "weekdays", "08:00", "weekdays 8:00", "weekdays 24:00", "mon- 08:00",
                          "mon,,fri 08:00", "weekdays 08:60", "0 8 * * 1-5", "someday 08:00"}) {
    EXPECT_FALSE(ParseSchedule(bad, &schedule).ok()) << bad;
  }
}

TEST(Schedule, IsOnceADayThroughBothChangesOfTheClocks) {
  const auto policy = WithSchedule("{schedule: daily 02:30, when: {lead.score: 50..}}");
  ASSERT_NE(policy, nullptr);
  // 29 March 2026: 02:00 is followed by 03:00, so half past two is counted as if the clocks had not
  // gone forward yet (RFC 5545, 3.3.5).
  EXPECT_EQ(Next(*policy, "2026-03-28T12:00:00Z"), FormatTime(At("2026-03-29T01:30:00Z")));
  EXPECT_EQ(Next(*policy, "2026-03-29T01:30:00Z"), FormatTime(At("2026-03-30T00:30:00Z")));
  // 25 October 2026: half past two comes twice, and counts once.
  EXPECT_EQ(Next(*policy, "2026-10-24T12:00:00Z"), FormatTime(At("2026-10-25T00:30:00Z")));
  EXPECT_EQ(Next(*policy, "2026-10-25T00:30:00Z"), FormatTime(At("2026-10-26T01:30:00Z")));
}

TEST(Schedule, LeavesOutTheFreeDaysOfItsCalendar) {
  const auto policy =
      WithSchedule("{schedule: daily 08:00, calendar: germany, when: {lead.score: 50..}}");
  ASSERT_NE(policy, nullptr);
  EXPECT_EQ(Next(*policy, "2026-12-24T07:00:00Z"), FormatTime(At("2026-12-26T07:00:00Z")));
}

TEST(Schedule, OfManyMissedMomentsTheLastOneCounts) {
  const auto policy = WithSchedule("{schedule: daily 08:00, when: {lead.score: 50..}}");
  ASSERT_NE(policy, nullptr);
  const ScheduleSpec& schedule = SchedulesOf(*policy).front();
  const auto latest =
      LatestMoment(*policy, schedule, At("2026-11-01T07:00:00Z"), At("2026-11-20T12:00:00Z"));
  ASSERT_TRUE(latest.has_value());
  EXPECT_EQ(FormatTime(*latest), FormatTime(At("2026-11-20T07:00:00Z")));
  EXPECT_FALSE(
      LatestMoment(*policy, schedule, At("2026-11-20T07:00:00Z"), At("2026-11-21T06:59:59Z"))
          .has_value());
}

TEST(Schedule, TakesTheRecordsThatItsConditionHoldsForAndNoUnknownOnes) {
  const auto policy = WithSchedule("{schedule: daily 08:00, when: 'lead.score >= 50'}");
  ASSERT_NE(policy, nullptr);
  const ScheduleSpec& schedule = SchedulesOf(*policy).front();
  Attributes record;
  EXPECT_FALSE(ScheduleTakes(*policy, schedule, record)) << "no score is no answer";
  record.SetInt(Field::kScore, 50);
  EXPECT_TRUE(ScheduleTakes(*policy, schedule, record));
}

TEST(Schedule, MayChooseByTheAgeOfValuesAloneAndIsAnotherOneThen) {
  const auto aged = WithSchedule("{schedule: daily 08:00, older_than: 30d}");
  ASSERT_NE(aged, nullptr);
  const ScheduleSpec& schedule = SchedulesOf(*aged).front();
  EXPECT_EQ(schedule.older_than_us, 30 * kDayUs);
  EXPECT_TRUE(ScheduleTakes(*aged, schedule, Attributes()));
  const auto both =
      WithSchedule("{schedule: daily 08:00, older_than: 7d, when: {lead.score: 50..}}");
  ASSERT_NE(both, nullptr);
  EXPECT_FALSE(ScheduleTakes(*both, SchedulesOf(*both).front(), Attributes()));
  EXPECT_NE(SchedulesOf(*both).front().key, schedule.key);
}

}  // namespace
}  // namespace signalbox
