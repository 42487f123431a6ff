#include "insight/score/drift.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "insight/score/significance.h"

namespace signalbox {
namespace {

constexpr int kMostTerms = 1000;
constexpr double kSmallestTerm = 1e-15;

double Sum(std::span<const int64_t> rows) {
  return static_cast<double>(std::accumulate(rows.begin(), rows.end(), int64_t{0}));
}

DriftFinding Finding(std::string what, std::span<const int64_t> then,
                     std::span<const int64_t> now) {
  DriftFinding out{std::move(what), PopulationStability(then, now), TwoSamplePValue(then, now), {}};
  if (out.p_value < kSignificance && out.psi >= kPsiAct)
    out.level = DriftFinding::Level::kAct;
  else if (out.p_value < kSignificance && out.psi >= kPsiWatch)
    out.level = DriftFinding::Level::kWatch;
  return out;
}

}  // namespace

double PopulationStability(std::span<const int64_t> then, std::span<const int64_t> now) {
  CHECK(then.size() == now.size());
  const auto bins = static_cast<double>(then.size());
  const double then_rows = Sum(then) + 0.5 * bins, now_rows = Sum(now) + 0.5 * bins;
  if (Sum(then) == 0 || Sum(now) == 0) return 0;
  double index = 0;
  for (size_t i = 0; i < then.size(); ++i) {
    const double a = (static_cast<double>(then[i]) + 0.5) / then_rows;
    const double b = (static_cast<double>(now[i]) + 0.5) / now_rows;
    index += (b - a) * std::log(b / a);
  }
  return index;
}

double ChiSquaredTail(double value, double degrees) {
  if (value <= 0 || degrees <= 0) return 1;
  const double a = degrees / 2, x = value / 2;
  const double front = std::exp(a * std::log(x) - x - std::lgamma(a));
  if (x < a + 1) {
    double term = 1 / a, sum = term;
    for (int n = 1; n < kMostTerms && term > sum * kSmallestTerm; ++n) {
      term *= x / (a + n);
      sum += term;
    }
    return std::max(0.0, 1 - front * sum);
  }
  // Lentz's method for the continued fraction.
  double b = x + 1 - a, c = 1e300, d = 1 / b, product = d;
  for (int n = 1; n < kMostTerms; ++n) {
    const double step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    product *= d * c;
    if (std::abs(d * c - 1) < kSmallestTerm) break;
  }
  return front * product;
}

double TwoSamplePValue(std::span<const int64_t> then, std::span<const int64_t> now) {
  CHECK(then.size() == now.size());
  const double then_rows = Sum(then), now_rows = Sum(now);
  if (then_rows == 0 || now_rows == 0) return 1;
  double statistic = 0, degrees = -1;
  for (size_t i = 0; i < then.size(); ++i) {
    const auto both = static_cast<double>(then[i] + now[i]);
    if (both == 0) continue;
    degrees += 1;
    const double expected_then = both * then_rows / (then_rows + now_rows);
    const double expected_now = both - expected_then;
    const double apart = static_cast<double>(then[i]) - expected_then;
    statistic += apart * apart * (1 / expected_then + 1 / expected_now);
  }
  return ChiSquaredTail(statistic, degrees);
}

std::vector<DriftFinding> FindDrift(const LeadModel& model,
                                    std::span<const std::vector<std::string_view>> cells) {
  const ScoreHistogram& scores = model.score_histogram();
  std::vector<int64_t> now(scores.rows.size(), 0);
  for (const std::vector<std::string_view>& row : cells) {
    const auto edge =
        std::upper_bound(scores.edges_e6.begin(), scores.edges_e6.end(), model.ScoreE6(row));
    ++now[static_cast<size_t>(edge - scores.edges_e6.begin())];
  }
  std::vector<DriftFinding> findings = {Finding("score", scores.rows, now)};
  for (const ColumnHistogram& histogram : model.column_histograms()) {
    const ScoreColumn& column = model.columns()[histogram.column];
    now.assign(histogram.rows.size(), 0);
    for (const std::vector<std::string_view>& row : cells)
      ++now[histogram.bins.BinOf(ReadCell(column, row[column.feature]))];
    findings.push_back(Finding(column.name, histogram.rows, now));
  }
  return findings;
}

}  // namespace signalbox
