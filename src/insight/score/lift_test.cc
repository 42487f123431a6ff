#include "insight/score/lift.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "insight/score/metrics.h"

namespace signalbox {
namespace {

TEST(Lift, TheBestTenthComesFirst) {
  std::vector<double> predicted;
  std::vector<uint8_t> outcome;
  for (int i = 0; i < 20; ++i) {
    predicted.push_back(i / 20.0);
    outcome.push_back(i >= 16 ? 1 : 0);
  }
  const std::vector<LiftTenth> tenths = LiftByTenth(predicted, outcome);
  ASSERT_EQ(tenths.size(), 10U);
  EXPECT_EQ(tenths[0].rows, 2);
  EXPECT_DOUBLE_EQ(tenths[0].positive_rate, 1);
  EXPECT_DOUBLE_EQ(tenths[0].lift, 5);
  EXPECT_DOUBLE_EQ(tenths[1].lift, 5);
  EXPECT_DOUBLE_EQ(tenths[2].lift, 0);
}

TEST(Lift, TiesAreSharedAndNothingToTellIsOne) {
  const std::vector<double> same(10, 0.5);
  const std::vector<uint8_t> half = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0};
  for (const LiftTenth& tenth : LiftByTenth(same, half)) {
    EXPECT_DOUBLE_EQ(tenth.positive_rate, 0.5);
    EXPECT_DOUBLE_EQ(tenth.lift, 1);
  }
  const std::vector<uint8_t> none(10, 0);
  for (const LiftTenth& tenth : LiftByTenth(same, none)) EXPECT_DOUBLE_EQ(tenth.lift, 1);
  EXPECT_TRUE(LiftByTenth({}, {}).empty());
}

RC_GTEST_PROP(Lift, TenthsHaveEveryRowOnceAndTheFirstIsThatOfTheFigures, ()) {
  const auto rows = *rc::gen::container<std::vector<std::pair<int, bool>>>(
      rc::gen::pair(rc::gen::inRange(0, 7), rc::gen::arbitrary<bool>()));
  std::vector<double> predicted;
  std::vector<uint8_t> outcome;
  for (const auto& [score, won] : rows) {
    predicted.push_back(score / 7.0);
    outcome.push_back(won ? 1 : 0);
  }
  const std::vector<LiftTenth> tenths = LiftByTenth(predicted, outcome);
  int64_t sum = 0;
  double positives = 0;
  for (const LiftTenth& tenth : tenths) {
    sum += tenth.rows;
    positives += tenth.positive_rate * static_cast<double>(tenth.rows);
  }
  const ScoreFigures figures = MeasureScores(predicted, outcome);
  RC_ASSERT(sum == figures.rows);
  RC_ASSERT(std::abs(positives - static_cast<double>(figures.positives)) < 1e-6);
  if (!tenths.empty()) RC_ASSERT(std::abs(tenths[0].lift - figures.lift_10) < 1e-6);
}

}  // namespace
}  // namespace signalbox
