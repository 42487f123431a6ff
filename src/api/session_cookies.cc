#include "api/session_cookies.h"

#include "access/reading_log.h"
#include "api/access_json.h"
#include "api/work_pool.h"

namespace signalbox {

std::string StrictCookie(const std::string& name, std::string_view value, TimeUs lasts_us,
                         bool secure) {
  std::string text = name + "=" + std::string(value) + "; HttpOnly; SameSite=Strict; Path=/";
  if (lasts_us >= 0) text += "; Max-Age=" + std::to_string(lasts_us / kSecondUs);
  return secure ? text + "; Secure" : text;
}

namespace {

HttpResponse Welcome(AccessBook& book, const HttpRequest& request,
                     const AccessBook::SignedIn& signed_in) {
  const auto view = book.OfSession(signed_in.session);
  if (!view.ok()) return ErrorResponse(401, view.error().message, request.path());
  HttpResponse response = JsonResponse(SessionJson(view->user, view->principal, view->csrf));
  response.headers.emplace_back("Set-Cookie", StrictCookie(SessionCookieName(request.secure),
                                                           signed_in.session, -1, request.secure));
  response.headers.emplace_back("Set-Cookie",
                                StrictCookie(DeviceCookieName(request.secure), signed_in.device,
                                             kDeviceMarkLastsUs, request.secure));
  return response;
}

HttpResponse RefusedSignIn(ApiParts& parts, const RouteContext& context, const Error& error) {
  if (error.code == Code::kForbidden) {
    parts.readings.Note({0, 0, "sign_in_failed", context.request.remote, context.Name(), "", 1});
    return ErrorResponse(401, error.message, context.request.path());
  }
  if (error.code == Code::kExhausted) parts.readings.CountDenial(context.request.remote);
  return ErrorResponse(error, context.request.path());
}

}  // namespace

HttpResponse EnterSession(ApiParts& parts, const RouteContext& context,
                          const Result<AccessBook::SignedIn>& signed_in) {
  if (!signed_in.ok()) return RefusedSignIn(parts, context, signed_in.error());
  // Whatever session the browser had before is over.
  const HttpRequest& request = context.request;
  const std::string_view before = CookieOf(request, SessionCookieName(request.secure));
  if (const Status ended = parts.book.SignOut(before); !ended.ok())
    return ErrorResponse(ended.error(), request.path());
  parts.readings.Note(
      {0, 0, "signed_in", FormatId("user", signed_in->user.id), context.Name(), "", 1});
  return Welcome(parts.book, request, *signed_in);
}

}  // namespace signalbox
