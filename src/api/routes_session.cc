// /v1/session: signing in, who is signed in, signing out, and the one-time link of the first user.
#include "api/access_json.h"
#include "api/api_parts.h"
#include "api/problem.h"
#include "api/router.h"
#include "api/session_cookies.h"
#include "workspace/lead_sight.h"

namespace signalbox {
namespace {

// A page of another origin can send forms and texts without being asked, but no JSON; so it signs
// nobody in as somebody else.
bool IsJson(const HttpRequest& request) {
  const std::string_view type = request.Header("Content-Type");
  return EqualsIgnoreCase(type.substr(0, type.find(';')), "application/json");
}

HttpResponse SignIn(ApiParts& parts, const RouteContext& context) {
  const HttpRequest& request = context.request;
  if (!IsJson(request)) return ErrorResponse(415, "send application/json", request.path());
  const auto credentials = [&]() -> Result<std::pair<std::string, std::string>> {
    SB_ASSIGN(RequestBody body, RequestBody::Read(request.body));
    SB_ASSIGN(std::string login, body.Needed("login"));
    SB_ASSIGN(std::string password, body.Needed("password"));
    SB_TRY(body.Finish());
    return std::pair(std::move(login), std::move(password));
  }();
  if (!credentials.ok()) return ErrorResponse(credentials.error(), request.path());
  return EnterSession(parts, context,
                      parts.book.SignIn(credentials->first, credentials->second, request.remote,
                                        CookieOf(request, DeviceCookieName(request.secure))));
}

HttpResponse SetUp(ApiParts& parts, const RouteContext& context) {
  const HttpRequest& request = context.request;
  if (!IsJson(request)) return ErrorResponse(415, "send application/json", request.path());
  std::string token;
  const auto first = [&]() -> Result<NewUser> {
    SB_ASSIGN(RequestBody body, RequestBody::Read(request.body));
    NewUser user;
    SB_ASSIGN(token, body.Needed("token"));
    SB_ASSIGN(user.login, body.Needed("login"));
    SB_ASSIGN(user.name, body.Needed("name"));
    SB_ASSIGN(user.email, body.Needed("email"));
    SB_ASSIGN(user.password, body.Needed("password"));
    SB_TRY(body.Finish());
    SB_ASSIGN(user.person, PersonForUser(parts.workspace, "", user.email));
    return user;
  }();
  if (!first.ok()) return ErrorResponse(first.error(), request.path());
  return EnterSession(parts, context, parts.book.TakeSetup(token, *first));
}

// The session that the request came by; kNotFound where it came by a token.
Result<AccessBook::SessionView> OwnSession(ApiParts& parts, const RouteContext& context) {
  if (context.principal.kind != Principal::Kind::kUser)
    return Err(Code::kNotFound, "this request came by a token, and no session is behind it");
  return parts.book.OfSession(CookieOf(context.request, SessionCookieName(context.request.secure)));
}

HttpResponse ShowSession(ApiParts& parts, const RouteContext& context) {
  const auto view = OwnSession(parts, context);
  if (!view.ok()) return ErrorResponse(view.error(), context.request.path());
  return JsonResponse(SessionJson(view->user, view->principal, view->csrf));
}

HttpResponse SignOut(ApiParts& parts, const RouteContext& context) {
  const HttpRequest& request = context.request;
  const std::string name = SessionCookieName(request.secure);
  const Status ended = parts.book.SignOut(CookieOf(request, name));
  if (!ended.ok()) return ErrorResponse(ended.error(), request.path());
  parts.readings.Note({0, 0, "signed_out", context.principal.name, context.Name(), "", 1});
  HttpResponse response;
  response.status = 204;
  response.headers.emplace_back("Set-Cookie", StrictCookie(name, "", 0, request.secure));
  return response;
}

HttpResponse NewPassword(ApiParts& parts, const RouteContext& context) {
  const auto changed = [&]() -> Result<AccessBook::SignedIn> {
    SB_ASSIGN(const auto view, OwnSession(parts, context));
    SB_ASSIGN(RequestBody body, RequestBody::Read(context.request.body));
    SB_ASSIGN(const std::string current, body.Needed("current"));
    SB_ASSIGN(const std::string next, body.Needed("password"));
    SB_TRY(body.Finish());
    SB_TRY(parts.book.ChangePassword(view.user.id, current, next, context.request.remote));
    // It ended every session; this browser goes on in a new one.
    return parts.book.SignIn(view.user.login, next, context.request.remote, "");
  }();
  if (!changed.ok()) return ErrorResponse(changed.error(), context.request.path());
  parts.readings.Note(
      {0, 0, "access_changed", context.principal.name, context.Name(), "password", 1});
  return EnterSession(parts, context, changed);
}

using SessionAnswer = HttpResponse (*)(ApiParts&, const RouteContext&);

Route SessionRoute(ApiParts& parts, Method method, std::string pattern, std::string summary,
                   SessionAnswer answer) {
  Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.response_schema = "Session";
  route.handler = InPool(
      parts.pool, [&parts, answer](const RouteContext& context) { return answer(parts, context); });
  return route;
}

}  // namespace

void AddSessionRoutes(ApiParts& parts, Router* router) {
  Route enter =
      SessionRoute(parts, Method::kPost, "/v1/session", "Sign in with login and password", SignIn);
  enter.request_schema = "SignIn";
  router->Add(Permission::kAnyone, std::move(enter));
  Route setup = SessionRoute(parts, Method::kPost, "/v1/session/setup",
                             "Make the first user with the link that `serve` printed", SetUp);
  setup.request_schema = "FirstUser";
  router->Add(Permission::kAnyone, std::move(setup));
  Route password = SessionRoute(parts, Method::kPost, "/v1/session/password",
                                "Change your own password", NewPassword);
  password.request_schema = "NewPassword";
  router->Add(Permission::kSignedIn, std::move(password));
  router->Add(Permission::kSignedIn,
              SessionRoute(parts, Method::kGet, "/v1/session",
                           "Who is signed in, and what they may", ShowSession));
  Route leave = SessionRoute(parts, Method::kDelete, "/v1/session", "Sign out", SignOut);
  leave.response_schema.clear();
  leave.success = {204};
  router->Add(Permission::kSignedIn, std::move(leave));
}

}  // namespace signalbox
