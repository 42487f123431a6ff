// Signing in by OpenID Connect, from our side (OpenID Connect Core 1.0, section 3.1; PKCE, RFC
// 7636): the sign-ins that went to the provider and have not come back.
//
// Each is bound to the browser that began it by a cookie, so that a link with somebody else's
// answer signs nobody in. In memory; a restart makes whoever is on the way begin again. Thread
// safe.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

namespace signalbox {

struct OidcSettings {
  std::string issuer;
  std::string client_id;
  std::string client_secret;  // empty for a public client
  std::string redirect_uri;   // our `/v1/session/oidc/callback` as browsers reach it
};

class OidcFlow {
 public:
  static constexpr TimeUs kLastsUs = 10 * kMinuteUs;

  // `random` outlives the flow.
  OidcFlow(OidcSettings settings, Random& random)
      : settings_(std::move(settings)), random_(random) {}
  const OidcSettings& settings() const { return settings_; }

  struct Begun {
    std::string url;      // where the browser goes
    std::string browser;  // what its cookie holds
  };
  // kExhausted when too many are on the way.
  Result<Begun> Begin(const std::string& authorization_endpoint, TimeUs now);

  struct Returned {
    std::string verifier, nonce;
  };
  // Once for each; kForbidden for a state that did not begin here, in this browser, or in time.
  Result<Returned> Take(std::string_view state, std::string_view browser, TimeUs now);

 private:
  static constexpr size_t kMaxOnTheWay = 1'000;

  struct OnTheWay {
    std::string browser, verifier, nonce;
    TimeUs until = 0;
  };
  std::string Secret();

  const OidcSettings settings_;
  Random& random_;
  std::mutex mutex_;
  std::map<std::string, OnTheWay, std::less<>> on_the_way_;  // by state
};

}  // namespace signalbox
