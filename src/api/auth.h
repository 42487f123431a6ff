// Who is calling: the workspace's bearer token (RFC 6750), an API token, or a signed-in session's
// cookie. Tokens are held as SHA-256 digests only, so neither memory nor timing gives one away.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/access_book.h"
#include "access/principal.h"
#include "api/http_message.h"
#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

inline constexpr std::string_view kBearerChallenge = "Bearer realm=\"signalbox\"";

// The names of our cookies. Over TLS they are bound to this host and path (`__Host-`, RFC 6265bis).
std::string SessionCookieName(bool secure);
std::string DeviceCookieName(bool secure);
// The value of a cookie that the request brings; empty for none.
std::string_view CookieOf(const HttpRequest& request, std::string_view name);
inline constexpr std::string_view kCsrfHeader = "X-CSRF-Token";

// Filled before the server starts; after that const and thread safe.
class AccessCheck {
 public:
  void Allow(const Digest& sha256_of_token, Principal principal);
  // Whose sessions and API tokens are taken; outlives the check.
  void Ask(AccessBook& book) { book_ = &book; }

  // Who asks, or why not: 401 for somebody unknown, 403 for a change by cookie without the
  // session's CSRF token. An Authorization header goes before a cookie, and needs no such token.
  struct Asker {
    Principal principal{};
    int refused = 0;  // a status; 0 for welcome
    std::string why{};
  };
  Asker Check(const HttpRequest& request) const;

 private:
  struct Entry {
    Digest digest;
    Principal principal;
  };
  Result<Principal> OfToken(std::string_view authorization) const;

  std::vector<Entry> entries_;
  AccessBook* book_ = nullptr;
};

}  // namespace signalbox
