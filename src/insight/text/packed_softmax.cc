#include "insight/text/packed_softmax.h"

#include <algorithm>
#include <cmath>

namespace signalbox {

PackedSoftmax::PackedSoftmax(const SoftmaxModel& model)
    : dense_(model.dense()), sparse_(model.sparse()), classes_(model.classes()) {
  scales_.reserve(model.rows());
  cells_.reserve(model.rows() * classes_);
  for (size_t row = 0; row < model.rows(); ++row) {
    const std::span<const float> weights = model.Row(row);
    float most = 0;
    for (const float weight : weights) most = std::max(most, std::fabs(weight));
    const float scale = most == 0 ? 1 : most / 127;
    scales_.push_back(scale);
    for (const float weight : weights)
      cells_.push_back(static_cast<int8_t>(std::lround(weight / scale)));
  }
}

void PackedSoftmax::AddRow(size_t row, float by, std::vector<float>* scores) const {
  const float scaled = by * scales_[row];
  const int8_t* cell = cells_.data() + row * classes_;
  for (size_t i = 0; i < classes_; ++i) (*scores)[i] += scaled * static_cast<float>(cell[i]);
}

std::vector<float> PackedSoftmax::Scores(std::span<const float> dense,
                                         std::span<const RowWeight> sparse) const {
  std::vector<float> scores(classes_);
  AddRow(dense_ + sparse_, 1, &scores);
  for (size_t i = 0; i < dense.size(); ++i) AddRow(i, dense[i], &scores);
  for (const RowWeight& one : sparse) AddRow(dense_ + one.row, one.weight, &scores);
  return scores;
}

void PackedSoftmax::AppendTo(Bytes* out) const {
  AppendNumbers(scales_, out);
  AppendNumbers(cells_, out);
}

bool PackedSoftmax::Read(ByteCursor* from, size_t dense, size_t sparse, size_t classes) {
  dense_ = dense;
  sparse_ = sparse;
  classes_ = classes;
  scales_ = from->Counted<float>();
  cells_ = from->Counted<int8_t>();
  const size_t rows = dense + sparse + 1;
  return from->ok() && scales_.size() == rows && cells_.size() == rows * classes;
}

}  // namespace signalbox
