#include "access/oidc_flow.h"

#include <array>

#include "access/id_token.h"
#include "base/hash.h"
#include "base/markup.h"

namespace signalbox {

std::string OidcFlow::Secret() {
  std::array<uint8_t, 32> bits;
  random_.Fill(bits);
  return ToBase64Url(View(bits));
}

Result<OidcFlow::Begun> OidcFlow::Begin(const std::string& authorization_endpoint, TimeUs now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(on_the_way_, [now](const auto& entry) { return entry.second.until <= now; });
  if (on_the_way_.size() >= kMaxOnTheWay)
    return Err(Code::kExhausted, "too many are signing in at this moment; try again in a minute");
  const std::string state = Secret();
  const OnTheWay one{Secret(), Secret(), Secret(), now + kLastsUs};
  const char mark = authorization_endpoint.find('?') == std::string::npos ? '?' : '&';
  Begun begun{authorization_endpoint + mark + "response_type=code&scope=openid%20email",
              one.browser};
  const std::pair<std::string_view, std::string> parameters[] = {
      {"client_id", settings_.client_id},
      {"redirect_uri", settings_.redirect_uri},
      {"state", state},
      {"nonce", one.nonce},
      {"code_challenge", ToBase64Url(View(Sha256(one.verifier)))},
      {"code_challenge_method", "S256"},
  };
  for (const auto& [name, value] : parameters)
    begun.url += "&" + std::string(name) + "=" + UrlEscape(value);
  on_the_way_.emplace(state, one);
  return begun;
}

Result<OidcFlow::Returned> OidcFlow::Take(std::string_view state, std::string_view browser,
                                          TimeUs now) {
  const std::lock_guard lock(mutex_);
  const auto at = on_the_way_.find(state);
  const bool ours = at != on_the_way_.end() && at->second.until > now &&
                    ConstantTimeEqual(at->second.browser, browser);
  if (!ours)
    return Err(Code::kForbidden,
               "this sign-in did not begin in this browser, or took too long; begin again");
  Returned returned{at->second.verifier, at->second.nonce};
  on_the_way_.erase(at);
  return returned;
}

}  // namespace signalbox
