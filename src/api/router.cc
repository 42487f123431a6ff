#include "api/router.h"

#include <algorithm>
#include <charconv>

#include "api/problem.h"
#include "base/check.h"
#include "base/limits.h"

namespace signalbox {
namespace {

bool IsParameter(std::string_view segment) {
  return segment.starts_with('{');
}

// A last parameter of this name takes whatever is left of a path, in order or not. Only for routes
// whose answer is the same for every path: two readers of it cannot disagree.
constexpr std::string_view kRest = "{rest}";

bool TakesRest(const std::vector<std::string>& pattern) {
  return !pattern.empty() && pattern.back() == kRest;
}

// As they stand, for a path that SplitPath refuses.
std::vector<std::string> RawSegments(std::string_view path) {
  std::vector<std::string> segments;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const size_t end = std::min(path.find('/'), path.size());
    segments.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

HttpResponse RefusalResponse(const HttpRequest& request, Problem problem) {
  problem.instance = request.path();
  if (!IsCleanUtf8(problem.instance)) problem.instance.clear();
  HttpResponse response = ProblemResponse(problem);
  if (problem.status == 401) response.headers.emplace_back("WWW-Authenticate", kBearerChallenge);
  return response;
}

std::string_view Trimmed(std::string_view text, std::string_view blanks) {
  const size_t from = text.find_first_not_of(blanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

// The charset that a content type names (RFC 9110 section 8.3.2) where it is not the one that is
// read here.
std::string_view ForeignCharset(std::string_view content_type) {
  for (size_t at = content_type.find(';'); at != std::string_view::npos;) {
    content_type.remove_prefix(at + 1);
    at = content_type.find(';');
    const std::string_view parameter = content_type.substr(0, at);
    const size_t equals = std::min(parameter.find('='), parameter.size());
    if (!EqualsIgnoreCase(Trimmed(parameter.substr(0, equals), " \t"), "charset")) continue;
    const std::string_view name = Trimmed(parameter.substr(equals), "= \t\"");
    if (!EqualsIgnoreCase(name, "utf-8") && !EqualsIgnoreCase(name, "us-ascii")) return name;
  }
  return {};
}

// A packed body would be told as one with odd bytes.
bool IsAsItIs(std::string_view coding) {
  return coding.empty() || EqualsIgnoreCase(coding, "identity");
}

// Of a route that takes JSON alone; one that takes other types too looks for itself. What is sent
// without a type is read as what is expected, and so is JSON under the type that clients write
// where nobody names one (`curl -d`).
bool IsOfOtherType(const HttpRequest& request, const Route& route) {
  if (request.body.empty() || route.request_schema.empty() || route.request_types.size() != 1 ||
      route.request_types.front() != "application/json")
    return false;
  std::string_view type = request.Header("Content-Type");
  type = Trimmed(type.substr(0, type.find(';')), " \t");
  const std::string name = LowerAscii(type);
  if (name.empty() || name == "application/json" || name == "text/json" || name.ends_with("+json"))
    return false;
  const size_t begin = request.body.find_first_not_of(" \t\r\n");
  const bool looks_like_json =
      begin != std::string::npos && (request.body[begin] == '{' || request.body[begin] == '[');
  return name != "application/x-www-form-urlencoded" || !looks_like_json;
}

// A filter with a slip in its name would be a list of everything, and a `dry_run` with one would be
// done. Pages that people come to from outside, and leads that other systems send, bring parameters
// of their own, which are let be.
std::string UnknownParameter(const Route& route,
                             const std::vector<std::pair<std::string, std::string>>& query) {
  if (route.permission == Permission::kAnyone || route.permission == Permission::kSendLeads ||
      !route.pattern.starts_with("/v1/"))
    return {};
  for (const auto& [name, value] : query) {
    if (std::ranges::any_of(route.query, [&](const auto& one) { return one.name == name; }))
      continue;
    std::string known;
    for (const QueryParameter& one : route.query)
      known += (known.empty() ? "it takes `" : "`, `") + one.name;
    return "there is no parameter `" + name + "` here; " +
           (known.empty() ? "it takes none" : known + "`");
  }
  return {};
}

}  // namespace

std::string RouteContext::Name() const {
  return std::string(MethodName(request.method)) + " " + std::string(pattern);
}

std::string_view RouteContext::Path(std::string_view name) const {
  for (const auto& [key, value] : path_parameters) {
    if (key == name) return value;
  }
  return {};
}

const std::string* RouteContext::Query(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return &value;
  }
  return nullptr;
}

void Router::Add(Permission permission, Route route) {
  route.permission = permission;
  CHECK(route.pattern.starts_with('/') && route.handler != nullptr);
  Entry entry;
  for (std::string_view rest = std::string_view(route.pattern).substr(1); !rest.empty();) {
    const size_t end = std::min(rest.find('/'), rest.size());
    entry.segments.emplace_back(rest.substr(0, end));
    CHECK(!entry.segments.back().empty());
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  for (const Route& other : routes_) {
    CHECK(other.method != route.method || other.pattern != route.pattern);
  }
  entry.route = routes_.size();
  routes_.push_back(std::move(route));
  const size_t segments = entry.segments.size();
  if (entries_.size() <= segments) entries_.resize(segments + 1);
  entries_[segments].push_back(std::move(entry));
}

std::string_view Router::Entry::Parameter(const std::vector<std::string>& path) const {
  const auto at = std::find_if(segments.begin(), segments.end(), IsParameter);
  if (at == segments.end()) return {};
  return path[static_cast<size_t>(at - segments.begin())];
}

void Router::Watch(std::shared_ptr<AnswerObserver> observer, const Clock& clock) {
  observer_ = std::move(observer);
  clock_ = &clock;
}

namespace {

// From the last segment backwards: nearly all paths begin alike.
bool Matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  for (size_t i = pattern.size(); i-- > 0;) {
    if (!IsParameter(pattern[i]) && pattern[i] != path[i]) return false;
  }
  return true;
}

// Calls `found` with each entry for the path; with those that take its rest only where no other is.
template <class Entries, class Found>
void ForEachMatch(const Entries& entries, const std::vector<std::string>& path,
                  const Found& found) {
  if (entries.empty()) return;
  bool any = false;
  for (size_t length = std::min(path.size(), entries.size() - 1) + 1; length-- > 0 && !any;) {
    for (const auto& entry : entries[length]) {
      if (length < path.size() && !TakesRest(entry.segments)) continue;
      if (!Matches(entry.segments, path)) continue;
      any = true;
      found(entry);
    }
  }
}

}  // namespace

Router::Offer Router::OfferFor(Method method, const std::vector<std::string>& segments) const {
  Offer offer;
  ForEachMatch(entries_, segments, [&](const Entry& entry) {
    offer.path_exists = true;
    if (routes_[entry.route].method != method) return;
    // A path written out goes before one with parameters: `/v1/audit/head` before `/v1/audit/{x}`.
    if (offer.entry == nullptr ||
        std::none_of(entry.segments.begin(), entry.segments.end(), IsParameter)) {
      offer.entry = &entry;
    }
  });
  return offer;
}

std::string Router::AllowFor(const std::vector<std::string>& segments) const {
  std::string allow;
  std::vector<Method> methods;
  ForEachMatch(entries_, segments, [&](const Entry& entry) {
    const Method offered = routes_[entry.route].method;
    if (std::find(methods.begin(), methods.end(), offered) != methods.end()) return;
    methods.push_back(offered);
    allow += MethodName(offered);
    allow += offered == Method::kGet ? ", HEAD, " : ", ";
  });
  return allow + "OPTIONS";
}

namespace {

bool AnnouncesOneLead(const HttpRequest& request) {
  const std::string_view length = request.Header("Content-Length");
  size_t bytes = 0;
  const auto read = std::from_chars(length.data(), length.data() + length.size(), bytes);
  return read.ec == std::errc() && !length.empty() && bytes <= kMaxLeadBytes;
}

}  // namespace

HttpResponse Router::Deny(const HttpRequest& request, const Principal& principal,
                          const Entry* entry, int status, std::string why) const {
  if (denied_) {
    const std::string_view pattern =
        entry == nullptr ? std::string_view() : routes_[entry->route].pattern;
    denied_(request, principal, pattern, status);
  }
  return RefusalResponse(request, MakeProblem(status, std::move(why)));
}

Router::Found Router::Find(const HttpRequest& request) const {
  Found found;
  auto segments = SplitPath(request.path());
  found.segments = segments.ok() ? std::move(*segments) : RawSegments(request.path());
  const Method method = request.method == Method::kHead ? Method::kGet : request.method;
  const Offer offer = OfferFor(method, found.segments);
  const bool rest = offer.entry != nullptr && TakesRest(offer.entry->segments);
  if (!segments.ok() && !rest) {
    found.answer = RefusalResponse(request, ProblemFrom(segments.error()));
    return found;
  }
  if (rest) found.segments.resize(offer.entry->segments.size());
  const Route* route = offer.entry == nullptr ? nullptr : &routes_[offer.entry->route];
  const bool open =
      route != nullptr &&
      (route->permission == Permission::kAnyone ||
       (route->vouched && route->vouched(request, offer.entry->Parameter(found.segments))));
  if (!open) {
    AccessCheck::Asker asker = access_.Check(request);
    found.principal = std::move(asker.principal);
    if (asker.refused == 0 && route != nullptr && !found.principal.May(route->permission)) {
      asker.refused = 403;
      asker.why = "this needs the right `" + std::string(PermissionName(route->permission)) +
                  "`, which none of your roles has";
    }
    if (asker.refused != 0) {
      found.answer =
          Deny(request, found.principal, offer.entry, asker.refused, std::move(asker.why));
      return found;
    }
  }
  if (!offer.path_exists) {
    found.answer = RefusalResponse(
        request, MakeProblem(404, "there is nothing here; /openapi.json lists what is"));
  } else if (offer.entry == nullptr && method == Method::kOptions) {
    found.answer = HttpResponse{.status = 204, .headers = {{"Allow", AllowFor(found.segments)}}};
  } else if (offer.entry == nullptr) {
    const std::string allow = AllowFor(found.segments);
    found.answer = RefusalResponse(request, MakeProblem(405, "this path takes only " + allow));
    found.answer->headers.emplace_back("Allow", allow);
  }
  found.entry = offer.entry;
  return found;
}

std::optional<HttpResponse> Router::Admit(const HttpRequest& request) const {
  Found found = Find(request);
  // What a signature is worth is known once the body is there, so a stranger gets little room for
  // it.
  const bool stranger = !found.answer && found.principal.kind == Principal::Kind::kNobody &&
                        found.entry != nullptr && routes_[found.entry->route].vouched;
  if (stranger && !AnnouncesOneLead(request)) {
    return RefusalResponse(request,
                           MakeProblem(413,
                                       "without the bearer token a signed body is at most 64 KB, "
                                       "and says its length"));
  }
  return std::move(found.answer);
}

void Router::Handle(const HttpRequest& request, Responder responder) const {
  Found found = Find(request);
  if (observer_ != nullptr) {
    const size_t route = found.entry == nullptr ? routes_.size() : found.entry->route;
    responder.Watch(observer_, route, *clock_);
  }
  if (found.answer) return responder.Send(std::move(*found.answer));
  auto query = ParseQuery(request.query());
  if (!query.ok() && TakesRest(found.entry->segments))
    query = std::vector<std::pair<std::string, std::string>>();
  if (!query.ok()) return responder.Send(RefusalResponse(request, ProblemFrom(query.error())));
  if (!IsAsItIs(request.Header("Content-Encoding")))
    return responder.Send(RefusalResponse(
        request, MakeProblem(415, "send the body as it is, without `Content-Encoding`")));
  if (const std::string_view charset = ForeignCharset(request.Header("Content-Type"));
      !charset.empty())
    return responder.Send(RefusalResponse(
        request,
        MakeProblem(415, "send the body in UTF-8, not in `" + std::string(charset) + "`")));
  if (IsOfOtherType(request, routes_[found.entry->route]))
    return responder.Send(RefusalResponse(
        request, MakeProblem(415, "send JSON, with `Content-Type: application/json`")));
  if (const std::string wrong = UnknownParameter(routes_[found.entry->route], *query);
      !wrong.empty())
    return responder.Send(RefusalResponse(request, MakeProblem(400, wrong)));
  RouteContext context{
      request, found.principal, {}, std::move(*query), routes_[found.entry->route].pattern};
  for (size_t i = 0; i < found.segments.size(); ++i) {
    const std::string_view name = found.entry->segments[i];
    if (!IsParameter(name)) continue;
    context.path_parameters.emplace_back(name.substr(1, name.size() - 2),
                                         std::move(found.segments[i]));
  }
  routes_[found.entry->route].handler(context, std::move(responder));
}

}  // namespace signalbox
