#include "insight/retrieve/byte_dot.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace signalbox {
namespace {

int32_t DotPlain(const int8_t* a, const int8_t* b, size_t count) {
  int32_t sum = 0;
  for (size_t i = 0; i < count; ++i) sum += int32_t{a[i]} * b[i];
  return sum;
}

#if defined(__x86_64__)

constexpr size_t kByteLanes = 16;

__attribute__((target("avx2"))) __m256i Widened(const int8_t* at) {
  return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
}

__attribute__((target("avx2"))) int32_t DotAvx2(const int8_t* a, const int8_t* b, size_t count) {
  __m256i lanes = _mm256_setzero_si256();
  const size_t whole = count - count % kByteLanes;
  for (size_t i = 0; i < whole; i += kByteLanes)
    lanes = _mm256_add_epi32(lanes, _mm256_madd_epi16(Widened(a + i), Widened(b + i)));
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1));
  return _mm_cvtsi128_si32(half) + DotPlain(a + whole, b + whole, count - whole);
}

#endif

}  // namespace

int32_t ByteDot(const int8_t* a, const int8_t* b, size_t count) {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2");
  if (has_avx2) return DotAvx2(a, b, count);
#endif
  return DotPlain(a, b, count);
}

}  // namespace signalbox
