#include "insight/score/drift.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "base/random.h"
#include "insight/calibration/calibration_watch.h"
#include "insight/score/group_report.h"

namespace signalbox {
namespace {

double Uniform(SeededRandom* random) {
  return static_cast<double>(random->Next() >> 11) / 9007199254740992.0;
}

TEST(ScoreDrift, StabilityIndexByHand) {
  // Shares (.5, .5) then and (.75, .25) now, but for half a row in each bin.
  const std::vector<int64_t> then = {50'000, 50'000}, now = {75'000, 25'000};
  EXPECT_NEAR(PopulationStability(then, now), 0.25 * std::log(1.5) - 0.25 * std::log(0.5), 1e-4);
  EXPECT_EQ(PopulationStability(then, then), 0);
  EXPECT_EQ(PopulationStability(then, std::vector<int64_t>{0, 0}), 0);
}

TEST(ScoreDrift, AnEmptyBinDoesNotWeighWithoutEnd) {
  EXPECT_LT(PopulationStability(std::vector<int64_t>{99, 1}, std::vector<int64_t>{100, 0}), 0.05);
}

TEST(ScoreDrift, ChiSquaredTailAgreesWithTheTables) {
  EXPECT_NEAR(ChiSquaredTail(3.841, 1), 0.05, 1e-4);
  EXPECT_NEAR(ChiSquaredTail(11.070, 5), 0.05, 1e-4);
  EXPECT_NEAR(ChiSquaredTail(23.209, 10), 0.01, 1e-4);
  EXPECT_NEAR(ChiSquaredTail(4.351, 5), 0.5, 1e-3);
  EXPECT_EQ(ChiSquaredTail(0, 3), 1);
  EXPECT_EQ(ChiSquaredTail(1, 0), 1);
}

TEST(ScoreDrift, TwoSamplesByHand) {
  // (30, 70) and (50, 50): expected 40 and 60 in each, so 4 * 100 / 40 + ... = 8.333.
  const double p = TwoSamplePValue(std::vector<int64_t>{30, 70}, std::vector<int64_t>{50, 50});
  EXPECT_NEAR(p, ChiSquaredTail(2 * (100.0 / 40 + 100.0 / 60), 1), 1e-12);
  EXPECT_EQ(TwoSamplePValue(std::vector<int64_t>{3, 7}, std::vector<int64_t>{0, 0}), 1);
}

// Counts of the same bins, before and now.
std::pair<std::vector<int64_t>, std::vector<int64_t>> TwoHistograms() {
  const auto bins = *rc::gen::inRange<size_t>(1, 12);
  const auto counts =
      rc::gen::container<std::vector<int64_t>>(bins, rc::gen::inRange<int64_t>(0, 5000));
  return {*counts, *counts};
}

RC_GTEST_PROP(ScoreDrift, TheStabilityIndexIsNeverNegativeAndTheSameBothWays, ()) {
  const auto [then, now] = TwoHistograms();
  const double index = PopulationStability(then, now);
  RC_ASSERT(index >= 0);
  RC_ASSERT(std::abs(index - PopulationStability(now, then)) < 1e-9);
  RC_ASSERT(PopulationStability(then, then) == 0);
}

RC_GTEST_PROP(ScoreDrift, TheTwoSampleTestIsAChanceTheSameBothWaysAndOneForProportions, ()) {
  auto [then, now] = TwoHistograms();
  const double p_value = TwoSamplePValue(then, now);
  RC_ASSERT(p_value >= 0 && p_value <= 1);
  RC_ASSERT(std::abs(p_value - TwoSamplePValue(now, then)) < 1e-9);
  now = then;
  for (int64_t& count : now) count *= 3;
  RC_ASSERT(TwoSamplePValue(then, now) > 1 - 1e-6);
}

TEST(CalibrationWatching, RaisesSoonAfterOddsDoubleAndSaysSinceWhen) {
  // One in ten as was said, then one in three.
  CalibrationWatch watch;
  for (int i = 1; i <= 1000; ++i) watch.Add(0, 0.1, i % 10 == 0);
  EXPECT_FALSE(watch.alarm().has_value());
  for (int i = 1; i <= 300 && !watch.alarm(); ++i) watch.Add(0, 0.1, i % 3 == 0);
  ASSERT_TRUE(watch.alarm().has_value());
  EXPECT_TRUE(watch.alarm()->too_low);
  EXPECT_LT(watch.alarm()->outcome, 1100);
  EXPECT_NEAR(static_cast<double>(watch.alarm()->since_outcome), 1001, 10);
}

TEST(CalibrationWatching, SeesOutcomesThatBecomeRare) {
  SeededRandom random(2);
  CalibrationWatch watch;
  for (int i = 0; i < 300 && !watch.alarm(); ++i) watch.Add(0, 0.5, Uniform(&random) < 0.15);
  ASSERT_TRUE(watch.alarm().has_value());
  EXPECT_FALSE(watch.alarm()->too_low);
}

TEST(CalibrationWatching, RarelyRaisesWhereNothingChanged) {
  int alarms = 0;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    SeededRandom random(seed);
    CalibrationWatch watch;
    for (int i = 0; i < 1000; ++i) {
      const double p = 0.05 + 0.6 * Uniform(&random);
      alarms += watch.Add(0, p, Uniform(&random) < p).has_value() ? 1 : 0;
    }
  }
  EXPECT_LE(alarms, 2);
}

TEST(CalibrationWatching, RecalibratesOnlyWithEnoughOutcomesSinceTheChange) {
  CalibrationWatch watch;
  EXPECT_FALSE(watch.Recalibrate(Calibrator()).has_value());
  // The default calibration says one half; all succeed but every fifth.
  for (int i = 0; i < 200; ++i) {
    watch.Add(0, 0.1, i % 5 != 0);
    if (i < 40) {
      EXPECT_FALSE(watch.Recalibrate(Calibrator()).has_value());
    }
  }
  const std::optional<Calibrator> next = watch.Recalibrate(Calibrator());
  ASSERT_TRUE(next.has_value());
  EXPECT_NEAR(next->Probability(0), 0.8, 0.03);
  watch.Restart();
  EXPECT_FALSE(watch.alarm().has_value());
}

TEST(ScoreGroups, HandWorkedGroups) {
  std::vector<double> predicted;
  std::vector<uint8_t> outcome;
  std::vector<std::string_view> group;
  const auto add = [&](std::string_view name, int rows, double p, int positives) {
    for (int i = 0; i < rows; ++i) {
      predicted.push_back(p);
      outcome.push_back(i < positives ? 1 : 0);
      group.push_back(name);
    }
  };
  add("north", 100, 0.5, 50);
  add("south", 100, 0.2, 60);
  add("", 40, 0.1, 4);
  add("tiny", 5, 0.1, 1);
  const std::vector<GroupFigures> groups = CompareGroups(predicted, outcome, group);
  ASSERT_EQ(groups.size(), 4u);
  EXPECT_EQ(groups[0].group, "north");
  EXPECT_FALSE(groups[0].miscalibrated);
  EXPECT_EQ(groups[0].selected, 1.0);
  EXPECT_EQ(groups[1].group, "south");
  EXPECT_TRUE(groups[1].miscalibrated);
  EXPECT_TRUE(groups[1].seldom_selected);
  // 60 came, 20 were said, with a variance of 100 * .2 * .8.
  EXPECT_NEAR(groups[1].p_value, std::erfc(40 / 4.0 / std::sqrt(2.0)), 1e-12);
  EXPECT_EQ(groups[2].group, "blank");
  EXPECT_EQ(groups[3].group, "any other");
}

}  // namespace
}  // namespace signalbox
