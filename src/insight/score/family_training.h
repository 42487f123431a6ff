// Trains one family: scores for the rows that each fold holds back, by fits that did not see them,
// and the fit on all rows. The family's own settings (how much to shrink, how many trees) are those
// with the lowest log loss over the held-back rows.
//
// Deterministic. Pure but for libxgboost's memory; any thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "insight/score/additive_fit.h"
#include "insight/score/column_bins.h"
#include "insight/score/labelled_rows.h"
#include "insight/score/scorer.h"

namespace signalbox {

// What both families learn from.
struct TrainingRows {
  std::span<const ScoreColumn> columns;
  std::vector<ColumnBins> bins;  // of each column
  const LabelledRows* rows = nullptr;
};

struct TrainedFamily {
  std::unique_ptr<Scorer> scorer;
  // One for each held-back row, fold after fold, as the folds list them.
  std::vector<double> held_scores;
};

Result<TrainedFamily> TrainScorecard(const TrainingRows& training, std::span<const Fold> folds);
Result<TrainedFamily> TrainBoostedTrees(const TrainingRows& training, std::span<const Fold> folds,
                                        uint64_t seed);

// The rows as bins.
BinnedRows BinRows(const TrainingRows& training);

// The weights of each column that has a direction, made to keep it by pooling adjacent violators,
// each bin weighing its rows.
void KeepDirections(std::span<const ScoreColumn> columns, const BinnedRows& binned,
                    AdditiveWeights* weights);

}  // namespace signalbox
