// ID tokens of OpenID Connect (OpenID Connect Core 1.0, section 3.1.3.7; RFC 7519, RFC 7517): what
// an identity provider signed about who came.
//
// RS256 and ES256 alone: what has no signature, or one by a shared secret, is refused. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace signalbox {

struct IdTokenExpected {
  std::string issuer;
  std::string client_id;
  std::string nonce;
  TimeUs now = 0;
};

struct IdClaims {
  std::string subject;
  std::string email;  // empty unless the provider says that it was verified
};

// `keys` is the provider's JWK set. kForbidden says what does not fit; nothing of the token is
// repeated. Clocks may differ by kIdTokenSkewUs.
inline constexpr TimeUs kIdTokenSkewUs = 2 * kMinuteUs;
Result<IdClaims> CheckIdToken(std::string_view token, std::string_view keys,
                              const IdTokenExpected& expected);

// RFC 4648 section 5 without padding, as JWTs and PKCE write bytes.
std::string ToBase64Url(std::string_view bytes);
Result<std::string> FromBase64Url(std::string_view text);

}  // namespace signalbox
