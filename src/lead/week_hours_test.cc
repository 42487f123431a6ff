#include "lead/week_hours.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace signalbox {
namespace {

TEST(WeekHours, RangesListsAndSeveralSpansAreRead) {
  const WeekHours hours =
      *ParseWeekHours("Mon-Thu 09:00-12:00 13:00-17:00; friday 9:00-15:00;Sat,Sun 10:00-10:30");
  EXPECT_FALSE(hours.always);
  EXPECT_EQ(hours.days[0], (std::vector<DayHours>{{540, 720}, {780, 1020}}));
  EXPECT_EQ(hours.days[3], hours.days[0]);
  EXPECT_EQ(hours.days[4], (std::vector<DayHours>{{540, 900}}));
  EXPECT_EQ(hours.days[6], (std::vector<DayHours>{{600, 630}}));
}

TEST(WeekHours, ASpanOverMidnightGoesOnIntoTheNextDay) {
  const WeekHours hours = *ParseWeekHours("Sun 22:00-06:00");
  EXPECT_EQ(hours.days[6], (std::vector<DayHours>{{1320, 1440}}));
  EXPECT_EQ(hours.days[0], (std::vector<DayHours>{{0, 360}}));
  EXPECT_EQ(ParseWeekHours("Fri-Mon 08:00-24:00")->days[6], (std::vector<DayHours>{{480, 1440}}));
  EXPECT_TRUE(ParseWeekHours("Fri-Mon 08:00-24:00")->days[2].empty());
}

TEST(WeekHours, NothingIsAlwaysAndNeverIsNever) {
  EXPECT_TRUE(ParseWeekHours("")->always);
  EXPECT_TRUE(ParseWeekHours(" always ")->always);
  EXPECT_FALSE(ParseWeekHours("never")->always);
  EXPECT_EQ(FormatWeekHours(*ParseWeekHours("never")), "never");
  EXPECT_EQ(FormatWeekHours(WeekHours()), "");
}

TEST(WeekHours, WhatIsWrongIsNamed) {
  for (const std::string_view text :
       {"Mon", "09:00-17:00", "Mon 9-17", "Mon 09:00", "Mon 09:60-10:00", "Mon 25:00-26:00",
        "Mon 09:00-09:00", "Foo-Fri 09:00-17:00", "Mo 09:00-17:00", "Mon 09:00-12:00 11:00-13:00",
        "Mon 24:00-02:00", "Mon-Tue-Wed 09:00-10:00", "Mon 9::0-10:00"}) {
    EXPECT_FALSE(ParseWeekHours(text).ok()) << text;
  }
  EXPECT_EQ(ParseWeekHours("Mon 9-17").error().message,
            "`9-17` is no span of hours; write hours as `Mon-Fri 09:00-17:00`");
}

TEST(WeekHours, TheTextIsTheShortestThatSaysIt) {
  EXPECT_EQ(FormatWeekHours(*ParseWeekHours("Tue,Mon,Wed 9:00-12:00;Mon-Wed 12:00-13:00")),
            "Mon-Wed 09:00-13:00");
}

RC_GTEST_PROP(WeekHours, HoursReadBackAsWritten, ()) {
  WeekHours hours;
  hours.always = false;
  for (auto& day : hours.days) {
    int at = 0;
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
      const int from = at + *rc::gen::inRange(1, 120);
      const int to = from + *rc::gen::inRange(1, 200);
      if (to > 1440) break;
      day.push_back({from, to});
      at = to;
    }
  }
  RC_ASSERT(*ParseWeekHours(FormatWeekHours(hours)) == hours);
}

RC_GTEST_PROP(WeekHours, ArbitraryTextNeverCrashes, (const std::string& text)) {
  static_cast<void>(ParseWeekHours(text));
  static_cast<void>(ParseWeekHours("Mon " + text));
}

}  // namespace
}  // namespace signalbox
