#include "api/access_json.h"

#include <nlohmann/json.hpp>
#include <set>

namespace signalbox {

struct RequestBody::Inner {
  nlohmann::json object;
  std::set<std::string, std::less<>> asked;

  // Null when it is absent or null.
  const nlohmann::json* Find(std::string_view name) {
    asked.emplace(name);
    const auto at = object.find(name);
    return at == object.end() || at->is_null() ? nullptr : &*at;
  }
};

RequestBody::RequestBody() : inner_(std::make_unique<Inner>()) {}
RequestBody::~RequestBody() = default;
RequestBody::RequestBody(RequestBody&&) noexcept = default;

Result<RequestBody> RequestBody::Read(std::string_view json) {
  RequestBody body;
  body.inner_->object = nlohmann::json::parse(json, nullptr, false);
  if (!body.inner_->object.is_object()) return Err(Code::kInvalid, "send a JSON object");
  return body;
}

Result<std::optional<std::string>> RequestBody::Text(std::string_view name) {
  const nlohmann::json* value = inner_->Find(name);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string()) return Err(Code::kInvalid, "`" + std::string(name) + "` is a text");
  return std::optional(value->get<std::string>());
}

Result<std::optional<bool>> RequestBody::Flag(std::string_view name) {
  const nlohmann::json* value = inner_->Find(name);
  if (value == nullptr) return std::optional<bool>();
  if (!value->is_boolean())
    return Err(Code::kInvalid, "`" + std::string(name) + "` is true or false");
  return std::optional(value->get<bool>());
}

Result<std::optional<std::vector<std::string>>> RequestBody::Texts(std::string_view name) {
  const nlohmann::json* value = inner_->Find(name);
  if (value == nullptr) return std::optional<std::vector<std::string>>();
  const Error wrong = Err(Code::kInvalid, "`" + std::string(name) + "` is a list of texts");
  if (!value->is_array()) return wrong;
  std::vector<std::string> texts;
  for (const nlohmann::json& one : *value) {
    if (!one.is_string()) return wrong;
    texts.push_back(one.get<std::string>());
  }
  return std::optional(std::move(texts));
}

Result<std::string> RequestBody::Needed(std::string_view name) {
  SB_ASSIGN(auto text, Text(name));
  if (!text) return Err(Code::kInvalid, "`" + std::string(name) + "` is missing");
  return std::move(*text);
}

Status RequestBody::Finish() const {
  for (const auto& [name, value] : inner_->object.items()) {
    if (!inner_->asked.contains(name))
      return Err(Code::kInvalid, "`" + name + "` is nothing that is known here");
  }
  return {};
}

namespace {

void AppendRoles(RoleSet roles, JsonWriter* json) {
  json->Key("roles").BeginArray();
  for (const Role role : roles.List()) json->String(RoleName(role));
  json->EndArray();
}

}  // namespace

void AppendUser(const User& user, JsonWriter* json) {
  json->BeginObject().Member("id", FormatId("user", user.id)).Member("login", user.login);
  json->Member("name", user.name).Member("email", user.email);
  AppendRoles(user.roles, json);
  json->MemberOrNull("person", user.person).Member("active", user.active);
  json->Member("created_at", FormatTime(user.created_at)).EndObject();
}

std::string SessionJson(const User& user, const Principal& principal, std::string_view csrf) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("user");
  AppendUser(user, &json);
  json.Member("csrf", csrf).Key("permissions").BeginArray();
  for (int i = 0; i < kPermissionCount; ++i) {
    const auto permission = static_cast<Permission>(i);
    const bool named = permission != Permission::kAnyone && permission != Permission::kSignedIn;
    if (named && principal.May(permission)) json.String(PermissionName(permission));
  }
  json.EndArray().EndObject();
  return text;
}

void AppendApiToken(const ApiToken& token, std::string_view secret, JsonWriter* json) {
  json->BeginObject().Member("id", FormatId("token", token.id)).Member("name", token.name);
  json->MemberOrNull("user", token.user.IsZero() ? "" : FormatId("user", token.user));
  AppendRoles(token.roles, json);
  json->Key("scopes").BeginArray();
  for (const Permission scope : token.scopes) json->String(PermissionName(scope));
  json->EndArray().Member("created_at", FormatTime(token.created_at));
  json->Member("expires_at", FormatTime(token.expires_at));
  if (!secret.empty()) json->Member("token", secret);
  json->EndObject();
}

void AppendReading(const ReadingEvent& event, JsonWriter* json) {
  json->BeginObject().Member("position", event.position).Member("time", FormatTime(event.time));
  json->Member("kind", event.kind).Member("principal", event.principal);
  json->MemberOrNull("route", event.route).MemberOrNull("filter", event.filter);
  json->Member("count", event.count).EndObject();
}

}  // namespace signalbox
