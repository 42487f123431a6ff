#include "insight/score/scorecard.h"

#include <algorithm>
#include <cmath>

namespace signalbox {
namespace {

// 20,000 points are odds of 2^1000.
constexpr int64_t kMostPoints = 20'000;

int32_t PointsOf(double log_odds) {
  return static_cast<int32_t>(
      std::clamp<int64_t>(std::llround(log_odds / kLogOddsOfPoint), -kMostPoints, kMostPoints));
}

// Neighbours with the same points are one bin to a reader.
void JoinEqualBins(CardColumn* column) {
  if (!column->bins.is_number()) return;
  for (size_t bin = column->points.size() - 1; bin >= 2; --bin) {
    if (column->points[bin] != column->points[bin - 1]) continue;
    column->bins.Merge(bin - 1);
    column->points.erase(column->points.begin() + static_cast<std::ptrdiff_t>(bin));
  }
}

}  // namespace

Scorecard Scorecard::FromWeights(const AdditiveWeights& weights, std::span<const ColumnBins> bins,
                                 const BinnedRows& binned) {
  Scorecard card;
  double base = weights.intercept;
  for (size_t c = 0; c < bins.size(); ++c) {
    std::vector<double> rows_in(bins[c].Count(), 0.0);
    for (size_t row = 0; row < binned.rows(); ++row) rows_in[binned.Row(row)[c]] += 1;
    // Points are shown around the average lead, so that a sign reads as for or against.
    double mean = 0;
    for (size_t b = 0; b < rows_in.size(); ++b)
      mean += rows_in[b] * weights.weights[c][b] / static_cast<double>(binned.rows());
    base += mean;
    CardColumn column{static_cast<uint32_t>(c), bins[c], {}, 0};
    double average = 0;
    for (size_t b = 0; b < rows_in.size(); ++b) {
      // A bin that no training row fell into is worth what the average is.
      const double weight = rows_in[b] == 0 ? mean : weights.weights[c][b];
      column.points.push_back(PointsOf(weight - mean));
      average += rows_in[b] * column.points.back() / static_cast<double>(binned.rows());
    }
    column.average = static_cast<int32_t>(std::lround(average));
    JoinEqualBins(&column);
    const bool same = std::all_of(column.points.begin(), column.points.end(),
                                  [&](int32_t points) { return points == column.points[0]; });
    if (!same) card.columns_.push_back(std::move(column));
  }
  card.base_points_ = PointsOf(base);
  return card;
}

int64_t Scorecard::Points(std::span<const ColumnValue> values) const {
  int64_t sum = base_points_;
  for (const CardColumn& column : columns_)
    sum += column.points[column.bins.BinOf(values[column.column])];
  return sum;
}

Result<std::vector<ScoreEffect>> Scorecard::Effects(std::span<const ColumnValue> values) const {
  std::vector<ScoreEffect> effects;
  for (const CardColumn& column : columns_) {
    const size_t bin = column.bins.BinOf(values[column.column]);
    effects.push_back({column.column, static_cast<double>(column.points[bin] - column.average),
                       column.bins.Words(bin)});
  }
  return effects;
}

void Scorecard::Encode(CborWriter* out) const {
  out->Array(1 + columns_.size());
  out->Int(base_points_);
  for (const CardColumn& column : columns_) {
    out->Array(4);
    out->Uint(column.column);
    column.bins.Encode(out);
    out->Array(column.points.size());
    for (const int32_t points : column.points) out->Int(points);
    out->Int(column.average);
  }
}

Result<std::unique_ptr<Scorer>> Scorecard::Decode(CborReader* in, size_t columns) {
  const auto bad = [] { return Err(Code::kCorrupt, "the points card is damaged"); };
  const auto read_points = [&](int32_t* points) {
    const int64_t number = in->Int();
    *points = static_cast<int32_t>(number);
    return in->ok() && number >= -kMostPoints && number <= kMostPoints;
  };
  auto card = std::make_unique<Scorecard>();
  const size_t parts = in->Array();
  if (parts == 0 || !read_points(&card->base_points_)) return bad();
  for (size_t i = 1; i < parts; ++i) {
    CardColumn column;
    if (in->Array() != 4) return bad();
    const uint64_t place = in->Uint();
    if (!in->ok() || place >= columns) return bad();
    column.column = static_cast<uint32_t>(place);
    SB_ASSIGN(column.bins, ColumnBins::Decode(in));
    const size_t bins = in->Array();
    if (bins != column.bins.Count()) return bad();
    for (size_t b = 0; b < bins; ++b)
      if (!read_points(&column.points.emplace_back())) return bad();
    if (!read_points(&column.average)) return bad();
    card->columns_.push_back(std::move(column));
  }
  return std::unique_ptr<Scorer>(std::move(card));
}

}  // namespace signalbox
