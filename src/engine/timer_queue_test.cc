#include "engine/timer_queue.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

DueTimer Timer(TimeUs due, int64_t number) {
  return {due, Id{}, number, 0};
}

TEST(TimerQueue, WithoutJumpsTheNextOneComesFirstAndNoneComesEarly) {
  TimerQueue timers;
  timers.Insert(Timer(1'020, 2), 20);
  timers.Insert(Timer(1'010, 1), 10);
  EXPECT_EQ(timers.NextIn(1'000, 0), 10);
  EXPECT_EQ(timers.TakeDue(1'009, 9), std::nullopt);
  EXPECT_EQ(timers.TakeDue(1'030, 30), Timer(1'010, 1));
  EXPECT_EQ(timers.TakeDue(1'030, 30), Timer(1'020, 2));
  EXPECT_EQ(timers.NextIn(1'030, 30), std::nullopt);
}

TEST(TimerQueue, AWallClockThatGoesBackMakesADurationNoLonger) {
  TimerQueue timers;
  timers.Insert(Timer(1'010, 1), 10);
  EXPECT_EQ(timers.NextIn(200, 4), 6);
  EXPECT_EQ(timers.TakeDue(205, 9), std::nullopt);
  EXPECT_EQ(timers.TakeDue(206, 10), Timer(1'010, 1));
  EXPECT_EQ(timers.size(), 0u) << "a timer goes off once";
}

TEST(TimerQueue, AWallClockThatGoesForwardFiresWhatItWentPast) {
  TimerQueue timers;
  timers.Insert(Timer(1'010, 1), 10);
  EXPECT_EQ(timers.NextIn(5'000, 2), 0);
  EXPECT_EQ(timers.TakeDue(5'000, 2), Timer(1'010, 1));
}

TEST(TimerQueue, ATimeOfDayWaitsForTheWallAlone) {
  TimerQueue timers;
  timers.Insert(Timer(1'010, 1), {});
  EXPECT_EQ(timers.TakeDue(200, 1'000'000), std::nullopt);
  EXPECT_EQ(timers.TakeDue(1'010, 1'000'000), Timer(1'010, 1));
}

TEST(TimerQueue, AClosedTimerNeverGoesOff) {
  TimerQueue timers;
  timers.Insert(Timer(1'010, 1), 10);
  timers.Erase(Timer(1'010, 1));
  timers.Erase(Timer(1'010, 1));
  EXPECT_EQ(timers.TakeDue(9'999, 9'999), std::nullopt);
}

}  // namespace
}  // namespace signalbox
