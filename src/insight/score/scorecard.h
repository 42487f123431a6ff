// The points card: each column's bin gives whole points, and their sum is the score. What a seller
// adds up by hand is what decides. 20 points double the odds.
//
// Immutable; any thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "insight/score/additive_fit.h"
#include "insight/score/column_bins.h"
#include "insight/score/scorer.h"

namespace signalbox {

struct CardColumn {
  uint32_t column = 0;  // of the model
  ColumnBins bins;
  std::vector<int32_t> points;  // one a bin
  int32_t average = 0;          // of the training rows
};

class Scorecard : public Scorer {
 public:
  // Columns whose bins all give the same are left out.
  static Scorecard FromWeights(const AdditiveWeights& weights, std::span<const ColumnBins> bins,
                               const BinnedRows& binned);

  std::string_view kind() const override { return "scorecard"; }
  double RawScore(std::span<const ColumnValue> values) const override {
    return static_cast<double>(Points(values)) * kLogOddsOfPoint;
  }
  Result<std::vector<ScoreEffect>> Effects(std::span<const ColumnValue> values) const override;
  void Encode(CborWriter* out) const override;
  // `columns` is how many the model has.
  static Result<std::unique_ptr<Scorer>> Decode(CborReader* in, size_t columns);

  int64_t Points(std::span<const ColumnValue> values) const;
  int32_t base_points() const { return base_points_; }
  const std::vector<CardColumn>& columns() const { return columns_; }

 private:
  int32_t base_points_ = 0;
  std::vector<CardColumn> columns_;
};

}  // namespace signalbox
