#include "access/sign_in_guard.h"

#include <algorithm>

namespace signalbox {
namespace {

// A NUL stands in no login and no address.
std::string PairKey(const SignInTry& attempt) {
  return "p" + std::string(attempt.login) + '\0' + std::string(attempt.source);
}
std::string SourceKey(const SignInTry& attempt) {
  return "s" + std::string(attempt.source);
}
std::string LoginKey(const SignInTry& attempt) {
  return "l" + std::string(attempt.login);
}
std::string DeviceKey(const SignInTry& attempt) {
  return "d" + std::string(attempt.login);
}

}  // namespace

TimeUs SignInGuard::WaitOf(const std::string& key, const Window& window, TimeUs now) const {
  const auto at = counts_.find(key);
  if (at == counts_.end() || at->second.attempts < window.attempts) return 0;
  return std::max<TimeUs>(0, at->second.until - now);
}

TimeUs SignInGuard::WaitUs(const SignInTry& attempt, TimeUs now) const {
  if (attempt.known_device) return WaitOf(DeviceKey(attempt), kOfDevice, now);
  return std::max({WaitOf(PairKey(attempt), kOfPair, now),
                   WaitOf(SourceKey(attempt), kOfSource, now),
                   WaitOf(LoginKey(attempt), kOfLogin, now)});
}

int SignInGuard::WaitSeconds(const SignInTry& attempt, TimeUs now) const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>((WaitUs(attempt, now) + kSecondUs - 1) / kSecondUs);
}

void SignInGuard::Charge(const std::string& key, const Window& window, TimeUs now) {
  Count& count = counts_[key];
  if (count.until <= now) count = {0, now + window.length_us};
  ++count.attempts;
}

Status SignInGuard::Begin(const SignInTry& attempt, TimeUs now) {
  const std::lock_guard lock(mutex_);
  if (const TimeUs wait = WaitUs(attempt, now); wait > 0)
    return Err(Code::kExhausted,
               "too many attempts to sign in; try again in " +
                   FormatDuration((wait + kSecondUs - 1) / kSecondUs * kSecondUs));
  if (counts_.size() >= kMaxCounts) {
    std::erase_if(counts_, [now](const auto& entry) { return entry.second.until <= now; });
    if (counts_.size() >= kMaxCounts && !attempt.known_device)
      return Err(Code::kExhausted, "too many attempts to sign in from many places; try again soon");
  }
  if (attempt.known_device) {
    Charge(DeviceKey(attempt), kOfDevice, now);
    return {};
  }
  Charge(PairKey(attempt), kOfPair, now);
  Charge(SourceKey(attempt), kOfSource, now);
  Charge(LoginKey(attempt), kOfLogin, now);
  return {};
}

void SignInGuard::Succeeded(const SignInTry& attempt) {
  const std::lock_guard lock(mutex_);
  counts_.erase(PairKey(attempt));
  counts_.erase(DeviceKey(attempt));
  if (attempt.known_device) return;
  for (const std::string& key : {SourceKey(attempt), LoginKey(attempt)}) {
    const auto at = counts_.find(key);
    if (at != counts_.end() && --at->second.attempts <= 0) counts_.erase(at);
  }
}

}  // namespace signalbox
