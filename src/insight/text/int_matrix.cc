#include "insight/text/int_matrix.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace signalbox {
namespace {

// 2048 columns * 127 * 8191 < 2^31.
constexpr float kMostInput = 8191;
constexpr size_t kAtOnce = 4;  // inputs that share one reading of a row

using Sums = std::array<int32_t, kAtOnce>;
using DotFn = Sums (*)(const int16_t* row, const int16_t* inputs, size_t columns);

Sums SumsPlain(const int16_t* row, const int16_t* inputs, size_t columns) {
  Sums sums{};
  for (size_t k = 0; k < kAtOnce; ++k) {
    for (size_t i = 0; i < columns; ++i) sums[k] += int32_t{row[i]} * inputs[k * columns + i];
  }
  return sums;
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) int32_t SumOf(__m256i lanes) {
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1));
  return _mm_cvtsi128_si32(half);
}

__attribute__((target("avx2"))) __m256i Load(const int16_t* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

__attribute__((target("avx2"))) Sums SumsAvx2(const int16_t* row, const int16_t* inputs,
                                              size_t columns) {
  __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
  for (size_t i = 0; i < columns; i += 16) {
    const __m256i w = Load(row + i);
    a = _mm256_add_epi32(a, _mm256_madd_epi16(w, Load(inputs + i)));
    b = _mm256_add_epi32(b, _mm256_madd_epi16(w, Load(inputs + columns + i)));
    c = _mm256_add_epi32(c, _mm256_madd_epi16(w, Load(inputs + 2 * columns + i)));
    d = _mm256_add_epi32(d, _mm256_madd_epi16(w, Load(inputs + 3 * columns + i)));
  }
  return {SumOf(a), SumOf(b), SumOf(c), SumOf(d)};
}

DotFn BestDot(size_t columns) {
  return columns % 16 == 0 && __builtin_cpu_supports("avx2") ? SumsAvx2 : SumsPlain;
}

#else

DotFn BestDot(size_t) {
  return SumsPlain;
}

#endif

// Rounds one input; what its whole numbers are to be multiplied with.
float Rounded(const float* input, size_t columns, int16_t* out) {
  float most = 0;
  for (size_t i = 0; i < columns; ++i) most = std::max(most, std::fabs(input[i]));
  if (most == 0) {
    std::fill_n(out, columns, int16_t{0});
    return 0;
  }
  const float up = kMostInput / most;
  for (size_t i = 0; i < columns; ++i) {
    const float scaled = input[i] * up;
    out[i] = static_cast<int16_t>(static_cast<int32_t>(scaled + (scaled < 0 ? -0.5F : 0.5F)));
  }
  return most / kMostInput;
}

}  // namespace

IntMatrix::IntMatrix(std::vector<float> scales, std::span<const int8_t> cells,
                     std::span<const int8_t> finer)
    : columns_(scales.empty() ? 0 : cells.size() / scales.size()),
      scales_(std::move(scales)),
      cells_(cells.begin(), cells.end()),
      finer_(finer.begin(), finer.end()) {
  CHECK(columns_ * scales_.size() == cells_.size() && columns_ <= kMaxColumns);
  CHECK(finer_.empty() || finer_.size() == cells_.size());
}

void IntMatrix::Row(size_t row, float* out) const {
  const size_t from = row * columns_;
  for (size_t i = 0; i < columns_; ++i) {
    const float fine = finer_.empty() ? 0 : static_cast<float>(finer_[from + i]) / kFiner;
    out[i] = scales_[row] * (static_cast<float>(cells_[from + i]) + fine);
  }
}

void IntMatrix::Multiply(const float* inputs, size_t count, std::span<const float> bias,
                         float* out) const {
  const DotFn dot = BestDot(columns_);
  std::vector<int16_t> rounded(kAtOnce * columns_);
  std::array<float, kAtOnce> back{};
  for (size_t first = 0; first < count; first += kAtOnce) {
    const size_t here = std::min(kAtOnce, count - first);
    for (size_t k = 0; k < here; ++k) {
      back[k] = Rounded(inputs + (first + k) * columns_, columns_, rounded.data() + k * columns_);
    }
    for (size_t row = 0; row < rows(); ++row) {
      const Sums sums = dot(cells_.data() + row * columns_, rounded.data(), columns_);
      const Sums fine =
          finer_.empty() ? Sums{} : dot(finer_.data() + row * columns_, rounded.data(), columns_);
      for (size_t k = 0; k < here; ++k) {
        const float sum = static_cast<float>(sums[k]) + static_cast<float>(fine[k]) / kFiner;
        out[(first + k) * rows() + row] = bias[row] + scales_[row] * back[k] * sum;
      }
    }
  }
}

}  // namespace signalbox
