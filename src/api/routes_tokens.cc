// /v1/tokens: API tokens, each of somebody and narrower than they are; and /v1/readings, who read
// what.
#include "api/access_json.h"
#include "api/answer_route.h"
#include "api/query_number.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

constexpr TimeUs kDefaultTokenLastsUs = 90 * kDayUs;
constexpr int64_t kMaxReadings = 1'000;

bool SeesAllTokens(const Principal& principal) {
  return principal.May(Permission::kReadUsers);
}

struct TokenRequest {
  NewToken wanted;
  std::string person;  // whose; empty: of whoever asks
};

// Zero: nobody's, as the workspace's own token makes them for programs.
Result<Id> OwnerOf(ApiParts& parts, const Principal& principal, const TokenRequest& request) {
  if (principal.kind != Principal::Kind::kOperator) {
    if (!request.person.empty() && request.person != principal.person)
      return Err(Code::kForbidden, "`person`: a token that you make is your own");
    return ParseId("user", principal.user);
  }
  if (request.person.empty()) return Id();
  for (const User& user : parts.book.Users()) {
    if (!user.active || user.person != request.person) continue;
    if ((request.wanted.roles & user.roles) == request.wanted.roles) return user.id;
    return Err(Code::kInvalid, "`roles`: a token of `" + request.person +
                                   "` has no role that they have not as a user");
  }
  return Err(Code::kInvalid, "`person`: nobody who may sign in is `" + request.person +
                                 "`; `signalbox user add LOGIN --person " + request.person +
                                 "` adds them");
}

Result<TokenRequest> ReadToken(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(RequestBody body, RequestBody::Read(context.request.body));
  TokenRequest request;
  NewToken& wanted = request.wanted;
  SB_ASSIGN(wanted.name, body.Needed("name"));
  SB_ASSIGN(const auto roles, body.Texts("roles"));
  SB_ASSIGN(const auto scopes, body.Texts("scopes"));
  SB_ASSIGN(const auto lasts, body.Text("expires_in"));
  SB_ASSIGN(const auto expires, body.Text("expires_at"));
  SB_ASSIGN(const auto person, body.Text("person"));
  SB_TRY(body.Finish());
  SB_ASSIGN(wanted.roles, RolesFromNames(roles.value_or(std::vector<std::string>())));
  SB_ASSIGN(wanted.scopes, ScopesFromNames(scopes.value_or(std::vector<std::string>())));
  request.person = person.value_or("");
  wanted.lasts_us = kDefaultTokenLastsUs;
  if (lasts) {
    SB_ASSIGN(wanted.lasts_us, ParseDuration(*lasts));
  }
  if (expires) {
    SB_ASSIGN(const TimeUs at, ParseTime(*expires));
    wanted.lasts_us = at - parts.workspace.clock().Now();
  }
  const Principal& principal = context.principal;
  const bool owns_all = principal.kind == Principal::Kind::kOperator;
  if (!owns_all && (wanted.roles & principal.roles) != wanted.roles)
    return Err(Code::kForbidden, "`roles`: a token has no role that you have not");
  return request;
}

Result<std::string> AddToken(ApiParts& parts, const RouteContext& context) {
  const Principal& principal = context.principal;
  // Or a token that leaked would make another one that outlives it.
  if (principal.kind == Principal::Kind::kToken)
    return Err(Code::kForbidden, "an API token makes no other; sign in");
  SB_ASSIGN(const TokenRequest request, ReadToken(parts, context));
  SB_ASSIGN(const Id user, OwnerOf(parts, principal, request));
  SB_ASSIGN(const auto made, parts.book.AddToken(request.wanted, user));
  parts.readings.Note({0, 0, "access_changed", principal.name, context.Name(),
                       FormatId("token", made.first.id) + " added", 1});
  std::string text;
  JsonWriter json(&text);
  AppendApiToken(made.first, made.second, &json);
  return text;
}

HttpResponse PostToken(ApiParts& parts, const RouteContext& context) {
  Result<std::string> text = AddToken(parts, context);
  if (!text.ok()) return ErrorResponse(text.error(), context.request.path());
  return JsonResponse(std::move(*text), 201);
}

bool IsTheirs(const ApiToken& token, const Principal& principal) {
  return SeesAllTokens(principal) ||
         (!token.user.IsZero() && FormatId("user", token.user) == principal.user);
}

Result<std::string> ListTokens(ApiParts& parts, const RouteContext& context) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("tokens").BeginArray();
  for (const ApiToken& token : parts.book.Tokens()) {
    if (IsTheirs(token, context.principal)) AppendApiToken(token, "", &json);
  }
  json.EndArray().EndObject();
  return text;
}

Result<std::string> RevokeToken(ApiParts& parts, const RouteContext& context) {
  const Error none = Err(Code::kNotFound, "there is no API token with this id");
  const Result<Id> id = ParseId("token", context.Path("id"));
  if (!id.ok()) return none;
  const Principal& principal = context.principal;
  bool theirs = false;
  for (const ApiToken& token : parts.book.Tokens()) {
    if (token.id != *id) continue;
    theirs = principal.May(Permission::kWriteUsers) ||
             (!token.user.IsZero() && FormatId("user", token.user) == principal.user);
  }
  if (!theirs) return none;
  SB_TRY(parts.book.RevokeToken(*id));
  parts.readings.Note({0, 0, "access_changed", principal.name, context.Name(),
                       FormatId("token", *id) + " revoked", 1});
  return "{\"id\":\"" + FormatId("token", *id) + "\"}";
}

Result<std::string> ListReadings(ApiParts& parts, const RouteContext& context) {
  ReadingFilter filter;
  SB_ASSIGN(filter.limit, QueryNumber(context, "limit", filter.limit, 1, kMaxReadings));
  SB_ASSIGN(filter.before, QueryNumber(context, "before", 0, 1));
  if (const std::string* text = context.Query("principal")) filter.principal = *text;
  if (const std::string* text = context.Query("kind")) filter.kind = *text;
  SB_ASSIGN(const std::vector<ReadingEvent> events, parts.readings.List(filter));
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("items").BeginArray();
  for (const ReadingEvent& event : events) AppendReading(event, &json);
  json.EndArray().EndObject();
  return text;
}

Result<std::string> CheckReadings(ApiParts& parts) {
  const Status checked = parts.readings.Verify();
  if (!checked.ok() && checked.error().code != Code::kCorrupt) return checked.error();
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("ok", checked.ok());
  json.MemberOrNull("first_bad", checked.ok() ? "" : checked.error().message).EndObject();
  return text;
}

}  // namespace

void AddTokenRoutes(ApiParts& parts, Router* router) {
  Route list =
      AnswerRoute(parts, Method::kGet, "/v1/tokens", "Your API tokens; an administrator sees all",
                  [&parts](const RouteContext& context) { return ListTokens(parts, context); });
  list.response_schema = "ApiTokens";
  router->Add(Permission::kOwnTokens, std::move(list));
  Route add = ResponseRoute(
      parts, Method::kPost, "/v1/tokens", "Make an API token; its secret is shown once",
      [&parts](const RouteContext& context) { return PostToken(parts, context); });
  add.success = {201};
  add.request_schema = "NewApiToken";
  add.response_schema = "ApiToken";
  router->Add(Permission::kOwnTokens, std::move(add));
  Route remove =
      AnswerRoute(parts, Method::kDelete, "/v1/tokens/{id}", "Revoke an API token, at once",
                  [&parts](const RouteContext& context) { return RevokeToken(parts, context); });
  remove.response_schema = "RevokedToken";
  router->Add(Permission::kOwnTokens, std::move(remove));
}

void AddReadingRoutes(ApiParts& parts, Router* router) {
  Route list = AnswerRoute(
      parts, Method::kGet, "/v1/readings", "Who read personal data, and who was refused",
      [&parts](const RouteContext& context) { return ListReadings(parts, context); });
  list.query = {{"principal", "of one principal, such as `user_0190...`"},
                {"kind",
                 "read, denied, denied_anonymously, signed_in, signed_out, sign_in_failed or "
                 "access_changed"},
                {"before", "older than this position"},
                {"limit", "100 if not given, at most 1000"}};
  list.response_schema = "Readings";
  router->Add(Permission::kReadReadings, std::move(list));
  Route check = AnswerRoute(parts, Method::kGet, "/v1/readings/check",
                            "Whether the record of readings is what was written",
                            [&parts](const RouteContext&) { return CheckReadings(parts); });
  check.response_schema = "ReadingsCheck";
  router->Add(Permission::kReadReadings, std::move(check));
}

}  // namespace signalbox
