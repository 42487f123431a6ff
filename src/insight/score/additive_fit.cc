#include "insight/score/additive_fit.h"

#include <cmath>
#include <numeric>

#include "base/check.h"

namespace signalbox {
namespace {

constexpr int kMostSteps = 12;
constexpr double kSmallStep = 1e-4;  // in log odds; a point is 0.035

// Solves `matrix x = vector` for a symmetric positive matrix (lower half, row by row) by Cholesky's
// decomposition, in place; the answer is in `vector`.
void SolveSymmetric(std::vector<double>* matrix, std::vector<double>* vector) {
  const size_t n = vector->size();
  double* const l = matrix->data();
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      double sum = l[i * n + j];
      for (size_t k = 0; k < j; ++k) sum -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / l[j * n + j];
    }
  }
  double* const x = vector->data();
  for (size_t i = 0; i < n; ++i) {
    for (size_t k = 0; k < i; ++k) x[i] -= l[i * n + k] * x[k];
    x[i] /= l[i * n + i];
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; ++k) x[i] -= l[k * n + i] * x[k];
    x[i] /= l[i * n + i];
  }
}

class NewtonFit {
 public:
  NewtonFit(const BinnedRows& binned, AdditivePenalty penalty)
      : binned_(binned), penalty_(penalty) {
    size_t next = 1;  // 0 is the intercept
    for (const size_t count : binned.bin_counts) {
      first_.push_back(next);
      next += count;
    }
    gradient_.resize(next);
    hessian_.resize(next * next);
  }

  // The size of the largest change.
  double Step(std::span<const uint8_t> outcome, std::span<const uint32_t> rows,
              AdditiveWeights* fit) {
    std::fill(gradient_.begin(), gradient_.end(), 0);
    std::fill(hessian_.begin(), hessian_.end(), 0);
    for (const uint32_t row : rows) AddRow(binned_.Row(row), outcome[row], *fit);
    AddPenalty(*fit);
    SolveSymmetric(&hessian_, &gradient_);
    double largest = std::abs(gradient_[0]);
    for (const double change : gradient_) largest = std::max(largest, std::abs(change));
    // Far from the optimum the curve is not a parabola.
    const double scale = largest > 2 ? 2 / largest : 1;
    fit->intercept -= scale * gradient_[0];
    for (size_t c = 0; c < first_.size(); ++c) {
      for (size_t b = 0; b < fit->weights[c].size(); ++b)
        fit->weights[c][b] -= scale * gradient_[first_[c] + b];
    }
    return largest;
  }

 private:
  double& At(size_t i, size_t j) {
    return hessian_[std::max(i, j) * gradient_.size() + std::min(i, j)];
  }

  void AddRow(std::span<const uint16_t> row, uint8_t outcome, const AdditiveWeights& fit) {
    const double p = 1 / (1 + std::exp(-fit.LogOdds(row)));
    const double miss = p - outcome;
    const double weight = std::max(p * (1 - p), 1e-6);
    const size_t n = gradient_.size();
    gradient_[0] += miss;
    hessian_[0] += weight;
    for (size_t c = 0; c < row.size(); ++c) {
      const size_t i = first_[c] + row[c];
      gradient_[i] += miss;
      double* const line = hessian_.data() + i * n;
      line[0] += weight;
      for (size_t d = 0; d <= c; ++d) line[first_[d] + row[d]] += weight;
    }
  }

  void AddPenalty(const AdditiveWeights& fit) {
    for (size_t c = 0; c < first_.size(); ++c) {
      const std::vector<double>& w = fit.weights[c];
      for (size_t b = 0; b < w.size(); ++b) {
        const size_t i = first_[c] + b;
        gradient_[i] += penalty_.ridge * w[b];
        At(i, i) += penalty_.ridge;
        if (!binned_.ordered[c] || b < 2) continue;
        const double apart = w[b] - w[b - 1];
        gradient_[i] += penalty_.neighbours * apart;
        gradient_[i - 1] -= penalty_.neighbours * apart;
        At(i, i) += penalty_.neighbours;
        At(i - 1, i - 1) += penalty_.neighbours;
        At(i, i - 1) -= penalty_.neighbours;
      }
    }
  }

  const BinnedRows& binned_;
  AdditivePenalty penalty_;
  std::vector<size_t> first_;
  std::vector<double> gradient_, hessian_;
};

}  // namespace

double AdditiveWeights::LogOdds(std::span<const uint16_t> row) const {
  double sum = intercept;
  for (size_t c = 0; c < row.size(); ++c) sum += weights[c][row[c]];
  return sum;
}

AdditiveWeights FitAdditive(const BinnedRows& binned, std::span<const uint8_t> outcome,
                            std::span<const uint32_t> rows, AdditivePenalty penalty,
                            const AdditiveWeights* start) {
  CHECK(outcome.size() == binned.rows() && binned.ordered.size() == binned.columns);
  AdditiveWeights fit;
  if (start != nullptr) {
    fit = *start;
  } else {
    double positives = 0.5;
    for (const uint32_t row : rows) positives += outcome[row];
    const double rate = positives / (static_cast<double>(rows.size()) + 1);
    fit.intercept = std::log(rate / (1 - rate));
    for (const size_t count : binned.bin_counts) fit.weights.emplace_back(count, 0.0);
  }
  NewtonFit newton(binned, penalty);
  for (int step = 0; step < kMostSteps; ++step)
    if (newton.Step(outcome, rows, &fit) < kSmallStep) break;
  return fit;
}

}  // namespace signalbox
