// A matrix of 8-bit numbers with a scale for each row, multiplied in whole numbers: what is
// multiplied is rounded to 14 bits, so that every sum fits into 32 bits and the result does not
// depend on the order of adding or on which instructions the processor has. A matrix whose inputs
// differ much in size has a second layer of 8-bit numbers, each worth 1/kFiner of the first.
// Immutable once made; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace signalbox {

class IntMatrix {
 public:
  IntMatrix() = default;
  // `cells` row by row, scales.size() rows; at most kMaxColumns columns. `finer` as many, or none.
  IntMatrix(std::vector<float> scales, std::span<const int8_t> cells,
            std::span<const int8_t> finer = {});

  // Beyond it the sum of a row could pass 31 bits.
  static constexpr size_t kMaxColumns = 2048;

  static constexpr float kFiner = 254;

  size_t rows() const { return scales_.size(); }
  size_t columns() const { return columns_; }

  // Row `row` as numbers, into columns() places.
  void Row(size_t row, float* out) const;

  // For each of `count` inputs of columns() numbers, one after the other: bias plus product, rows()
  // numbers.
  void Multiply(const float* inputs, size_t count, std::span<const float> bias, float* out) const;

 private:
  size_t columns_ = 0;
  std::vector<float> scales_;
  std::vector<int16_t> cells_;  // 16 bits so that nothing has to be widened on the way
  std::vector<int16_t> finer_;
};

}  // namespace signalbox
