#include "base/random.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace signalbox {

void Random::Fill(std::span<uint8_t> out) {
  for (size_t i = 0; i < out.size(); i += 8) {
    const uint64_t word = Next();
    std::memcpy(out.data() + i, &word, std::min<size_t>(8, out.size() - i));
  }
}

uint64_t SeededRandom::Next() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

uint64_t SystemRandom::Next() {
  uint64_t word = 0;
  Fill({reinterpret_cast<uint8_t*>(&word), sizeof word});
  return word;
}

void SystemRandom::Fill(std::span<uint8_t> out) {
  CHECK(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
}

}  // namespace signalbox
