#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
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

namespace {

// Drawing 16 bytes costs OpenSSL as much as drawing thousands, and every sealed part needs 28. What
// was given out is wiped.
struct Drawn {
  std::array<uint8_t, 4096> bytes;
  size_t used = sizeof(bytes);
};

}  // namespace

void SystemRandom::Fill(std::span<uint8_t> out) {
  thread_local Drawn drawn;
  if (out.size() > drawn.bytes.size() / 8) {
    CHECK(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
    return;
  }
  if (drawn.bytes.size() - drawn.used < out.size()) {
    CHECK(RAND_bytes(drawn.bytes.data(), static_cast<int>(drawn.bytes.size())) == 1);
    drawn.used = 0;
  }
  uint8_t* const from = drawn.bytes.data() + drawn.used;
  std::memcpy(out.data(), from, out.size());
  OPENSSL_cleanse(from, out.size());
  drawn.used += out.size();
}

}  // namespace signalbox
