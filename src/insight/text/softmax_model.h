// A linear model over some dense and some sparse features with one row of weights for each feature
// and one column for each class, and its training: cross entropy with decay, Adagrad (Duchi et al.
// 2011) over small batches, some features left out at random so that none is relied on alone. The
// same examples in the same order with the same seed give the same weights. Not thread safe while
// training; afterwards any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "insight/text/text_features.h"

namespace signalbox {

struct SoftmaxExample {
  std::vector<float> dense;
  std::vector<RowWeight> sparse;
  int label = 0;
};

// Chosen on rows of Banking77's training part, a fifth of which judged.
struct SoftmaxTraining {
  uint64_t seed = 1;
  int passes = 20;
  size_t batch = 16;
  float step = 0.15F;
  float dense_dropped = 0.5F;
  float sparse_dropped = 0.6F;
  float decay = 2e-6F;
};

class SoftmaxModel {
 public:
  SoftmaxModel() = default;
  SoftmaxModel(size_t dense, size_t sparse, size_t classes);

  size_t classes() const { return classes_; }
  size_t dense() const { return dense_; }
  size_t sparse() const { return sparse_; }

  // Dense features beyond dense() are passed over, and sparse ones where sparse() is 0; no example
  // may have fewer.
  void Train(const std::vector<SoftmaxExample>& examples, const SoftmaxTraining& how);

  // One number for each class, before they are made probabilities.
  std::vector<float> Scores(std::span<const float> dense, std::span<const RowWeight> sparse) const;

  // The weights of a feature over the classes: dense features first, then sparse, then the bias.
  std::span<const float> Row(size_t row) const { return {At(row), classes_}; }
  std::span<float> Row(size_t row) { return {weights_.data() + row * width_, classes_}; }
  size_t rows() const { return dense_ + sparse_ + 1; }

 private:
  const float* At(size_t row) const { return weights_.data() + row * width_; }

  size_t dense_ = 0, sparse_ = 0, classes_ = 0;
  size_t width_ = 0;  // classes, rounded up to whole vectors
  std::vector<float> weights_;
};

// In place: e^score over the sum of all, each score divided by `temperature` first.
void ToProbabilities(std::vector<float>* scores, float temperature);

}  // namespace signalbox
