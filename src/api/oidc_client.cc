#include "api/oidc_client.h"

#include <nlohmann/json.hpp>

#include "base/markup.h"

namespace signalbox {
namespace {

constexpr TimeUs kEndpointsLastUs = kHourUs;

Error Unavailable(std::string_view what) {
  return Err(Code::kUnavailable, "the identity provider " + std::string(what) + "; try again");
}

std::string TextOrEmpty(const nlohmann::json& object, const char* name) {
  const auto at = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && at != object.end() && at->is_string() ? at->get<std::string>()
                                                                     : std::string();
}

// Only over TLS, but for a provider on this machine, which tests and development have.
bool IsSafeUrl(const std::string& url) {
  return url.starts_with("https://") || url.starts_with("http://127.0.0.1:") ||
         url.starts_with("http://localhost:");
}

}  // namespace

Result<std::string> OidcClient::Get(const std::string& url) {
  OutgoingRequest request;
  request.url = url;
  SB_ASSIGN(const HttpReply reply, transport_.Fetch(request));
  if (reply.status != 200) return Unavailable("answered " + std::to_string(reply.status));
  return reply.body;
}

Result<OidcClient::Endpoints> OidcClient::Find() {
  {
    const std::lock_guard lock(mutex_);
    if (endpoints_ && endpoints_->until > clock_.Now()) return *endpoints_;
  }
  const std::string& issuer = flow_.settings().issuer;
  SB_ASSIGN(const std::string body,
            Get(issuer + (issuer.ends_with('/') ? "" : "/") + ".well-known/openid-configuration"));
  const nlohmann::json told = nlohmann::json::parse(body, nullptr, false);
  // Section 4.3: or another provider could speak for this one.
  if (TextOrEmpty(told, "issuer") != issuer)
    return Err(Code::kForbidden, "the identity provider calls itself by another issuer");
  const Endpoints found{TextOrEmpty(told, "authorization_endpoint"),
                        TextOrEmpty(told, "token_endpoint"), TextOrEmpty(told, "jwks_uri"),
                        clock_.Now() + kEndpointsLastUs};
  for (const std::string* url : {&found.authorization, &found.token, &found.keys}) {
    if (!IsSafeUrl(*url)) return Unavailable("names an endpoint that is not https");
  }
  const std::lock_guard lock(mutex_);
  endpoints_ = found;
  return found;
}

Result<OidcFlow::Begun> OidcClient::Begin() {
  SB_ASSIGN(const Endpoints endpoints, Find());
  return flow_.Begin(endpoints.authorization, clock_.Now());
}

Result<std::string> OidcClient::Finish(const std::string& state, const std::string& code,
                                       std::string_view browser) {
  SB_ASSIGN(const OidcFlow::Returned returned, flow_.Take(state, browser, clock_.Now()));
  SB_ASSIGN(const Endpoints endpoints, Find());
  const OidcSettings& settings = flow_.settings();
  OutgoingRequest request;
  request.method = "POST";
  request.url = endpoints.token;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = "grant_type=authorization_code&code=" + UrlEscape(code) +
                 "&redirect_uri=" + UrlEscape(settings.redirect_uri) +
                 "&client_id=" + UrlEscape(settings.client_id) +
                 "&code_verifier=" + UrlEscape(returned.verifier);
  if (!settings.client_secret.empty())
    request.body += "&client_secret=" + UrlEscape(settings.client_secret);
  SB_ASSIGN(const HttpReply reply, transport_.Fetch(request));
  if (reply.status != 200)
    return Err(Code::kForbidden, "the identity provider did not take the code it gave");
  const std::string token =
      TextOrEmpty(nlohmann::json::parse(reply.body, nullptr, false), "id_token");
  SB_ASSIGN(const std::string keys, Get(endpoints.keys));
  SB_ASSIGN(const IdClaims claims,
            CheckIdToken(token, keys,
                         {settings.issuer, settings.client_id, returned.nonce, clock_.Now()}));
  if (claims.email.empty())
    return Err(Code::kForbidden, "the identity provider vouches for no e-mail address of yours");
  return claims.email;
}

}  // namespace signalbox
