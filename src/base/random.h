// Randomness comes from outside. Keys, nonces and tokens use SystemRandom; everything that must be
// repeatable (ids in the simulator, backoff jitter, the generator) uses SeededRandom.
#pragma once

#include <cstdint>
#include <span>

namespace signalbox {

class Random {
 public:
  virtual ~Random() = default;
  virtual uint64_t Next() = 0;
  virtual void Fill(std::span<uint8_t> out);

  // In [0, bound), 0 < bound < 2^32. Lemire's multiply-shift; the bias is below bound / 2^32.
  uint64_t Below(uint64_t bound) { return ((Next() >> 32) * bound) >> 32; }
};

// SplitMix64 (Steele, Lea, Flood 2014): the same stream for the same seed on every machine. Not
// thread safe.
class SeededRandom : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : state_(seed) {}
  uint64_t Next() override;

 private:
  uint64_t state_;
};

// The operating system's generator through OpenSSL. Thread safe.
class SystemRandom : public Random {
 public:
  uint64_t Next() override;
  void Fill(std::span<uint8_t> out) override;
};

}  // namespace signalbox
