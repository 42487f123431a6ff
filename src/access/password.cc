#include "access/password.h"

#include <argon2.h>

#include <array>

#include "base/bytes.h"
#include "base/check.h"

namespace signalbox {
namespace {

constexpr size_t kSaltBytes = 16;
constexpr size_t kHashBytes = 32;

// Counts itself among the running while it lives.
class Running {
 public:
  explicit Running(std::atomic<int>* running) : running_(running), first_(++*running) {}
  ~Running() { --*running_; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  bool TooMany() const { return first_ > PasswordHasher::kMaxHashing; }

 private:
  std::atomic<int>* running_;
  const int first_;
};

Error TooMany() {
  return Err(Code::kExhausted, "too many are signing in at this moment; try again in a second");
}

}  // namespace

PasswordHasher::PasswordHasher(const PasswordCost& cost, Random& random)
    : cost_(cost), random_(random) {
  std::array<uint8_t, 32> secret;
  random_.Fill(secret);
  auto hash = Compute(View(secret));
  CHECK(hash.ok());
  nobodys_ = std::move(*hash);
  computed_ = 0;
}

Result<std::string> PasswordHasher::Compute(std::string_view password) {
  std::array<uint8_t, kSaltBytes> salt;
  {
    const std::lock_guard lock(mutex_);
    random_.Fill(salt);
  }
  std::string encoded(argon2_encodedlen(cost_.passes, cost_.memory_kb, cost_.lanes, kSaltBytes,
                                        kHashBytes, Argon2_id),
                      '\0');
  ++computed_;
  const int made = argon2id_hash_encoded(cost_.passes, cost_.memory_kb, cost_.lanes,
                                         password.data(), password.size(), salt.data(), salt.size(),
                                         kHashBytes, encoded.data(), encoded.size());
  if (made != ARGON2_OK)
    return Err(Code::kExhausted,
               std::string("a password cannot be hashed now: ") + argon2_error_message(made));
  encoded.resize(encoded.find('\0'));
  return encoded;
}

Result<std::string> PasswordHasher::Hash(std::string_view password) {
  if (password.size() < kMinPasswordBytes || password.size() > kMaxPasswordBytes) {
    return Err(Code::kInvalid, "a password has " + std::to_string(kMinPasswordBytes) + " to " +
                                   std::to_string(kMaxPasswordBytes) +
                                   " bytes; a sentence is fine");
  }
  const Running running(&running_);
  if (running.TooMany()) return TooMany();
  return Compute(password);
}

Result<bool> PasswordHasher::Verify(const std::string& encoded, std::string_view password) {
  if (password.size() > kMaxPasswordBytes) password = password.substr(0, kMaxPasswordBytes);
  const Running running(&running_);
  if (running.TooMany()) return TooMany();
  ++computed_;
  const std::string& against = encoded.empty() ? nobodys_ : encoded;
  const int found = argon2id_verify(against.c_str(), password.data(), password.size());
  if (found != ARGON2_OK && found != ARGON2_VERIFY_MISMATCH)
    return Err(Code::kExhausted,
               std::string("a password cannot be checked now: ") + argon2_error_message(found));
  return found == ARGON2_OK && !encoded.empty();
}

}  // namespace signalbox
