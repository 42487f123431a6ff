// Passwords, kept as argon2id hashes (RFC 9106) in the PHC text form; libargon2 stays in the .cc.
//
// Thread safe. At most kMaxHashing are computed at once: each takes 19 MB and a core for tens of
// milliseconds, and who can ask for many at once must not take the machine.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace signalbox {

// OWASP's smallest recommendation for argon2id; tests take less.
struct PasswordCost {
  uint32_t memory_kb = 19 << 10;
  uint32_t passes = 2;
  uint32_t lanes = 1;
};

inline constexpr size_t kMinPasswordBytes = 12;
// Longer ones cost the hash time and add nothing.
inline constexpr size_t kMaxPasswordBytes = 256;

class PasswordHasher {
 public:
  static constexpr int kMaxHashing = 2;

  // `random` makes salts, and outlives the hasher.
  PasswordHasher(const PasswordCost& cost, Random& random);

  // kInvalid for a password that is too short or long; kExhausted when too many are computed.
  Result<std::string> Hash(std::string_view password);
  // Whether `encoded` is of `password`. An empty `encoded` (a user there is not, or one without a
  // password) costs the same and is never right.
  Result<bool> Verify(const std::string& encoded, std::string_view password);

  // Hashes computed so far: that a sign-in costs one, whoever it names, is counted and not timed.
  uint64_t computed() const { return computed_; }

 private:
  Result<std::string> Compute(std::string_view password);

  const PasswordCost cost_;
  Random& random_;
  std::mutex mutex_;  // of random_
  std::atomic<int> running_ = 0;
  std::atomic<uint64_t> computed_ = 0;
  // Of a password that nobody has.
  std::string nobodys_;
};

}  // namespace signalbox
