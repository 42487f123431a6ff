// Asks an identity provider: where its endpoints are (OpenID Connect Discovery 1.0), and who came
// back with a code (OpenID Connect Core 1.0, section 3.1.3).
//
// Any thread; calls go over the transport and wait for it. What the provider says of its endpoints
// is kept for an hour, its keys are asked for each time.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "access/id_token.h"
#include "access/oidc_flow.h"
#include "base/clock.h"
#include "base/result.h"
#include "ports/http_client.h"

namespace signalbox {

class OidcClient {
 public:
  // All outlive the client.
  OidcClient(OidcFlow& flow, HttpTransport& transport, const Clock& clock)
      : flow_(flow), transport_(transport), clock_(clock) {}

  Result<OidcFlow::Begun> Begin();
  // The address that the provider vouches for; kForbidden says why not. `state` and `code` as the
  // browser brought them, `browser` from its cookie.
  Result<std::string> Finish(const std::string& state, const std::string& code,
                             std::string_view browser);

 private:
  struct Endpoints {
    std::string authorization, token, keys;
    TimeUs until = 0;
  };
  Result<Endpoints> Find();
  Result<std::string> Get(const std::string& url);

  OidcFlow& flow_;
  HttpTransport& transport_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<Endpoints> endpoints_;
};

}  // namespace signalbox
