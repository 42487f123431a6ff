#include "insight/calibration/calibrator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "insight/calibration/reliability.h"

namespace signalbox {
namespace {

double Uniform(SeededRandom* random) {
  return static_cast<double>(random->Next() >> 11) / 9007199254740992.0;
}

struct Scores {
  std::vector<double> score;
  std::vector<uint8_t> outcome;
};

// Outcomes drawn with the probability that `truth` gives a score between -3 and 3.
template <typename Truth>
Scores Drawn(size_t rows, uint64_t seed, Truth truth) {
  SeededRandom random(seed);
  Scores out;
  for (size_t i = 0; i < rows; ++i) {
    out.score.push_back(6 * Uniform(&random) - 3);
    out.outcome.push_back(Uniform(&random) < truth(out.score.back()) ? 1 : 0);
  }
  return out;
}

double Logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

TEST(CalibrationReliability, HandWorkedErrorOfFourRows) {
  // Two bins of halves: (.2, .4) with one positive of two, (.6, .8) with two of two.
  const std::vector<double> predicted = {0.2, 0.4, 0.6, 0.8};
  const std::vector<uint8_t> outcome = {0, 1, 1, 1};
  const std::vector<ReliabilityBin> table = ReliabilityTable(predicted, outcome, 2);
  EXPECT_EQ(table[0].rows, 2);
  EXPECT_DOUBLE_EQ(table[0].mean_predicted, 0.3);
  EXPECT_DOUBLE_EQ(table[0].positive_rate, 0.5);
  EXPECT_DOUBLE_EQ(table[1].mean_predicted, 0.7);
  EXPECT_DOUBLE_EQ(table[1].positive_rate, 1.0);
  EXPECT_NEAR(ExpectedCalibrationError(table), 0.5 * 0.2 + 0.5 * 0.3, 1e-12);
}

TEST(CalibrationReliability, ZeroAndOneFallIntoTheOuterBins) {
  const std::vector<double> predicted = {0, 1};
  const std::vector<uint8_t> outcome = {0, 1};
  const std::vector<ReliabilityBin> table = ReliabilityTable(predicted, outcome);
  EXPECT_EQ(table.size(), 15u);
  EXPECT_EQ(table.front().rows, 1);
  EXPECT_EQ(table.back().rows, 1);
  EXPECT_EQ(ExpectedCalibrationError(table), 0);
  EXPECT_EQ(ExpectedCalibrationError({}), 0);
}

TEST(CalibrationPlatt, FindsTheCurveThatTheOutcomesWereDrawnFrom) {
  const Scores drawn = Drawn(20'000, 1, [](double s) { return Logistic(0.5 * s - 1); });
  const Calibrator calibrator = Calibrator::FitPlatt(drawn.score, drawn.outcome);
  for (const double score : {-3.0, -1.0, 0.0, 1.0, 3.0})
    EXPECT_NEAR(calibrator.Probability(score), Logistic(0.5 * score - 1), 0.02) << score;
}

TEST(CalibrationPlatt, AScoreThatPointsTheWrongWayIsWorthOnlyTheBaseRate) {
  const Scores drawn = Drawn(5'000, 2, [](double s) { return Logistic(-s); });
  const Calibrator calibrator = Calibrator::FitPlatt(drawn.score, drawn.outcome);
  EXPECT_EQ(calibrator.ProbabilityE6(-3), calibrator.ProbabilityE6(3));
  EXPECT_NEAR(calibrator.Probability(0), 0.5, 0.03);
}

TEST(CalibrationIsotonic, FollowsAStepThatNoLogisticCurveHas) {
  const Scores drawn = Drawn(20'000, 3, [](double s) { return s < 1 ? 0.1 : 0.4; });
  const Calibrator calibrator = Calibrator::FitIsotonic(drawn.score, drawn.outcome);
  EXPECT_NEAR(calibrator.Probability(-2), 0.1, 0.03);
  EXPECT_NEAR(calibrator.Probability(0), 0.1, 0.03);
  EXPECT_NEAR(calibrator.Probability(2.5), 0.4, 0.05);
  EXPECT_EQ(Calibrator::FitBest(drawn.score, drawn.outcome).way(), Calibrator::Way::kIsotonic);
}

TEST(CalibrationIsotonic, HandWorkedBlocks) {
  // Thirty rows in three groups of ten by score: rates 0, 1, 0.5. The last two are pooled to 0.75.
  Scores rows;
  for (int i = 0; i < 30; ++i) {
    rows.score.push_back(i);
    rows.outcome.push_back(i < 10 ? 0 : i < 20 ? 1 : i % 2 == 0 ? 1 : 0);
  }
  const Calibrator calibrator = Calibrator::FitIsotonic(rows.score, rows.outcome);
  // Each group of ten has one row of the base rate, 15.5 / 31, mixed in before it is pooled.
  const double pooled = ((10 + 0.5) / 11 + (5 + 0.5) / 11) / 2;
  EXPECT_NEAR(calibrator.Probability(29), pooled, 1e-6);
  EXPECT_NEAR(calibrator.Probability(0), 0.5 / 11, 1e-6);
  EXPECT_NEAR(calibrator.Probability(4.5 + 7.5), (0.5 / 11 + pooled) / 2, 1e-6);
}

TEST(CalibrationBest, NeverDecreasesAndIsNeverCertain) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const Scores drawn = Drawn(20 + 40 * seed, seed, [](double s) { return Logistic(3 * s); });
    const Calibrator calibrator = Calibrator::FitBest(drawn.score, drawn.outcome);
    int64_t last = 1;
    for (double score = -10; score <= 10; score += 0.05) {
      const int64_t now = calibrator.ProbabilityE6(score);
      ASSERT_GE(now, last);
      ASSERT_LT(now, 1'000'000);
      last = now;
    }
  }
}

TEST(CalibrationBest, LowersTheErrorOnRowsThatItDidNotSee) {
  const auto truth = [](double s) { return 0.05 + 0.3 * Logistic(2 * s); };
  const Scores fit = Drawn(4'000, 4, truth);
  const Scores held = Drawn(4'000, 5, truth);
  const Calibrator calibrator = Calibrator::FitBest(fit.score, fit.outcome);
  std::vector<double> before, after;
  for (const double score : held.score) {
    before.push_back(Logistic(score));
    after.push_back(calibrator.Probability(score));
  }
  const auto error = [&](const std::vector<double>& predicted) {
    return ExpectedCalibrationError(ReliabilityTable(predicted, held.outcome));
  };
  EXPECT_GT(error(before), 0.2);
  EXPECT_LT(error(after), 0.03);
}

TEST(CalibrationRefit, ShiftsToANewBaseRateWithoutChangingTheOrder) {
  const Scores old = Drawn(4'000, 6, [](double s) { return Logistic(s - 3); });
  const Scores now = Drawn(400, 7, [](double s) { return Logistic(s); });
  for (const Calibrator& before : {Calibrator::FitPlatt(old.score, old.outcome),
                                   Calibrator::FitIsotonic(old.score, old.outcome)}) {
    const Calibrator after = before.Refit(now.score, now.outcome);
    double said = 0, came = 0;
    for (size_t i = 0; i < now.score.size(); ++i) {
      said += after.Probability(now.score[i]);
      came += now.outcome[i];
    }
    EXPECT_NEAR(said / 400, came / 400, 0.02);
    EXPECT_LT(after.ProbabilityE6(-1), after.ProbabilityE6(1));
    // A second shift begins from the first.
    EXPECT_NEAR(after.Refit(now.score, now.outcome).Probability(0), after.Probability(0), 0.05);
  }
}

TEST(CalibrationFile, ComesBackAsItWasAndRefusesDamage) {
  const Scores drawn = Drawn(2'000, 8, [](double s) { return s < 0 ? 0.1 : 0.7; });
  const Calibrator isotonic = Calibrator::FitIsotonic(drawn.score, drawn.outcome);
  for (const Calibrator& each : {Calibrator(), Calibrator::FitPlatt(drawn.score, drawn.outcome),
                                 isotonic, isotonic.Refit(drawn.score, drawn.outcome)}) {
    Bytes bytes;
    CborWriter out(&bytes);
    each.Encode(&out);
    CborReader in(bytes);
    const Result<Calibrator> read = Calibrator::Decode(&in);
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE(*read == each);
    for (size_t length = 0; length < bytes.size(); ++length) {
      CborReader cut(BytesView(bytes).substr(0, length));
      EXPECT_FALSE(Calibrator::Decode(&cut).ok());
    }
  }
}

TEST(CalibrationBest, NoRowsSaysOneHalf) {
  EXPECT_EQ(Calibrator::FitBest({}, {}).ProbabilityE6(3), 500'000);
  EXPECT_EQ(Calibrator::FitIsotonic({}, {}).ProbabilityE6(3), 500'000);
}

}  // namespace
}  // namespace signalbox
