#include "insight/calibration/calibrator.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"

namespace signalbox {
namespace {

constexpr double kE6 = 1e6;
constexpr double kE9 = 1e9;
constexpr int kNewtonSteps = 60;
// A margin beyond this is certainty, and no curve needs to tell it apart.
constexpr double kMaxScore = 1e6;
// Rows that are pooled before isotonic regression begins: a step made of fewer is noise.
constexpr size_t kLeastBlockRows = 10;
constexpr size_t kMostBlocks = 200;
// How sure Refit is beforehand that the order of the old scores still holds: slope 1, give or take.
constexpr double kRefitSlopeDeviation = 0.25;
// And how far a base rate may have moved, in log odds.
constexpr double kRefitOffsetDeviation = 1;
constexpr size_t kMaxKnots = 10'000;

double Sigmoid(double x) {
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

double LogOdds(double p) {
  return std::log(p / (1 - p));
}

double Loss(double p, bool positive) {
  return -std::log(positive ? p : 1 - p);
}

struct Curve {
  double slope = 0;
  double offset = 0;
};

// What is believed of the curve beforehand.
struct CurvePrior {
  double slope = 0;
  double slope_precision = 0;
  double offset_precision = 0;  // around 0
};

double PenalisedLoss(std::span<const double> score, std::span<const double> target, Curve curve,
                     CurvePrior prior) {
  double loss =
      prior.slope_precision * (curve.slope - prior.slope) * (curve.slope - prior.slope) / 2 +
      prior.offset_precision * curve.offset * curve.offset / 2;
  for (size_t i = 0; i < score.size(); ++i) {
    const double z = curve.slope * score[i] + curve.offset;
    // log(1 + e^z) - t z, without overflow.
    loss += std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - target[i] * z;
  }
  return loss;
}

// Newton's method with halving of the step (Lin, Lin and Weng 2007).
Curve FitCurve(std::span<const double> score, std::span<const double> target, Curve curve,
               CurvePrior prior) {
  double loss = PenalisedLoss(score, target, curve, prior);
  for (int step = 0; step < kNewtonSteps; ++step) {
    double g_slope = prior.slope_precision * (curve.slope - prior.slope);
    double g_offset = prior.offset_precision * curve.offset;
    double h_ss = prior.slope_precision + 1e-9, h_so = 0;
    double h_oo = prior.offset_precision + 1e-9;
    for (size_t i = 0; i < score.size(); ++i) {
      const double p = Sigmoid(curve.slope * score[i] + curve.offset);
      const double weight = p * (1 - p);
      g_slope += (p - target[i]) * score[i];
      g_offset += p - target[i];
      h_ss += weight * score[i] * score[i];
      h_so += weight * score[i];
      h_oo += weight;
    }
    const double determinant = h_ss * h_oo - h_so * h_so;
    if (determinant <= 0) break;
    const double d_slope = (h_oo * g_slope - h_so * g_offset) / determinant;
    const double d_offset = (h_ss * g_offset - h_so * g_slope) / determinant;
    double size = 1;
    Curve next = curve;
    double next_loss = loss;
    for (; size > 1e-8; size /= 2) {
      next = {curve.slope - size * d_slope, curve.offset - size * d_offset};
      next_loss = PenalisedLoss(score, target, next, prior);
      if (next_loss < loss) break;
    }
    if (next_loss >= loss - 1e-10) break;
    curve = next;
    loss = next_loss;
  }
  return curve;
}

std::vector<size_t> OrderOf(std::span<const double> score) {
  std::vector<size_t> order(score.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return score[a] < score[b]; });
  return order;
}

struct Block {
  double rows = 0;
  double score_sum = 0;
  double value_sum = 0;
  double value() const { return value_sum / rows; }
};

int64_t HeldProbability(double p) {
  return std::clamp<int64_t>(std::llround(p * kE6), 1, 999'999);
}

int64_t ScoreE6(double score) {
  return std::llround(std::clamp(score, -kMaxScore, kMaxScore) * kE6);
}

double MeanLoss(const Calibrator& calibrator, std::span<const double> score,
                std::span<const uint8_t> outcome) {
  double sum = 0;
  for (size_t i = 0; i < score.size(); ++i)
    sum += Loss(calibrator.Probability(score[i]), outcome[i] != 0);
  return sum;
}

}  // namespace

Calibrator Calibrator::FitPlatt(std::span<const double> score, std::span<const uint8_t> outcome) {
  CHECK(score.size() == outcome.size());
  Calibrator out;
  if (score.empty()) return out;
  const auto positives = static_cast<double>(std::accumulate(outcome.begin(), outcome.end(), 0LL));
  const auto negatives = static_cast<double>(score.size()) - positives;
  // Platt's targets: as if one more of each had been seen.
  const double high = (positives + 1) / (positives + 2);
  const double low = 1 / (negatives + 2);
  std::vector<double> target(score.size());
  for (size_t i = 0; i < score.size(); ++i) target[i] = outcome[i] != 0 ? high : low;
  const double base = LogOdds((positives + 1) / (positives + negatives + 2));
  Curve curve = FitCurve(score, target, {0, base}, {});
  if (curve.slope < 0) curve = {0, base};
  out.slope_e9_ = std::llround(std::min(curve.slope, 1e6) * kE9);
  out.offset_e9_ = std::llround(std::clamp(curve.offset, -1e6, 1e6) * kE9);
  return out;
}

Calibrator Calibrator::FitIsotonic(std::span<const double> score,
                                   std::span<const uint8_t> outcome) {
  CHECK(score.size() == outcome.size());
  Calibrator out;
  if (score.empty()) return out;
  const std::vector<size_t> order = OrderOf(score);
  const double base = std::accumulate(outcome.begin(), outcome.end(), 0.5) /
                      (static_cast<double>(score.size()) + 1);
  const size_t least = std::max(kLeastBlockRows, score.size() / kMostBlocks);
  std::vector<Block> blocks;
  for (size_t i = 0; i < order.size();) {
    Block block;
    size_t rows = 0;
    // Equal scores stay in one block.
    for (; i < order.size() && (rows < least || score[order[i]] == score[order[i - 1]]); ++i) {
      ++rows;
      block.score_sum += std::clamp(score[order[i]], -kMaxScore, kMaxScore);
      block.value_sum += outcome[order[i]];
    }
    block.rows = static_cast<double>(rows);
    // One row's worth of the base rate, so that no block says never or always.
    block.value_sum = (block.value_sum + base) / (block.rows + 1) * block.rows;
    blocks.push_back(block);
    while (blocks.size() > 1 && blocks[blocks.size() - 2].value() >= blocks.back().value()) {
      Block& into = blocks[blocks.size() - 2];
      into.rows += blocks.back().rows;
      into.score_sum += blocks.back().score_sum;
      into.value_sum += blocks.back().value_sum;
      blocks.pop_back();
    }
  }
  out.way_ = Way::kIsotonic;
  for (const Block& each : blocks) {
    const Knot knot{ScoreE6(each.score_sum / each.rows), HeldProbability(each.value())};
    if (out.knots_.empty() || out.knots_.back().score_e6 < knot.score_e6)
      out.knots_.push_back(knot);
  }
  return out;
}

Calibrator Calibrator::FitBest(std::span<const double> score, std::span<const uint8_t> outcome,
                               int folds) {
  CHECK(score.size() == outcome.size() && folds > 1);
  const std::vector<size_t> order = OrderOf(score);
  double loss[2] = {0, 0};
  for (int fold = 0; fold < folds; ++fold) {
    std::vector<double> fit_score, held_score;
    std::vector<uint8_t> fit_outcome, held_outcome;
    for (size_t place = 0; place < order.size(); ++place) {
      const bool held = place % static_cast<size_t>(folds) == static_cast<size_t>(fold);
      (held ? held_score : fit_score).push_back(score[order[place]]);
      (held ? held_outcome : fit_outcome).push_back(outcome[order[place]]);
    }
    loss[0] += MeanLoss(FitPlatt(fit_score, fit_outcome), held_score, held_outcome);
    loss[1] += MeanLoss(FitIsotonic(fit_score, fit_outcome), held_score, held_outcome);
  }
  return loss[1] < loss[0] ? FitIsotonic(score, outcome) : FitPlatt(score, outcome);
}

Calibrator Calibrator::Refit(std::span<const double> score,
                             std::span<const uint8_t> outcome) const {
  CHECK(score.size() == outcome.size());
  std::vector<double> odds(score.size()), target(score.size());
  for (size_t i = 0; i < score.size(); ++i) {
    odds[i] = LogOdds(Probability(score[i]));
    target[i] = outcome[i];
  }
  Curve shift = FitCurve(odds, target, {1, 0},
                         {1, 1 / (kRefitSlopeDeviation * kRefitSlopeDeviation),
                          1 / (kRefitOffsetDeviation * kRefitOffsetDeviation)});
  shift.slope = std::clamp(shift.slope, 0.0, 10.0);
  shift.offset = std::clamp(shift.offset, -15.0, 15.0);
  Calibrator out = *this;
  const bool has_line = way_ == Way::kPlatt || shifted_;
  const double slope = has_line ? static_cast<double>(slope_e9_) : kE9;
  const double offset = has_line ? static_cast<double>(offset_e9_) : 0;
  out.slope_e9_ = std::llround(shift.slope * slope);
  out.offset_e9_ = std::llround(shift.slope * offset + shift.offset * kE9);
  out.shifted_ = way_ == Way::kIsotonic;
  return out;
}

int64_t Calibrator::ProbabilityE6(double score) const {
  const double slope = static_cast<double>(slope_e9_) / kE9;
  const double offset = static_cast<double>(offset_e9_) / kE9;
  if (way_ == Way::kPlatt || knots_.empty())
    return HeldProbability(Sigmoid(slope * std::clamp(score, -kMaxScore, kMaxScore) + offset));
  const int64_t at = ScoreE6(score);
  const auto right =
      std::upper_bound(knots_.begin(), knots_.end(), at,
                       [](int64_t x, const Knot& knot) { return x < knot.score_e6; });
  double p = 0;
  if (right == knots_.begin()) {
    p = static_cast<double>(right->probability_e6);
  } else if (right == knots_.end()) {
    p = static_cast<double>(knots_.back().probability_e6);
  } else {
    const Knot& left = *(right - 1);
    const double share = static_cast<double>(at - left.score_e6) /
                         static_cast<double>(right->score_e6 - left.score_e6);
    p = static_cast<double>(left.probability_e6) +
        share * static_cast<double>(right->probability_e6 - left.probability_e6);
  }
  if (shifted_) return HeldProbability(Sigmoid(slope * LogOdds(p / kE6) + offset));
  return HeldProbability(p / kE6);
}

void Calibrator::Encode(CborWriter* out) const {
  out->Array(5);
  out->Uint(static_cast<uint64_t>(way_));
  out->Int(slope_e9_);
  out->Int(offset_e9_);
  out->Bool(shifted_);
  out->Array(2 * knots_.size());
  for (const Knot& knot : knots_) {
    out->Int(knot.score_e6);
    out->Int(knot.probability_e6);
  }
}

Result<Calibrator> Calibrator::Decode(CborReader* in) {
  const auto bad = [] { return Err(Code::kCorrupt, "the model's calibration is damaged"); };
  Calibrator out;
  if (in->Array() != 5) return bad();
  const uint64_t way = in->Uint();
  out.way_ = static_cast<Way>(way);
  out.slope_e9_ = in->Int();
  out.offset_e9_ = in->Int();
  out.shifted_ = in->Bool();
  const size_t numbers = in->Array();
  if (!in->ok() || way > 1 || out.slope_e9_ < 0 || numbers % 2 != 0 || numbers / 2 > kMaxKnots)
    return bad();
  if ((out.way_ == Way::kIsotonic) != (numbers > 0)) return bad();
  for (size_t i = 0; i < numbers; i += 2) {
    const int64_t score = in->Int();
    const Knot knot{score, in->Int()};
    const bool rises =
        out.knots_.empty() || (knot.score_e6 > out.knots_.back().score_e6 &&
                               knot.probability_e6 >= out.knots_.back().probability_e6);
    if (!in->ok() || !rises || knot.probability_e6 < 1 || knot.probability_e6 > 999'999)
      return bad();
    out.knots_.push_back(knot);
  }
  return out;
}

}  // namespace signalbox
