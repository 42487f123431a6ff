#include "workspace/views_lag.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

constexpr TimeUs kMs = kMillisecondUs;

TEST(ViewsLag, IsTheAgeOfTheOldestCommitThatTheViewsDoNotHold) {
  ViewsLag lag;
  EXPECT_EQ(lag.Behind(0, 5 * kMs), 0);
  lag.Committed(10, 100 * kMs);
  lag.Committed(20, 300 * kMs);
  EXPECT_EQ(lag.Behind(0, 400 * kMs), 300 * kMs);
  EXPECT_EQ(lag.waits_for(), 10);
  EXPECT_EQ(lag.Behind(9, 400 * kMs), 300 * kMs);
  EXPECT_EQ(lag.Behind(10, 400 * kMs), 100 * kMs);
  EXPECT_EQ(lag.waits_for(), 20);
  EXPECT_EQ(lag.Behind(20, 400 * kMs), 0);
}

TEST(ViewsLag, CommitsWaitForViewsThatAreNearAndNotForThoseThatAreDerivedAnew) {
  ViewsLag lag;
  EXPECT_FALSE(lag.CommitsWait(0, 1'000 * kMs));
  lag.Committed(10, 0);
  EXPECT_FALSE(lag.CommitsWait(0, ViewsLag::kMayLag));
  EXPECT_TRUE(lag.CommitsWait(0, ViewsLag::kMayLag + 1));
  EXPECT_FALSE(lag.CommitsWait(10, ViewsLag::kMayLag + 1));
  lag.Committed(20, 0);
  EXPECT_FALSE(lag.CommitsWait(0, ViewsLag::kFarBehind + ViewsLag::kBetweenMarks));
}

TEST(ViewsLag, MarksCommitsNowAndThenAndNoMoreThanItsLimit) {
  ViewsLag lag;
  lag.Committed(1, 0);
  lag.Committed(2, ViewsLag::kBetweenMarks - 1);
  EXPECT_EQ(lag.Behind(1, kMs), 0) << "the second was not marked";
  for (int64_t i = 0; i < 1'000; ++i) lag.Committed(i + 1, i * ViewsLag::kBetweenMarks);
  EXPECT_EQ(lag.Behind(0, 1'000 * ViewsLag::kBetweenMarks), 1'000 * ViewsLag::kBetweenMarks);
  EXPECT_EQ(lag.Behind(static_cast<int64_t>(ViewsLag::kMostMarks), 0), 0);
}

}  // namespace
}  // namespace signalbox
