#include "insight/score/family_training.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "insight/score/boosted_trees.h"
#include "insight/score/scorecard.h"

namespace signalbox {
namespace {

constexpr double kRidges[] = {1, 3, 10, 30};
constexpr int kRounds[] = {25, 50, 100, 150, 200, 300};
constexpr int kMostRounds = 300;

// Of raw log odds.
double LossOf(double score, uint8_t outcome) {
  return std::max(score, 0.0) + std::log1p(std::exp(-std::abs(score))) - outcome * score;
}

std::vector<double> HeldCardScores(const TrainingRows& training, const BinnedRows& binned,
                                   std::span<const Fold> folds, AdditivePenalty penalty) {
  std::vector<double> scores;
  for (const Fold& fold : folds) {
    AdditiveWeights weights = FitAdditive(binned, training.rows->outcome, fold.fit, penalty);
    KeepDirections(training.columns, binned, &weights);
    for (const uint32_t row : fold.held) scores.push_back(weights.LogOdds(binned.Row(row)));
  }
  return scores;
}

double LossOfHeld(std::span<const double> scores, std::span<const Fold> folds,
                  std::span<const uint8_t> outcome) {
  double loss = 0;
  size_t next = 0;
  for (const Fold& fold : folds)
    for (const uint32_t row : fold.held) loss += LossOf(scores[next++], outcome[row]);
  return loss;
}

// The weights of bins 1 and on, made to rise (or, with `sign` -1, to fall).
void PoolViolators(std::span<double> weights, std::span<const double> rows, int sign) {
  struct Pool {
    double sum = 0, rows = 0;
    size_t bins = 0;
    double mean() const { return sum / rows; }
  };
  std::vector<Pool> pools;
  for (size_t i = 0; i < weights.size(); ++i) {
    // A bin without rows weighs next to nothing.
    const double weight = std::max(rows[i], 1e-6);
    pools.push_back({sign * weights[i] * weight, weight, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      Pool& into = pools[pools.size() - 2];
      into.sum += pools.back().sum;
      into.rows += pools.back().rows;
      into.bins += pools.back().bins;
      pools.pop_back();
    }
  }
  size_t at = 0;
  for (const Pool& pool : pools)
    for (size_t i = 0; i < pool.bins; ++i) weights[at++] = sign * pool.mean();
}

class TreeTraining {
 public:
  TreeTraining(const TrainingRows& training, uint64_t seed)
      : training_(training), inputs_(training.bins) {
    const LabelledRows& rows = *training.rows;
    all_.resize(rows.rows() * inputs_.width());
    std::vector<ColumnValue> values(training.columns.size());
    for (size_t row = 0; row < rows.rows(); ++row) {
      for (size_t c = 0; c < values.size(); ++c) {
        const ScoreColumn& column = training.columns[c];
        values[c] = ReadCell(column, rows.cells[column.feature][row]);
      }
      inputs_.Fill(values, std::span(all_).subspan(row * inputs_.width(), inputs_.width()));
    }
    for (size_t input = 0; input < inputs_.width(); ++input)
      growth_.monotone.push_back(
          static_cast<int>(training.columns[inputs_.ColumnOf(input)].monotone));
    growth_.seed = seed;
  }

  Result<TrainedFamily> Train(std::span<const Fold> folds) {
    TrainedFamily out;
    std::vector<std::vector<double>> by_rounds(std::size(kRounds));
    growth_.rounds = kMostRounds;
    for (const Fold& fold : folds) {
      SB_ASSIGN(const Bytes trees, GrowTrees(Only(fold.fit), growth_));
      const TreeRows held = Only(fold.held);
      for (size_t i = 0; i < std::size(kRounds); ++i) {
        SB_ASSIGN(const std::vector<double> scores,
                  ScoreByLibrary(trees, held.inputs, held.width, kRounds[i]));
        by_rounds[i].insert(by_rounds[i].end(), scores.begin(), scores.end());
      }
    }
    size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (size_t i = 0; i < std::size(kRounds); ++i) {
      const double loss = LossOfHeld(by_rounds[i], folds, training_.rows->outcome);
      if (loss < least) best = i, least = loss;
    }
    out.held_scores = std::move(by_rounds[best]);
    growth_.rounds = kRounds[best];
    std::vector<uint32_t> every(training_.rows->rows());
    std::iota(every.begin(), every.end(), 0U);
    SB_ASSIGN(Bytes trees, GrowTrees(Only(every), growth_));
    SB_ASSIGN(out.scorer, BoostedTrees::Make(std::move(inputs_), std::move(trees)));
    return out;
  }

 private:
  TreeRows Only(std::span<const uint32_t> rows) const {
    TreeRows out;
    out.width = inputs_.width();
    for (const uint32_t row : rows) {
      const auto from = all_.begin() + static_cast<std::ptrdiff_t>(row * out.width);
      out.inputs.insert(out.inputs.end(), from, from + static_cast<std::ptrdiff_t>(out.width));
      out.outcome.push_back(training_.rows->outcome[row]);
    }
    return out;
  }

  const TrainingRows& training_;
  TreeInputs inputs_;
  TreeGrowth growth_;
  std::vector<float> all_;
};

}  // namespace

BinnedRows BinRows(const TrainingRows& training) {
  const LabelledRows& rows = *training.rows;
  BinnedRows out;
  out.columns = training.columns.size();
  out.bins.resize(rows.rows() * out.columns);
  for (size_t c = 0; c < out.columns; ++c) {
    const ScoreColumn& column = training.columns[c];
    out.bin_counts.push_back(training.bins[c].Count());
    out.ordered.push_back(training.bins[c].is_number());
    for (size_t row = 0; row < rows.rows(); ++row) {
      const ColumnValue value = ReadCell(column, rows.cells[column.feature][row]);
      out.bins[row * out.columns + c] = static_cast<uint16_t>(training.bins[c].BinOf(value));
    }
  }
  return out;
}

void KeepDirections(std::span<const ScoreColumn> columns, const BinnedRows& binned,
                    AdditiveWeights* weights) {
  for (size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].monotone == Monotone::kNone || weights->weights[c].size() < 3) continue;
    std::vector<double> rows_in(binned.bin_counts[c], 0.0);
    for (size_t row = 0; row < binned.rows(); ++row) rows_in[binned.Row(row)[c]] += 1;
    PoolViolators(std::span(weights->weights[c]).subspan(1), std::span(rows_in).subspan(1),
                  static_cast<int>(columns[c].monotone));
  }
}

Result<TrainedFamily> TrainScorecard(const TrainingRows& training, std::span<const Fold> folds) {
  const BinnedRows binned = BinRows(training);
  const std::vector<uint8_t>& outcome = training.rows->outcome;
  TrainedFamily out;
  double least = std::numeric_limits<double>::infinity();
  AdditivePenalty best;
  for (const double ridge : kRidges) {
    std::vector<double> scores = HeldCardScores(training, binned, folds, {ridge, ridge});
    const double loss = LossOfHeld(scores, folds, outcome);
    if (loss >= least) continue;
    least = loss;
    best = {ridge, ridge};
    out.held_scores = std::move(scores);
  }
  std::vector<uint32_t> every(outcome.size());
  std::iota(every.begin(), every.end(), 0U);
  AdditiveWeights weights = FitAdditive(binned, outcome, every, best);
  KeepDirections(training.columns, binned, &weights);
  out.scorer = std::make_unique<Scorecard>(Scorecard::FromWeights(weights, training.bins, binned));
  return out;
}

Result<TrainedFamily> TrainBoostedTrees(const TrainingRows& training, std::span<const Fold> folds,
                                        uint64_t seed) {
  return TreeTraining(training, seed).Train(folds);
}

}  // namespace signalbox
