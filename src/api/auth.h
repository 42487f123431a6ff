// Who is calling: bearer tokens (RFC 6750). Only SHA-256 digests of tokens are held, and they are
// compared in constant time, so neither memory nor timing gives a token away.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

// On whose behalf a request acts. Roles come with sign-in; until then a valid token is the owner's.
struct Principal {
  std::string name;
  std::string role;
};

inline constexpr std::string_view kBearerChallenge = "Bearer realm=\"signalbox\"";

// Filled before the server starts; after that const and thread safe.
class TokenCheck {
 public:
  void Allow(const Digest& sha256_of_token, Principal principal);

  // The value of an Authorization header, empty when there was none. kForbidden says what is
  // missing or wrong.
  Result<Principal> Check(std::string_view authorization) const;

 private:
  struct Entry {
    Digest digest;
    Principal principal;
  };
  std::vector<Entry> entries_;
};

}  // namespace signalbox
