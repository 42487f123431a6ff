// The table of routes: the one place that says which method and path exist. Requests are dispatched
// by it, and the OpenAPI document (openapi.h) is generated from it, so that neither can name what
// the other does not know. Built once, before the server starts; after that const and thread safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/auth.h"
#include "api/http_message.h"
#include "api/http_responder.h"
#include "base/result.h"

namespace signalbox {

// What a route's handler is given beside the request; valid during the call.
struct RouteContext {
  const HttpRequest& request;
  const Principal& principal;
  std::vector<std::pair<std::string_view, std::string>> path_parameters;
  std::vector<std::pair<std::string, std::string>> query;
  std::string_view pattern{};  // of the route; lives as long as the router

  std::string_view Path(std::string_view name) const;
  // As the record of readings names it: `GET /v1/leads/{id}`.
  std::string Name() const;
  // Null when the parameter was not given.
  const std::string* Query(std::string_view name) const;
};

using RouteHandler = std::function<void(const RouteContext&, Responder)>;

struct QueryParameter {
  std::string name;
  std::string description;
};

struct Route {
  Method method = Method::kGet;
  std::string pattern;  // `/v1/leads/{id}`: a parameter is one segment, a last `{rest}` any path
  std::string summary;
  RouteHandler handler;
  // Set by Router::Add.
  Permission permission = Permission::kSignedIn;
  // Whether this request may come without a sign-in all the same, told by its head and the path's
  // first parameter: its handler checks it by other means. Null: none may.
  std::function<bool(const HttpRequest&, std::string_view parameter)> vouched{};
  std::vector<QueryParameter> query{};
  // Names of schemas in openapi.cc; empty = no body.
  std::string request_schema{};
  std::string response_schema{};
  std::vector<int> success{200};
  std::string response_type = "application/json";
  std::vector<std::string> request_types{"application/json"};
};

// Told of each request that is refused for who asks: 401 with nobody, 403 with the principal.
// `pattern` is empty where no route is meant.
using DenialObserver =
    std::function<void(const HttpRequest&, const Principal&, std::string_view pattern, int status)>;

class Router {
 public:
  // `access` must outlive the router.
  explicit Router(const AccessCheck& access) : access_(access) {}

  // Whoever asks for the route needs `permission`. A pattern twice for one method, or a malformed
  // one, is a broken invariant.
  void Add(Permission permission, Route route);
  const std::vector<Route>& routes() const { return routes_; }
  // After the last Add: `observer` is told of every answer. `clock` must outlive the responders.
  void Watch(std::shared_ptr<AnswerObserver> observer, const Clock& clock);

  // Before the first request.
  void OnDenial(DenialObserver observer) { denied_ = std::move(observer); }

  // Finds the route and calls its handler, or answers 400, 401, 403, 404, 405 (with Allow) or
  // OPTIONS itself. HEAD goes to GET. This is the Handler of the server. Who asks is settled before
  // existence, so that a stranger learns no paths.
  void Handle(const HttpRequest& request, Responder responder) const;

  // What Handle would refuse for the request's head alone (400, 401, 403, 404, 405), so that a
  // stranger's large body is not received first; nothing when the request may come. This is the
  // Admission of the server.
  std::optional<HttpResponse> Admit(const HttpRequest& request) const;

 private:
  struct Entry {
    std::vector<std::string> segments;  // a parameter as `{name}`
    size_t route;
    // The first parameter's text within `path`; empty without one.
    std::string_view Parameter(const std::vector<std::string>& path) const;
  };
  // Either the route and who asks, or the answer.
  struct Found {
    const Entry* entry = nullptr;
    std::vector<std::string> segments{};
    Principal principal{};
    std::optional<HttpResponse> answer{};
  };
  struct Offer {
    const Entry* entry = nullptr;  // for this method
    bool path_exists = false;
  };
  Found Find(const HttpRequest& request) const;
  HttpResponse Deny(const HttpRequest& request, const Principal& principal, const Entry* entry,
                    int status, std::string why) const;
  Offer OfferFor(Method method, const std::vector<std::string>& segments) const;
  // The methods of a path, as the header `Allow` lists them.
  std::string AllowFor(const std::vector<std::string>& segments) const;

  const AccessCheck& access_;
  std::vector<Route> routes_;
  std::vector<std::vector<Entry>> entries_;  // by their number of segments
  std::shared_ptr<AnswerObserver> observer_;
  const Clock* clock_ = nullptr;
  DenialObserver denied_;
};

// Percent-decoding (RFC 3986 section 2.1); kInvalid for a broken escape or what is not clean UTF-8.
Result<std::string> PercentDecode(std::string_view text, bool plus_is_blank);

// `a=1&b=two+words` in order; kInvalid for broken escapes or more than 100 parameters.
Result<std::vector<std::pair<std::string, std::string>>> ParseQuery(std::string_view query);

// The decoded segments of a path. kInvalid for `.` and `..` segments, empty ones, and an encoded
// slash, backslash or control character: each is a way to make two readers of one path disagree.
Result<std::vector<std::string>> SplitPath(std::string_view path);

}  // namespace signalbox
