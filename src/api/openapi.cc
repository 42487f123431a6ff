#include "api/openapi.h"

#include <algorithm>

#include "api/problem.h"
#include "base/ascii.h"
#include "base/json_writer.h"

namespace signalbox {
namespace {

// Of the interface, not of the program: the first number is the `v1` of the paths.
constexpr std::string_view kApiVersion = "1.0.0";

// `GET /v1/leads/{id}` becomes `get_v1_leads_id`: unique, as method and pattern are.
std::string OperationId(const Route& route) {
  std::string id = LowerAscii(MethodName(route.method));
  for (const char c : route.pattern) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain) {
      id.push_back(c);
    } else if (id.back() != '_') {
      id.push_back('_');
    }
  }
  while (id.back() == '_') id.pop_back();
  return id;
}

void AppendSchema(std::string_view name, std::string_view media_type, JsonWriter* json) {
  json->BeginObject();
  if (!media_type.ends_with("json") || name.empty()) {
    if (!media_type.ends_with("json")) json->Member("type", "string");
  } else if (HasApiSchema(name)) {
    json->Member("$ref", "#/components/schemas/" + std::string(name));
  } else {
    json->Member("type", "object").Member("title", name);
  }
  json->EndObject();
}

void AppendContent(std::string_view schema, const std::vector<std::string>& types,
                   JsonWriter* json) {
  json->Key("content").BeginObject();
  for (const std::string& type : types) {
    json->Key(type).BeginObject().Key("schema");
    AppendSchema(schema, type, json);
    json->EndObject();
  }
  json->EndObject();
}

void AppendParameter(std::string_view name, std::string_view place, std::string_view description,
                     JsonWriter* json) {
  json->BeginObject();
  json->Member("name", name).Member("in", place);
  if (!description.empty()) json->Member("description", description);
  if (place == "path") json->Member("required", true);
  json->Key("schema").BeginObject().Member("type", "string").EndObject();
  json->EndObject();
}

void AppendParameters(const Route& route, JsonWriter* json) {
  json->Key("parameters").BeginArray();
  std::string_view rest = route.pattern;
  for (size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    rest.remove_prefix(open + 1);
    AppendParameter(rest.substr(0, rest.find('}')), "path", {}, json);
  }
  for (const QueryParameter& query : route.query) {
    AppendParameter(query.name, "query", query.description, json);
  }
  json->EndArray();
}

void AppendResponses(const Route& route, JsonWriter* json) {
  json->Key("responses").BeginObject();
  for (const int status : route.success) {
    json->Key(std::to_string(status)).BeginObject();
    json->Member("description", StatusText(status));
    const bool has_body = status != 204 && status != 304;
    if (has_body && !route.response_type.empty()) {
      AppendContent(route.response_schema, {route.response_type}, json);
    }
    json->EndObject();
  }
  json->Key("default").BeginObject().Member("$ref", "#/components/responses/Problem").EndObject();
  json->EndObject();
}

void AppendOperation(const Route& route, JsonWriter* json) {
  json->Key(LowerAscii(MethodName(route.method))).BeginObject();
  json->Member("operationId", OperationId(route)).Member("summary", route.summary);
  json->Member("x-permission", PermissionName(route.permission));
  if (route.permission == Permission::kAnyone) json->Key("security").BeginArray().EndArray();
  if (route.vouched) {
    // With the token, or with what the route itself checks.
    json->Key("security").BeginArray().BeginObject().Key("token").BeginArray().EndArray();
    json->EndObject().BeginObject().EndObject().EndArray();
  }
  AppendParameters(route, json);
  if (!route.request_schema.empty()) {
    json->Key("requestBody").BeginObject().Member("required", true);
    AppendContent(route.request_schema, route.request_types, json);
    json->EndObject();
  }
  AppendResponses(route, json);
  json->EndObject();
}

// Routes of one pattern stand together, patterns in the order in which they were added.
void AppendPaths(const std::vector<Route>& routes, JsonWriter* json) {
  json->Key("paths").BeginObject();
  for (size_t i = 0; i < routes.size(); ++i) {
    const auto same = [&](const Route& other) { return other.pattern == routes[i].pattern; };
    const auto here = routes.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(routes.begin(), here, same)) continue;
    json->Key(routes[i].pattern).BeginObject();
    for (auto route = here; route != routes.end(); ++route) {
      if (same(*route)) AppendOperation(*route, json);
    }
    json->EndObject();
  }
  json->EndObject();
}

void AppendComponents(JsonWriter* json) {
  json->Key("components").BeginObject();
  json->Key("securitySchemes").BeginObject().Key("token").BeginObject();
  json->Member("type", "http").Member("scheme", "bearer");
  json->Member("description",
               "The workspace's token, which `signalbox init` printed, or an API token");
  json->EndObject().Key("session").BeginObject();
  json->Member("type", "apiKey").Member("in", "cookie").Member("name", SessionCookieName(false));
  json->Member("description",
               "Set by POST /v1/session; what changes something also sends X-CSRF-Token");
  json->EndObject().EndObject();
  json->Key("responses").BeginObject().Key("Problem").BeginObject();
  json->Member("description", "What is wrong, where, and what to do (RFC 9457)");
  AppendContent("Problem", {std::string(kProblemMediaType)}, json);
  json->EndObject().EndObject();
  json->Key("schemas").BeginObject();
  for (const ApiSchema& schema : ApiSchemas()) json->Key(schema.name).Raw(schema.json);
  json->EndObject();
  json->EndObject();
}

}  // namespace

std::span<const ApiSchema> ApiSchemas() {
  static const std::vector<ApiSchema> all = [] {
    std::vector<ApiSchema> schemas;
    for (const std::span<const ApiSchema> part :
         {RoutingSchemas(), ChangeSchemas(), LawSchemas(), AccessSchemas(), StandingSchemas(),
          DeskSchemas(), ModelSchemas(), NoticeSchemas(), PeopleSchemas(), ReportSchemas()})
      schemas.insert(schemas.end(), part.begin(), part.end());
    return schemas;
  }();
  return all;
}

bool HasApiSchema(std::string_view name) {
  const auto schemas = ApiSchemas();
  return std::any_of(schemas.begin(), schemas.end(),
                     [name](const ApiSchema& schema) { return schema.name == name; });
}

std::string OpenApiJson(const Router& router) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("openapi", "3.1.0");
  json.Key("info").BeginObject();
  json.Member("title", "Signalbox").Member("version", kApiVersion);
  json.Member("summary", "Routes revenue leads: durable, explained, provable");
  json.EndObject();
  json.Key("servers").BeginArray().BeginObject().Member("url", "/").EndObject().EndArray();
  json.Key("security").BeginArray().BeginObject().Key("token").BeginArray().EndArray();
  json.EndObject().BeginObject().Key("session").BeginArray().EndArray();
  json.EndObject().EndArray();
  AppendPaths(router.routes(), &json);
  AppendComponents(&json);
  json.EndObject();
  return text;
}

}  // namespace signalbox
