#include "policy/business_time.h"

#include <date/tz.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"

namespace signalbox {
namespace {

TimeUs At(std::string_view text) {
  const auto time = ParseTime(text);
  EXPECT_TRUE(time.ok()) << text;
  return time.ok() ? *time : 0;
}

WeekHours Weekdays(int from_minute, int to_minute) {
  WeekHours hours;
  hours.always = false;
  for (int day = 0; day < 5; ++day) hours.days[day] = {{from_minute, to_minute}};
  return hours;
}

WeekHours EveryDay(int from_minute, int to_minute) {
  WeekHours hours = Weekdays(from_minute, to_minute);
  hours.days[5] = hours.days[6] = hours.days[0];
  return hours;
}

const WeekHours kOffice = Weekdays(9 * 60, 17 * 60);
constexpr char kBerlin[] = "Europe/Berlin";

std::string Due(const WeekHours& hours, std::string_view zone, std::string_view from, TimeUs work,
                const std::vector<Leave>& leaves = {}) {
  const TimeUs due = AddWorkingTime(hours, zone, leaves, At(from), work);
  return due < 0 ? "never" : FormatTime(due);
}

TEST(WorkingTime, AnHourFromFridayAfternoonEndsOnMondayMorning) {
  EXPECT_EQ(Due(kOffice, kBerlin, "2026-11-20T16:40:00+01:00", kHourUs), "2026-11-23T08:40:00Z");
}

TEST(WorkingTime, WorkThatEndsWithTheDayIsDueThenAndNotTheNextMorning) {
  EXPECT_EQ(Due(kOffice, kBerlin, "2026-11-20T16:00:00+01:00", kHourUs), "2026-11-20T16:00:00Z");
}

TEST(WorkingTime, NoWorkIsDueAtOnce) {
  EXPECT_EQ(Due(kOffice, kBerlin, "2026-11-21T12:00:00Z", 0), "2026-11-21T12:00:00Z");
}

TEST(WorkingTime, PartsOfAMinuteAreKeptToTheMicrosecond) {
  const TimeUs from = At("2026-11-20T16:59:59.999999+01:00");
  EXPECT_EQ(AddWorkingTime(kOffice, kBerlin, {}, from, 2), At("2026-11-23T09:00:00+01:00") + 1);
}

TEST(WorkingTime, LeaveOfAPartOfADayIsLeftOut) {
  const std::vector<Leave> leaves = {
      {At("2026-11-23T10:00:00+01:00"), At("2026-11-23T12:00:00+01:00")},
      {At("2026-11-23T09:30:00+01:00"), At("2026-11-23T11:00:00+01:00")},  // overlaps, out of order
      {At("2026-11-24T00:00:00+01:00"), At("2026-11-25T00:00:00+01:00")}};
  EXPECT_EQ(Due(kOffice, kBerlin, "2026-11-23T09:00:00+01:00", kHourUs, leaves),
            FormatTime(At("2026-11-23T12:30:00+01:00")));
  EXPECT_EQ(Due(kOffice, kBerlin, "2026-11-23T16:00:00+01:00", 2 * kHourUs, leaves),
            FormatTime(At("2026-11-25T10:00:00+01:00")));
  EXPECT_FALSE(IsWorking(kOffice, kBerlin, leaves, At("2026-11-23T09:30:00+01:00")));
  EXPECT_TRUE(IsWorking(kOffice, kBerlin, leaves, At("2026-11-23T12:00:00+01:00")));
}

TEST(WorkingTime, SpansThatOverlapCountOnce) {
  WeekHours hours = EveryDay(0, 0);
  for (auto& day : hours.days) day = {{600, 720}, {540, 660}, {700, 710}, {900, 600}, {1430, 2000}};
  EXPECT_EQ(Due(hours, "", "2026-11-23T00:00:00Z", 3 * kHourUs), "2026-11-23T12:00:00Z");
  EXPECT_EQ(Due(hours, "", "2026-11-23T12:00:00Z", 11 * kMinuteUs), "2026-11-24T09:01:00Z");
}

TEST(WorkingTime, ANightAtTheSpringGapIsAnHourShort) {
  // 02:00 to 03:00 does not exist on 2026-03-29.
  const WeekHours night = EveryDay(60, 5 * 60);
  EXPECT_EQ(Due(night, kBerlin, "2026-03-29T00:00:00+01:00", 3 * kHourUs), "2026-03-29T03:00:00Z");
  // Hours that lie in the gap have no instant on that day.
  const WeekHours gap = EveryDay(2 * 60, 3 * 60);
  EXPECT_EQ(FormatTime(NextWorking(gap, kBerlin, {}, At("2026-03-28T12:00:00Z"))),
            "2026-03-30T00:00:00Z");
}

TEST(WorkingTime, ANightAtTheAutumnFoldIsAnHourLonger) {
  // 02:00 to 03:00 comes twice on 2026-10-25.
  const WeekHours night = EveryDay(60, 5 * 60);
  EXPECT_EQ(Due(night, kBerlin, "2026-10-25T00:00:00+02:00", 5 * kHourUs), "2026-10-25T04:00:00Z");
  const WeekHours fold = EveryDay(2 * 60, 3 * 60);
  EXPECT_EQ(Due(fold, kBerlin, "2026-10-24T12:00:00Z", 2 * kHourUs), "2026-10-25T02:00:00Z");
}

TEST(WorkingTime, OtherZonesChangeAtOtherTimesByOtherAmounts) {
  // New York: gap 2026-03-08 02:00; Lord Howe: fold of half an hour, 2026-04-05 02:00 to 01:30;
  // Sao Paulo: gap at midnight 2018-11-04.
  const WeekHours night = EveryDay(60, 5 * 60);
  EXPECT_EQ(Due(night, "America/New_York", "2026-03-08T05:00:00Z", 3 * kHourUs),
            "2026-03-08T09:00:00Z");
  EXPECT_EQ(Due(night, "Australia/Lord_Howe", "2026-04-04T13:00:00Z", 4 * kHourUs + 30 * kMinuteUs),
            "2026-04-04T18:30:00Z");
  EXPECT_EQ(Due(EveryDay(0, 120), "America/Sao_Paulo", "2018-11-04T03:00:00Z", kHourUs),
            "2018-11-04T04:00:00Z");
}

TEST(WorkingTime, WithoutHoursInTwoYearsThereIsNoAnswer) {
  EXPECT_EQ(Due(EveryDay(0, 0), kBerlin, "2026-11-20T00:00:00Z", 1), "never");
  EXPECT_EQ(NextWorking(kOffice, kBerlin, {{INT64_MIN, INT64_MAX}}, 0), -1);
  EXPECT_EQ(AddWorkingTime(kOffice, kBerlin, {}, 0, INT64_MAX), -1);
  for (const TimeUs far : {INT64_MIN, INT64_MAX}) {
    EXPECT_EQ(NextWorking(kOffice, kBerlin, {}, far), -1);
    IsWorking(kOffice, kBerlin, {}, far);
    ToLocal(far, kBerlin);
  }
}

TEST(LocalTime, IsWhatTheClockOnTheWallShows) {
  const LocalTime local = ToLocal(At("2026-11-20T23:59:30Z"), kBerlin);
  EXPECT_EQ(local.year, 2026);
  EXPECT_EQ(local.month, 11);
  EXPECT_EQ(local.day, 21);
  EXPECT_EQ(local.weekday, 5);
  EXPECT_EQ(local.minute, 59);
  EXPECT_EQ(ToLocal(-1, "").year, 1969);
  EXPECT_EQ(ToLocal(-1, "").minute, 1439);
}

TEST(LocalTime, UnknownZonesReadAsUtc) {
  EXPECT_TRUE(IsKnownZone(kBerlin));
  for (const char* zone : {"", "Europe/Nowhere", "../etc/passwd"}) {
    EXPECT_FALSE(IsKnownZone(zone));
    EXPECT_EQ(ToLocal(At("2026-11-20T23:59:00Z"), zone).minute, 1439);
  }
}

TEST(Tzdata, NamesItsVersionAsAYearAndALetter) {
  EXPECT_THAT(TzdataVersion(), testing::MatchesRegex("20[0-9][0-9][a-z]+"));
}

// The reference: the zone is asked anew for every single minute.
bool WorksByTheClock(const WeekHours& hours, const date::time_zone& zone,
                     const std::vector<Leave>& leaves, TimeUs time) {
  for (const Leave& leave : leaves) {
    if (leave.from <= time && time < leave.to) return false;
  }
  const auto local =
      zone.to_local(date::sys_seconds(std::chrono::seconds(time / kSecondUs))).time_since_epoch();
  const auto day = date::floor<date::days>(local);
  const date::weekday weekday{date::local_days(day)};
  const int64_t minute = std::chrono::floor<std::chrono::minutes>(local - day).count();
  for (const DayHours& span : hours.days[weekday.iso_encoding() - 1]) {
    if (span.from_minute <= minute && minute < span.to_minute) return true;
  }
  return false;
}

// Around the changes of seven zones, hours and leaves at random; St. John's changed one minute past
// midnight until 2011, so that two local days interleave.
TEST(WorkingTime, AgreesWithSteppingMinuteByMinute) {
  const std::vector<std::pair<const char*, const char*>> changes = {
      {"Europe/Berlin", "2026-03-29T01:00:00Z"},
      {"Europe/Berlin", "2026-10-25T01:00:00Z"},
      {"America/New_York", "2026-03-08T07:00:00Z"},
      {"America/New_York", "2026-11-01T06:00:00Z"},
      {"Australia/Lord_Howe", "2026-04-04T15:00:00Z"},
      {"Australia/Lord_Howe", "2026-10-03T15:30:00Z"},
      {"America/Sao_Paulo", "2018-02-18T02:00:00Z"},
      {"America/Sao_Paulo", "2018-11-04T03:00:00Z"},
      {"America/St_Johns", "2008-11-02T02:31:00Z"},
      {"Asia/Kathmandu", "2026-05-01T00:00:00Z"},
      {"Pacific/Apia", "2011-12-30T10:00:00Z"}};
  SeededRandom random(20261121);
  int answered = 0;
  for (int round = 0; round < 120; ++round) {
    const auto& [name, change] = changes[static_cast<size_t>(round) % changes.size()];
    const date::time_zone& zone = *date::locate_zone(name);
    WeekHours hours;
    hours.always = false;
    for (auto& day : hours.days) {
      for (uint64_t spans = random.Below(4); spans > 0; --spans) {
        const int from = static_cast<int>(random.Below(1440));
        day.push_back(
            {from, from + static_cast<int>(random.Below(static_cast<uint64_t>(1441 - from)))});
      }
    }
    const TimeUs from = At(change) - static_cast<TimeUs>(random.Below(3 * 1440)) * kMinuteUs;
    std::vector<Leave> leaves;
    for (uint64_t count = random.Below(3); count > 0; --count) {
      const TimeUs begin = from + static_cast<TimeUs>(random.Below(4 * 1440)) * kMinuteUs;
      leaves.push_back({begin, begin + static_cast<TimeUs>(random.Below(1000)) * kMinuteUs});
    }
    const int64_t wanted = 1 + static_cast<int64_t>(random.Below(2500));

    TimeUs first = -1, due = -1;
    int64_t worked = 0;
    for (int64_t minute = 0; minute < 6 * 1440 && due < 0; ++minute) {
      const TimeUs time = from + minute * kMinuteUs;
      const bool works = WorksByTheClock(hours, zone, leaves, time);
      ASSERT_EQ(IsWorking(hours, name, leaves, time), works) << name << " " << FormatTime(time);
      if (works && first < 0) first = time;
      if (works && ++worked == wanted) due = time + kMinuteUs;
    }
    if (first >= 0) {
      EXPECT_EQ(NextWorking(hours, name, leaves, from), first) << name;
    }
    if (due < 0) continue;
    ++answered;
    EXPECT_EQ(AddWorkingTime(hours, name, leaves, from, wanted * kMinuteUs), due)
        << name << " from " << FormatTime(from);
  }
  EXPECT_GT(answered, 60);
}

}  // namespace
}  // namespace signalbox
