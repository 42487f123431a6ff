#include "insight/score/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "insight/score/significance.h"

namespace signalbox {
namespace {

TEST(ScoreFiguresOf, HandWorkedFourRows) {
  // Pairs of a positive and a negative: .8>.6, .8>.1, .4<.6, .4>.1: three of four.
  const std::vector<double> predicted = {0.8, 0.6, 0.4, 0.1};
  const std::vector<uint8_t> outcome = {1, 0, 1, 0};
  const ScoreFigures figures = MeasureScores(predicted, outcome);
  EXPECT_EQ(figures.rows, 4);
  EXPECT_EQ(figures.positives, 2);
  EXPECT_DOUBLE_EQ(figures.auc, 0.75);
  // Precision at the positives: 1/1 and 2/3.
  EXPECT_NEAR(figures.pr_auc, (1 + 2.0 / 3) / 2, 1e-12);
  EXPECT_NEAR(figures.log_loss,
              -(std::log(0.8) + std::log(0.4) + std::log(0.4) + std::log(0.9)) / 4, 1e-12);
  EXPECT_NEAR(figures.brier, (0.04 + 0.36 + 0.36 + 0.01) / 4, 1e-12);
  // The best tenth is one row, positive; the base rate is a half.
  EXPECT_DOUBLE_EQ(figures.lift_10, 2.0);
  // Four bins with one row each.
  EXPECT_NEAR(figures.ece, (0.2 + 0.6 + 0.6 + 0.1) / 4, 1e-12);
}

TEST(ScoreFiguresOf, TiesCountHalf) {
  const std::vector<double> predicted = {0.5, 0.5, 0.5, 0.5};
  const std::vector<uint8_t> outcome = {1, 0, 0, 0};
  const ScoreFigures figures = MeasureScores(predicted, outcome);
  EXPECT_DOUBLE_EQ(figures.auc, 0.5);
  EXPECT_DOUBLE_EQ(figures.pr_auc, 0.25);
  EXPECT_DOUBLE_EQ(figures.lift_10, 1.0);
}

TEST(ScoreFiguresOf, PerfectAndReversedOrder) {
  const std::vector<uint8_t> outcome = {0, 0, 1, 1};
  EXPECT_DOUBLE_EQ(MeasureScores(std::vector<double>{.1, .2, .3, .4}, outcome).auc, 1);
  EXPECT_DOUBLE_EQ(MeasureScores(std::vector<double>{.4, .3, .2, .1}, outcome).auc, 0);
}

TEST(ScoreFiguresOf, OneClassAndNoRowsGiveNoNonsense) {
  const std::vector<double> predicted = {0.2, 0.4};
  const ScoreFigures none = MeasureScores(predicted, std::vector<uint8_t>{0, 0});
  EXPECT_TRUE(none.one_class());
  EXPECT_EQ(none.auc, 0.5);
  EXPECT_EQ(none.lift_10, 1);
  EXPECT_EQ(none.pr_auc, 0);
  EXPECT_TRUE(std::isfinite(none.log_loss));
  EXPECT_EQ(MeasureScores({}, {}).rows, 0);
}

TEST(ScoreFiguresOf, CertaintyThatIsWrongCostsAFiniteLoss) {
  const ScoreFigures figures = MeasureScores(std::vector<double>{0, 1}, std::vector<uint8_t>{1, 0});
  EXPECT_NEAR(figures.log_loss, -std::log(1e-6), 1e-6);
}

TEST(ScoreSignificance, DeLongVarianceOfFourRowsByHand) {
  // Positives .8 and .4 stand above 2/2 and 1/2 of the negatives: variance 1/8, over 2 rows.
  // Negatives .6 and .1 stand below 1/2 and 2/2 of the positives: the same.
  const std::vector<double> scores = {0.8, 0.6, 0.4, 0.1};
  const PairedTest test = AucAgainstChance(scores, std::vector<uint8_t>{1, 0, 1, 0});
  EXPECT_DOUBLE_EQ(test.difference, 0.25);
  EXPECT_NEAR(test.standard_error, std::sqrt(0.125 / 2 + 0.125 / 2), 1e-12);
  EXPECT_NEAR(test.p_value, 0.5 * std::erfc(0.25 / test.standard_error / std::sqrt(2.0)), 1e-12);
  EXPECT_FALSE(test.significant());
}

TEST(ScoreSignificance, AModelIsNotBetterThanItself) {
  const std::vector<double> scores = {0.8, 0.6, 0.4, 0.1};
  const std::vector<uint8_t> outcome = {1, 0, 1, 0};
  const PairedTest test = CompareAucs(scores, scores, outcome);
  EXPECT_EQ(test.difference, 0);
  EXPECT_EQ(test.p_value, 1);
  EXPECT_FALSE(CompareMeans(scores, scores).significant());
}

TEST(ScoreSignificance, FindsADifferenceThatIsThereAndItsDirection) {
  std::vector<double> good, bad;
  std::vector<uint8_t> outcome;
  for (int i = 0; i < 400; ++i) {
    outcome.push_back(i % 2 == 0 ? 1 : 0);
    good.push_back(outcome.back() + 0.013 * (i * 7 % 101));
    bad.push_back(i * 31 % 97);
  }
  EXPECT_TRUE(CompareAucs(good, bad, outcome).significant());
  EXPECT_FALSE(CompareAucs(bad, good, outcome).significant());
  EXPECT_TRUE(AucAgainstChance(good, outcome).significant());
  EXPECT_FALSE(AucAgainstChance(bad, outcome).significant());
}

TEST(ScoreSignificance, OneClassProvesNothing) {
  const std::vector<double> scores = {0.8, 0.6};
  EXPECT_FALSE(AucAgainstChance(scores, std::vector<uint8_t>{1, 1}).significant());
  EXPECT_FALSE(CompareAucs(scores, scores, std::vector<uint8_t>{0, 0}).significant());
}

}  // namespace
}  // namespace signalbox
