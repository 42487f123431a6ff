#include "insight/text/softmax_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace signalbox {
namespace {

// Rows of weights are whole vectors of so many classes.
constexpr size_t kFloatLanes = 8;

struct Descent {
  float share = 0, decay = 0, step = 0;
};

// The same numbers by either: nothing is added in another order, and there is no fused operation.
void AddScaledPlain(float* to, const float* from, float by, size_t width) {
  for (size_t i = 0; i < width; ++i) to[i] += from[i] * by;
}

void DescendPlain(const Descent& how, float* weights, float* squares, float* slope, size_t width) {
  for (size_t i = 0; i < width; ++i) {
    const float down = slope[i] * how.share + how.decay * weights[i];
    squares[i] += down * down;
    weights[i] -= how.step * down / std::sqrt(squares[i]);
    slope[i] = 0;
  }
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) void AddScaledAvx2(float* to, const float* from, float by,
                                                   size_t width) {
  const __m256 scale = _mm256_set1_ps(by);
  for (size_t i = 0; i < width; i += kFloatLanes) {
    const __m256 scaled = _mm256_mul_ps(_mm256_loadu_ps(from + i), scale);
    _mm256_storeu_ps(to + i, _mm256_add_ps(_mm256_loadu_ps(to + i), scaled));
  }
}

__attribute__((target("avx2"))) void DescendAvx2(const Descent& how, float* weights, float* squares,
                                                 float* slope, size_t width) {
  const __m256 share = _mm256_set1_ps(how.share), decay = _mm256_set1_ps(how.decay);
  const __m256 step = _mm256_set1_ps(how.step);
  for (size_t i = 0; i < width; i += kFloatLanes) {
    const __m256 weight = _mm256_loadu_ps(weights + i);
    const __m256 down = _mm256_add_ps(_mm256_mul_ps(_mm256_loadu_ps(slope + i), share),
                                      _mm256_mul_ps(decay, weight));
    const __m256 square = _mm256_add_ps(_mm256_loadu_ps(squares + i), _mm256_mul_ps(down, down));
    const __m256 move = _mm256_div_ps(_mm256_mul_ps(step, down), _mm256_sqrt_ps(square));
    _mm256_storeu_ps(squares + i, square);
    _mm256_storeu_ps(weights + i, _mm256_sub_ps(weight, move));
    _mm256_storeu_ps(slope + i, _mm256_setzero_ps());
  }
}

const bool kHasAvx2 = __builtin_cpu_supports("avx2");
void AddScaled(float* to, const float* from, float by, size_t width) {
  kHasAvx2 ? AddScaledAvx2(to, from, by, width) : AddScaledPlain(to, from, by, width);
}
void Descend(const Descent& how, float* weights, float* squares, float* slope, size_t width) {
  kHasAvx2 ? DescendAvx2(how, weights, squares, slope, width)
           : DescendPlain(how, weights, squares, slope, width);
}

#else

void AddScaled(float* to, const float* from, float by, size_t width) {
  AddScaledPlain(to, from, by, width);
}
void Descend(const Descent& how, float* weights, float* squares, float* slope, size_t width) {
  DescendPlain(how, weights, squares, slope, width);
}

#endif

float Unit(Random& random) {
  return static_cast<float>(random.Next() >> 40) * 0x1p-24F;
}

}  // namespace

void ToProbabilities(std::vector<float>* scores, float temperature) {
  const float most = *std::max_element(scores->begin(), scores->end());
  float sum = 0;
  for (float& score : *scores) sum += score = std::exp((score - most) / temperature);
  for (float& score : *scores) score /= sum;
}

SoftmaxModel::SoftmaxModel(size_t dense, size_t sparse, size_t classes)
    : dense_(dense),
      sparse_(sparse),
      classes_(classes),
      width_((classes + kFloatLanes - 1) / kFloatLanes * kFloatLanes),
      weights_(rows() * width_) {}

std::vector<float> SoftmaxModel::Scores(std::span<const float> dense,
                                        std::span<const RowWeight> sparse) const {
  std::vector<float> scores(At(dense_ + sparse_), At(dense_ + sparse_) + width_);
  for (size_t i = 0; i < dense.size(); ++i) AddScaled(scores.data(), At(i), dense[i], width_);
  for (const RowWeight& one : sparse)
    AddScaled(scores.data(), At(dense_ + one.row), one.weight, width_);
  scores.resize(classes_);
  return scores;
}

namespace {

// What one pass of training works on.
class Trainer {
 public:
  Trainer(size_t rows, size_t width, size_t classes, const SoftmaxTraining& how, float* weights)
      : how_(how),
        width_(width),
        classes_(classes),
        weights_(weights),
        squares_(rows * width, 1e-6F),
        slope_(rows * width),
        touched_(rows) {}

  void Batch(const std::vector<SoftmaxExample>& examples, std::span<const uint32_t> order,
             Random& random, size_t dense, size_t sparse) {
    for (const uint32_t at : order) One(examples[at], random, dense, sparse);
    const float share = 1 / static_cast<float>(order.size());
    for (const uint32_t row : rows_) Move(row, share);
    rows_.clear();
  }
  void SlowDown(float step) { step_ = step; }

 private:
  void One(const SoftmaxExample& example, Random& random, size_t dense, size_t sparse) {
    features_.clear();
    const float dense_up = 1 / (1 - how_.dense_dropped);
    for (uint32_t i = 0; i < dense; ++i) {
      if (Unit(random) >= how_.dense_dropped) features_.push_back({i, example.dense[i] * dense_up});
    }
    const float sparse_up = 1 / (1 - how_.sparse_dropped);
    for (const RowWeight& one : sparse == 0 ? std::span<const RowWeight>() : example.sparse) {
      if (Unit(random) >= how_.sparse_dropped) {
        features_.push_back({static_cast<uint32_t>(dense) + one.row, one.weight * sparse_up});
      }
    }
    features_.push_back({static_cast<uint32_t>(dense + sparse), 1});
    scores_.assign(width_, 0);
    for (const RowWeight& one : features_)
      AddScaled(scores_.data(), weights_ + one.row * width_, one.weight, width_);
    scores_.resize(classes_);
    ToProbabilities(&scores_, 1);
    scores_[static_cast<size_t>(example.label)] -= 1;
    scores_.resize(width_, 0);
    for (const RowWeight& one : features_) {
      if (!touched_[one.row]) rows_.push_back(one.row);
      touched_[one.row] = true;
      AddScaled(slope_.data() + one.row * width_, scores_.data(), one.weight, width_);
    }
  }

  void Move(uint32_t row, float share) {
    touched_[row] = false;
    const size_t at = row * width_;
    Descend({share, how_.decay, step_}, weights_ + at, squares_.data() + at, slope_.data() + at,
            width_);
  }

  const SoftmaxTraining& how_;
  size_t width_, classes_;
  float* weights_;
  float step_ = 0;
  std::vector<float> squares_, slope_, scores_;
  std::vector<bool> touched_;
  std::vector<uint32_t> rows_;
  std::vector<RowWeight> features_;
};

}  // namespace

void SoftmaxModel::Train(const std::vector<SoftmaxExample>& examples, const SoftmaxTraining& how) {
  Trainer trainer(rows(), width_, classes_, how, weights_.data());
  SeededRandom random(how.seed);
  std::vector<uint32_t> order(examples.size());
  std::iota(order.begin(), order.end(), 0);
  for (int pass = 0; pass < how.passes; ++pass) {
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.Below(i)]);
    trainer.SlowDown(how.step *
                     (1 - 0.9F * static_cast<float>(pass) / static_cast<float>(how.passes)));
    for (size_t first = 0; first < order.size(); first += how.batch) {
      const size_t count = std::min(how.batch, order.size() - first);
      trainer.Batch(examples, std::span(order).subspan(first, count), random, dense_, sparse_);
    }
  }
}

}  // namespace signalbox
