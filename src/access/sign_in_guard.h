// How often somebody may try to sign in: per source, per login and per pair of both, in windows.
//
// A wrong password is counted before it is looked at, so that attempts at once win nothing. Whoever
// hammers a login from one place shuts out that place alone; many places together shut out places
// that are new to that login, and never a browser that signed in there before (it shows a device
// mark, sign_in.h), which has a window of its own. So nobody can lock the world out, only slow it.
// Thread safe; the state is in memory and a restart forgets it.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/result.h"

namespace signalbox {

struct SignInTry {
  std::string_view login;
  std::string_view source;  // the caller's address
  bool known_device = false;
};

class SignInGuard {
 public:
  struct Window {
    int attempts;
    TimeUs length_us;
  };
  // Five slips are human; 60 guesses an hour are no attack on 12 characters.
  static constexpr Window kOfPair{5, 5 * kMinuteUs};
  // An office behind one address.
  static constexpr Window kOfSource{30, 15 * kMinuteUs};
  static constexpr Window kOfLogin{100, kHourUs};
  static constexpr Window kOfDevice{10, 5 * kMinuteUs};

  // Counts the attempt; kExhausted, saying when to come back, when there were too many.
  Status Begin(const SignInTry& attempt, TimeUs now);
  // The password was right: the attempt does not count, and the slips before it are forgotten.
  void Succeeded(const SignInTry& attempt);

  // Seconds until this attempt would be taken; 0 for now.
  int WaitSeconds(const SignInTry& attempt, TimeUs now) const;

 private:
  // Names that attackers make up must not fill the memory.
  static constexpr size_t kMaxCounts = 50'000;

  struct Count {
    int attempts = 0;
    TimeUs until = 0;
  };
  TimeUs WaitUs(const SignInTry& attempt, TimeUs now) const;
  TimeUs WaitOf(const std::string& key, const Window& window, TimeUs now) const;
  void Charge(const std::string& key, const Window& window, TimeUs now);

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Count> counts_;
};

}  // namespace signalbox
