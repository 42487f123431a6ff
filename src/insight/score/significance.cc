#include "insight/score/significance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/check.h"

namespace signalbox {
namespace {

// Ranks from 1 with the mean rank for ties.
std::vector<double> MidRanks(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (size_t i = 0; i < order.size();) {
    size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    const double mid = 0.5 * static_cast<double>(i + end - 1) + 1;
    for (; i < end; ++i) ranks[order[i]] = mid;
  }
  return ranks;
}

// How each row did: a positive by the share of negatives below it, a negative by the share of
// positives above it. The mean of either is the area.
struct Placements {
  std::vector<double> positive, negative;
  double area = 0.5;
};

Placements PlacementsOf(std::span<const double> scores, std::span<const uint8_t> outcome) {
  std::vector<double> positive, negative;
  for (size_t i = 0; i < scores.size(); ++i)
    (outcome[i] != 0 ? positive : negative).push_back(scores[i]);
  std::vector<double> all = positive;
  all.insert(all.end(), negative.begin(), negative.end());
  const std::vector<double> among_all = MidRanks(all);
  const std::vector<double> among_positive = MidRanks(positive);
  const std::vector<double> among_negative = MidRanks(negative);
  const auto p = static_cast<double>(positive.size());
  const auto n = static_cast<double>(negative.size());
  Placements out;
  for (size_t i = 0; i < positive.size(); ++i)
    out.positive.push_back((among_all[i] - among_positive[i]) / n);
  for (size_t i = 0; i < negative.size(); ++i)
    out.negative.push_back(1 - (among_all[positive.size() + i] - among_negative[i]) / p);
  out.area = std::accumulate(out.positive.begin(), out.positive.end(), 0.0) / p;
  return out;
}

double Variance(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / (count - 1);
}

PairedTest Tested(double difference, double variance) {
  PairedTest out{difference, std::sqrt(std::max(variance, 0.0)), 1};
  if (out.standard_error > 1e-12) {
    out.p_value = 0.5 * std::erfc(difference / out.standard_error / std::sqrt(2.0));
  } else if (difference > 0) {
    out.p_value = 0;
  }
  return out;
}

PairedTest OfPlacements(double difference, const std::vector<double>& positive,
                        const std::vector<double>& negative) {
  return Tested(difference, Variance(positive) / static_cast<double>(positive.size()) +
                                Variance(negative) / static_cast<double>(negative.size()));
}

bool HasBothClasses(std::span<const uint8_t> outcome) {
  const auto positives = std::count_if(outcome.begin(), outcome.end(), [](uint8_t y) { return y; });
  return positives > 0 && static_cast<size_t>(positives) < outcome.size();
}

}  // namespace

PairedTest CompareAucs(std::span<const double> first, std::span<const double> second,
                       std::span<const uint8_t> outcome) {
  CHECK(first.size() == outcome.size() && second.size() == outcome.size());
  if (!HasBothClasses(outcome)) return {};
  Placements a = PlacementsOf(first, outcome);
  const Placements b = PlacementsOf(second, outcome);
  for (size_t i = 0; i < a.positive.size(); ++i) a.positive[i] -= b.positive[i];
  for (size_t i = 0; i < a.negative.size(); ++i) a.negative[i] -= b.negative[i];
  return OfPlacements(a.area - b.area, a.positive, a.negative);
}

PairedTest AucAgainstChance(std::span<const double> scores, std::span<const uint8_t> outcome) {
  CHECK(scores.size() == outcome.size());
  if (!HasBothClasses(outcome)) return {};
  const Placements a = PlacementsOf(scores, outcome);
  return OfPlacements(a.area - 0.5, a.positive, a.negative);
}

PairedTest CompareMeans(std::span<const double> first, std::span<const double> second) {
  CHECK(first.size() == second.size());
  if (first.empty()) return {};
  std::vector<double> differences(first.size());
  for (size_t i = 0; i < first.size(); ++i) differences[i] = first[i] - second[i];
  const auto count = static_cast<double>(first.size());
  const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) / count;
  return Tested(mean, Variance(differences) / count);
}

}  // namespace signalbox
