// A trained SoftmaxModel as it is kept and asked: each row of weights in 8 bits with a scale.
// Immutable once made; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "insight/text/byte_cursor.h"
#include "insight/text/softmax_model.h"

namespace signalbox {

class PackedSoftmax {
 public:
  PackedSoftmax() = default;
  explicit PackedSoftmax(const SoftmaxModel& model);

  size_t classes() const { return classes_; }
  size_t dense() const { return dense_; }

  std::vector<float> Scores(std::span<const float> dense, std::span<const RowWeight> sparse) const;

  void AppendTo(Bytes* out) const;
  // Whether it has this shape and was read whole.
  bool Read(ByteCursor* from, size_t dense, size_t sparse, size_t classes);

 private:
  void AddRow(size_t row, float by, std::vector<float>* scores) const;

  size_t dense_ = 0, sparse_ = 0, classes_ = 0;
  std::vector<float> scales_;
  std::vector<int8_t> cells_;
};

}  // namespace signalbox
