// /v1/session/oidc: signing in with an identity provider.
#include "api/api_parts.h"
#include "api/oidc_client.h"
#include "api/router.h"
#include "api/session_cookies.h"

namespace signalbox {
namespace {

constexpr std::string_view kFlowCookie = "signalbox_oidc";

// Lax and not Strict: the provider sends the browser back from another site.
std::string FlowCookie(std::string_view value, TimeUs lasts_us, bool secure) {
  return std::string(kFlowCookie) + "=" + std::string(value) +
         "; HttpOnly; SameSite=Lax; Path=/v1/session/oidc; Max-Age=" +
         std::to_string(lasts_us / kSecondUs) + (secure ? "; Secure" : "");
}

// The session's cookie is Strict, so the browser would not send it along when this answer led on by
// a redirect that began at the provider; a page of ours leads on instead. It goes to our own root
// and nowhere that a request names.
HttpResponse LeadOn(HttpResponse response) {
  response.content_type = "text/html; charset=utf-8";
  response.body =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Signalbox</title>"
      "<meta http-equiv=\"refresh\" content=\"0;url=/\"></head>"
      "<body><a href=\"/\">Signalbox</a></body></html>\n";
  return response;
}

HttpResponse Start(ApiParts& parts, const RouteContext& context) {
  const std::string_view path = context.request.path();
  if (parts.oidc == nullptr)
    return ErrorResponse(404, "no identity provider is set; see docs/security.md", path);
  Result<OidcFlow::Begun> begun = parts.oidc->Begin();
  if (!begun.ok()) return ErrorResponse(begun.error(), path);
  HttpResponse response;
  response.status = 302;
  response.headers = {
      {"Location", std::move(begun->url)},
      {"Set-Cookie", FlowCookie(begun->browser, OidcFlow::kLastsUs, context.request.secure)}};
  return response;
}

HttpResponse Return(ApiParts& parts, const RouteContext& context) {
  const HttpRequest& request = context.request;
  if (parts.oidc == nullptr)
    return ErrorResponse(404, "no identity provider is set; see docs/security.md", request.path());
  const std::string* state = context.Query("state");
  const std::string* code = context.Query("code");
  if (state == nullptr || code == nullptr)
    return ErrorResponse(400, "the identity provider refused, or sent no code", request.path());
  const auto signed_in = [&]() -> Result<AccessBook::SignedIn> {
    SB_ASSIGN(const std::string email,
              parts.oidc->Finish(*state, *code, CookieOf(request, kFlowCookie)));
    return parts.book.SignInByEmail(email);
  }();
  HttpResponse response = EnterSession(parts, context, signed_in);
  response.headers.emplace_back("Set-Cookie", FlowCookie("", 0, request.secure));
  return response.status == 200 ? LeadOn(std::move(response)) : response;
}

Route OidcRoute(ApiParts& parts, std::string pattern, std::string summary,
                HttpResponse (*answer)(ApiParts&, const RouteContext&)) {
  Route route;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.response_type = "text/html";
  route.handler = InPool(
      parts.pool, [&parts, answer](const RouteContext& context) { return answer(parts, context); });
  return route;
}

}  // namespace

void AddOidcRoutes(ApiParts& parts, Router* router) {
  Route start =
      OidcRoute(parts, "/v1/session/oidc/start", "Go to the identity provider to sign in", Start);
  start.success = {302};
  start.response_type.clear();
  router->Add(Permission::kAnyone, std::move(start));
  Route back = OidcRoute(parts, "/v1/session/oidc/callback",
                         "Where the identity provider sends the browser back", Return);
  back.query = {{"state", "of the sign-in that began"}, {"code", "what the provider gave"}};
  router->Add(Permission::kAnyone, std::move(back));
}

}  // namespace signalbox
