#include "workspace/availability_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "workspace/system_zones.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

TimeUs At(const std::string& text) {
  return *ParseTime(text);
}

class AvailabilityChangeTest : public testing::Test {
 protected:
  AvailabilityChangeTest() {
    lena_.id = "lena";
    lena_.zone = "Europe/Berlin";
  }

  Result<Person> Change(AvailabilityVerb verb, const AvailabilityRequest& request) {
    return WithAvailability(lena_, verb, request, SystemZones(), now_);
  }
  void Take(AvailabilityVerb verb, const AvailabilityRequest& request) {
    Result<Person> changed = Change(verb, request);
    ASSERT_TRUE(changed.ok()) << changed.error().message;
    lena_ = *std::move(changed);
  }
  std::string Fault(AvailabilityVerb verb, const AvailabilityRequest& request) {
    const Result<Person> changed = Change(verb, request);
    return changed.ok() ? "" : changed.error().message;
  }

  Person lena_;
  TimeUs now_ = At("2026-12-01T10:00:00Z");
};

TEST_F(AvailabilityChangeTest, DaysOfLeaveAreWholeDaysOfThePersonsZone) {
  Take(AvailabilityVerb::kLeave, {.from = "2026-12-21", .to = "2026-12-23"});
  ASSERT_EQ(lena_.leaves.size(), 1u);
  EXPECT_EQ(FormatTime(lena_.leaves[0].from), "2026-12-20T23:00:00Z");
  EXPECT_EQ(FormatTime(lena_.leaves[0].to), "2026-12-23T23:00:00Z");
}

TEST_F(AvailabilityChangeTest, TheSameLeaveTwiceIsOneLeave) {
  Take(AvailabilityVerb::kLeave, {.from = "2026-12-21", .to = "2026-12-23"});
  const Person once = lena_;
  Take(AvailabilityVerb::kLeave, {.from = "2026-12-21", .to = "2026-12-23"});
  EXPECT_EQ(lena_, once);
}

TEST_F(AvailabilityChangeTest, PartsOfDaysAreTheSameLocalHoursOverAClockChange) {
  // Clocks in Berlin go back in the night to 2026-10-25.
  now_ = At("2026-10-01");
  Take(AvailabilityVerb::kLeave, {.from = "2026-10-24", .to = "2026-10-25", .part = "09:00-12:00"});
  ASSERT_EQ(lena_.leaves.size(), 2u);
  EXPECT_EQ(FormatTime(lena_.leaves[0].from), "2026-10-24T07:00:00Z");
  EXPECT_EQ(FormatTime(lena_.leaves[1].from), "2026-10-25T08:00:00Z");
  EXPECT_EQ(FormatTime(lena_.leaves[1].to), "2026-10-25T11:00:00Z");
}

TEST_F(AvailabilityChangeTest, LeaveThatIsTakenAwayInItsMiddleLeavesBothEnds) {
  Take(AvailabilityVerb::kLeave, {.from = "2026-12-21", .to = "2026-12-31"});
  Take(AvailabilityVerb::kEndLeave, {.from = "2026-12-24", .to = "2026-12-26"});
  ASSERT_EQ(lena_.leaves.size(), 2u);
  EXPECT_EQ(FormatTime(lena_.leaves[0].to), "2026-12-23T23:00:00Z");
  EXPECT_EQ(FormatTime(lena_.leaves[1].from), "2026-12-26T23:00:00Z");
}

TEST_F(AvailabilityChangeTest, WhoComesBackEarlyIsBackNow) {
  Take(AvailabilityVerb::kLeave, {.from = "2026-11-20", .to = "2026-12-10"});
  EXPECT_TRUE(IsAbsent(lena_, now_));
  Take(AvailabilityVerb::kEndLeave, {});
  EXPECT_FALSE(IsAbsent(lena_, now_));
  ASSERT_EQ(lena_.leaves.size(), 1u) << "the days that are over stay on record";
  EXPECT_EQ(lena_.leaves[0].to, now_);
}

TEST_F(AvailabilityChangeTest, APauseEndsByItselfAndByHand) {
  Take(AvailabilityVerb::kPause, {.span = "2h"});
  EXPECT_TRUE(IsAbsent(lena_, now_ + 2 * kHourUs - 1));
  EXPECT_FALSE(IsAbsent(lena_, now_ + 2 * kHourUs));
  Take(AvailabilityVerb::kResume, {});
  EXPECT_FALSE(IsAbsent(lena_, now_));
}

TEST_F(AvailabilityChangeTest, WhatIsOutOfBoundsIsRefusedInWords) {
  using enum AvailabilityVerb;
  EXPECT_THAT(Fault(kLeave, {.from = "21.12.2026", .to = "2026-12-23"}), HasSubstr("`from` is"));
  EXPECT_THAT(Fault(kLeave, {.from = "2026-12-23", .to = "2026-12-21"}), HasSubstr("before"));
  EXPECT_THAT(Fault(kLeave, {.from = "2026-12-23", .to = "2036-12-21"}), HasSubstr("five years"));
  EXPECT_THAT(Fault(kLeave, {.from = "2026-01-01", .to = "2026-12-31", .part = "09:00-10:00"}),
              HasSubstr("62 days"));
  EXPECT_THAT(Fault(kLeave, {.from = "2026-12-01", .to = "2026-12-02", .part = "noon"}),
              HasSubstr("`part`"));
  EXPECT_THAT(Fault(kPause, {}), HasSubstr("`for`"));
  EXPECT_THAT(Fault(kPause, {.span = "2h", .until = "2026-12-02"}), HasSubstr("not both"));
  EXPECT_THAT(Fault(kPause, {.span = "60d"}), HasSubstr("30 days"));
  EXPECT_THAT(Fault(kPause, {.until = "2026-11-30"}), HasSubstr("passed"));
  EXPECT_THAT(Fault(kDelegate, {.delegate = "lena"}), HasSubstr("themselves"));
}

TEST_F(AvailabilityChangeTest, LeavesThatAreOverMakeRoomAndThoseToComeAreBounded) {
  for (size_t i = 0; i < kMaxLeaves; ++i) {
    const TimeUs from = At("2020-01-01") + static_cast<TimeUs>(i) * kDayUs;
    ASSERT_TRUE(AddLeave({from, from + kHourUs}, from, &lena_).ok());
  }
  ASSERT_TRUE(AddLeave({now_, now_ + kHourUs}, now_, &lena_).ok());
  EXPECT_EQ(lena_.leaves.size(), 1u);
  for (size_t i = 1; i < kMaxLeaves; ++i) {
    const TimeUs from = now_ + static_cast<TimeUs>(i) * kDayUs;
    ASSERT_TRUE(AddLeave({from, from + kHourUs}, now_, &lena_).ok());
  }
  const Status full = AddLeave({now_ + 1, now_ + 2}, now_, &lena_);
  ASSERT_FALSE(full.ok());
  EXPECT_THAT(full.error().message, HasSubstr("end-leave"));
}

TEST_F(AvailabilityChangeTest, ARequestReadsBackAsItWasWrittenAndNamesWhatItDoesNotTake) {
  AvailabilityRequest request{.from = "2026-12-21", .to = "2026-12-23", .part = "09:00-12:00"};
  request.then = InHandThen::kRouteAgain;
  request.dry_run = true;
  const auto read = ParseAvailabilityRequest(
      AvailabilityVerb::kLeave, AvailabilityRequestJson(AvailabilityVerb::kLeave, request));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->from, request.from);
  EXPECT_EQ(read->part, request.part);
  EXPECT_EQ(read->then, request.then);
  EXPECT_TRUE(read->dry_run);
  const auto other = ParseAvailabilityRequest(AvailabilityVerb::kResume, R"({"from":"x"})");
  ASSERT_FALSE(other.ok());
  EXPECT_THAT(other.error().message, HasSubstr("`from` is nothing that `resume` takes"));
  for (const char* bad : {"[]", "{", R"({"from":1})", R"({"then":"sell"})", R"({"dry_run":"yes"})"})
    EXPECT_FALSE(ParseAvailabilityRequest(AvailabilityVerb::kLeave, bad).ok()) << bad;
}

std::string DayOf(int day) {
  return FormatTime(At("2026-12-01") + day * kDayUs).substr(0, 10);
}

bool IsOnLeave(const Person& person, TimeUs at) {
  return std::any_of(person.leaves.begin(), person.leaves.end(),
                     [at](const Leave& leave) { return leave.from <= at && at < leave.to; });
}

// Whatever was said in whatever order: a day is leave when the last word about it was that it is.
RC_GTEST_PROP(AvailabilityChange, TheLastWordAboutADayHolds, ()) {
  constexpr int kDays = 40;
  const TimeUs now = At("2026-11-30");
  Person lena;
  lena.id = "lena";
  lena.zone = "Europe/Berlin";
  std::vector<bool> expected(kDays, false);
  for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
    const int from = *rc::gen::inRange(0, kDays);
    const int to = *rc::gen::inRange(from, kDays);
    const bool away = *rc::gen::arbitrary<bool>();
    const Result<Person> changed =
        WithAvailability(lena, away ? AvailabilityVerb::kLeave : AvailabilityVerb::kEndLeave,
                         {.from = DayOf(from), .to = DayOf(to)}, SystemZones(), now);
    RC_ASSERT(changed.ok());
    lena = *changed;
    for (int day = from; day <= to; ++day) expected[static_cast<size_t>(day)] = away;
  }
  for (int day = 0; day < kDays; ++day) {
    // Noon in Berlin.
    const TimeUs at = At("2026-12-01T11:00:00Z") + day * kDayUs;
    RC_ASSERT(IsOnLeave(lena, at) == expected[static_cast<size_t>(day)]);
  }
  for (const Leave& leave : lena.leaves) RC_ASSERT(leave.from < leave.to);
}

}  // namespace
}  // namespace signalbox
