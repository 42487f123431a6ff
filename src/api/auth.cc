#include "api/auth.h"

#include "base/hash.h"

namespace signalbox {
namespace {

constexpr std::string_view kScheme = "Bearer ";

// RFC 9110 section 9.2.1.
bool IsSafe(Method method) {
  return method == Method::kGet || method == Method::kHead || method == Method::kOptions;
}

}  // namespace

std::string SessionCookieName(bool secure) {
  return secure ? "__Host-signalbox_session" : "signalbox_session";
}

std::string DeviceCookieName(bool secure) {
  return secure ? "__Host-signalbox_device" : "signalbox_device";
}

std::string_view CookieOf(const HttpRequest& request, std::string_view name) {
  std::string_view rest = request.Header("Cookie");
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(';'), rest.size());
    std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return pair.substr(name.size() + 1);
  }
  return {};
}

void AccessCheck::Allow(const Digest& sha256_of_token, Principal principal) {
  entries_.push_back({sha256_of_token, std::move(principal)});
}

Result<Principal> AccessCheck::OfToken(std::string_view authorization) const {
  if (authorization.size() <= kScheme.size() ||
      !EqualsIgnoreCase(authorization.substr(0, kScheme.size()), kScheme)) {
    return Err(Code::kForbidden,
               "sign in, or send a token as `Authorization: Bearer TOKEN`; `signalbox init` "
               "printed the workspace's own");
  }
  std::string_view token = authorization.substr(kScheme.size());
  while (token.starts_with(' ')) token.remove_prefix(1);
  const Digest digest = Sha256(token);
  const Entry* found = nullptr;
  for (const Entry& entry : entries_) {  // to the end, whichever fits
    if (ConstantTimeEqual(View(entry.digest), View(digest))) found = &entry;
  }
  if (found != nullptr) return found->principal;
  if (book_ != nullptr) return book_->OfToken(token);
  return Err(Code::kForbidden, "this token is not one of the workspace's");
}

AccessCheck::Asker AccessCheck::Check(const HttpRequest& request) const {
  const std::string_view authorization = request.Header("Authorization");
  const std::string_view session = CookieOf(request, SessionCookieName(request.secure));
  if (!authorization.empty() || session.empty() || book_ == nullptr) {
    Result<Principal> principal = OfToken(authorization);
    if (!principal.ok()) return {.refused = 401, .why = principal.error().message};
    return {.principal = std::move(*principal)};
  }
  Result<AccessBook::SessionView> view = book_->OfSession(session);
  if (!view.ok()) return {.refused = 401, .why = view.error().message};
  if (!IsSafe(request.method) && !ConstantTimeEqual(request.Header(kCsrfHeader), view->csrf)) {
    return {.principal = std::move(view->principal),
            .refused = 403,
            .why =
                "send the session's `csrf` as the header `X-CSRF-Token`; `GET /v1/session` "
                "has it"};
  }
  return {.principal = std::move(view->principal)};
}

}  // namespace signalbox
