// What the routes of sign-in, users, API tokens and readings take and answer, as JSON Schema.
#include "api/openapi.h"

namespace signalbox {
namespace {

constexpr ApiSchema kAccessSchemas[] = {
    {"SignIn", R"({
  "type": "object",
  "required": ["login", "password"],
  "properties": {"login": {"type": "string"}, "password": {"type": "string", "format": "password"}}
})"},
    {"FirstUser", R"({
  "type": "object",
  "required": ["token", "login", "name", "email", "password"],
  "properties": {
    "token": {"type": "string", "description": "what stands after the # of the link"},
    "login": {"type": "string"}, "name": {"type": "string"}, "email": {"type": "string"},
    "password": {"type": "string", "format": "password", "minLength": 12, "maxLength": 256}}
})"},
    {"NewPassword", R"({
  "type": "object",
  "required": ["current", "password"],
  "properties": {
    "current": {"type": "string", "format": "password"},
    "password": {"type": "string", "format": "password", "minLength": 12, "maxLength": 256}}
})"},
    {"Roles", R"({
  "type": "array",
  "items": {"type": "string", "enum": ["admin", "policy_author", "policy_approver", "table_owner",
    "operator", "manager", "seller", "approver", "requester", "auditor", "service"]}
})"},
    {"User", R"({
  "type": "object",
  "required": ["id", "login", "name", "email", "roles", "person", "active", "created_at"],
  "properties": {
    "id": {"type": "string"}, "login": {"type": "string"}, "name": {"type": "string"},
    "email": {"type": "string"}, "roles": {"$ref": "#/components/schemas/Roles"},
    "person": {"type": ["string", "null"], "description": "who of the roster it is"},
    "active": {"type": "boolean"}, "created_at": {"type": "string", "format": "date-time"}}
})"},
    {"Users", R"({
  "type": "object",
  "required": ["users"],
  "properties": {"users": {"type": "array", "items": {"$ref": "#/components/schemas/User"}}}
})"},
    {"NewUser", R"({
  "type": "object",
  "required": ["login", "name"],
  "properties": {
    "login": {"type": "string", "maxLength": 100}, "name": {"type": "string"},
    "email": {"type": ["string", "null"]}, "roles": {"$ref": "#/components/schemas/Roles"},
    "password": {"type": ["string", "null"], "format": "password", "minLength": 12},
    "person": {"type": ["string", "null"], "description":
      "who of the roster it is; left out, the only person there with this e-mail"}}
})"},
    {"UserChange", R"({
  "type": "object",
  "properties": {
    "name": {"type": "string"}, "email": {"type": "string"},
    "roles": {"$ref": "#/components/schemas/Roles"}, "active": {"type": "boolean"},
    "password": {"type": "string", "format": "password", "minLength": 12},
    "person": {"type": "string", "description": "empty: nobody of the roster"}}
})"},
    {"Session", R"({
  "type": "object",
  "required": ["user", "csrf", "permissions"],
  "properties": {
    "user": {"$ref": "#/components/schemas/User"},
    "csrf": {"type": "string", "description":
      "what a request by the cookie that changes something sends as X-CSRF-Token"},
    "permissions": {"type": "array", "items": {"type": "string"}}}
})"},
    {"ApiToken", R"({
  "type": "object",
  "required": ["id", "name", "user", "roles", "scopes", "created_at", "expires_at"],
  "properties": {
    "id": {"type": "string"}, "name": {"type": "string"}, "user": {"type": ["string", "null"]},
    "roles": {"$ref": "#/components/schemas/Roles"},
    "scopes": {"type": "array", "items": {"type": "string"}},
    "created_at": {"type": "string", "format": "date-time"},
    "expires_at": {"type": "string", "format": "date-time"},
    "token": {"type": "string", "description": "the secret, only in the answer that made it"}}
})"},
    {"ApiTokens", R"({
  "type": "object",
  "required": ["tokens"],
  "properties": {"tokens": {"type": "array", "items": {"$ref": "#/components/schemas/ApiToken"}}}
})"},
    {"NewApiToken", R"({
  "type": "object",
  "required": ["name", "roles"],
  "properties": {
    "name": {"type": "string"}, "roles": {"$ref": "#/components/schemas/Roles"},
    "scopes": {"type": "array", "items": {"type": "string"}, "description":
      "the only rights it has of those of its roles, such as leads.read; none: all of them"},
    "person": {"type": "string", "description":
      "with the workspace's own token: whose it is, a person of the roster who may sign in; none: nobody's"},
    "expires_in": {"type": "string", "description": "90d if not given, at most 366d"},
    "expires_at": {"type": "string", "format": "date-time"}}
})"},
    {"RevokedToken", R"({
  "type": "object",
  "required": ["id"],
  "properties": {"id": {"type": "string"}}
})"},
    {"Readings", R"({
  "type": "object",
  "required": ["items"],
  "properties": {"items": {"type": "array", "items": {"type": "object",
    "required": ["position", "time", "kind", "principal", "route", "filter", "count"],
    "properties": {"position": {"type": "integer"}, "time": {"type": "string"},
      "kind": {"type": "string"}, "principal": {"type": "string"},
      "route": {"type": ["string", "null"]}, "filter": {"type": ["string", "null"]},
      "count": {"type": "integer", "description": "records whose personal data was shown"}}}}}
})"},
    {"AccessRules", R"({
  "type": "object",
  "required": ["kind", "text", "rules", "weights", "fewest_told", "position", "warning"],
  "properties": {
    "kind": {"type": "string", "enum": ["tables", "personal_fields", "weights"]},
    "text": {"type": ["string", "null"], "description": "the rules as JSON, null where none hold"},
    "fewest_told": {"type": ["integer", "null"], "description":
      "of those about personal fields: numbers about fewer records are not told to whom they narrow"},
    "rules": {"type": "array", "description":
        "those about personal fields, as they are written; none for others",
      "items": {"type": "object", "required": ["name", "of", "fields", "seen_by"],
        "properties": {
          "name": {"type": "string"},
          "of": {"type": ["object", "null"], "required": ["teams", "regions"],
            "description": "whose records, by their owner; null: every record",
            "properties": {"teams": {"type": "array", "items": {"type": "string"}},
              "regions": {"type": "array", "items": {"type": "string"}}}},
          "fields": {"type": ["array", "null"], "items": {"type": "string"},
            "description": "null: every personal field"},
          "seen_by": {"type": "object", "required": ["teams", "regions", "people", "roles"],
            "properties": {"teams": {"type": "array", "items": {"type": "string"}},
              "regions": {"type": "array", "items": {"type": "string"}},
              "people": {"type": "array", "items": {"type": "string"}},
              "roles": {"type": "array", "items": {"type": "string"}}}}}}},
    "weights": {"type": "array", "description": "those about weights; none for others",
      "items": {"type": "object", "required": ["teams", "from", "to"], "properties": {
        "teams": {"type": ["array", "null"], "items": {"type": "string"},
          "description": "null: everybody whose team no other entry names"},
        "from": {"type": "integer"}, "to": {"type": "integer"}}}},
    "position": {"type": ["integer", "null"], "description": "of the event that set them"},
    "warning": {"type": ["string", "null"],
      "description": "what of them the roster does not have any more"}}
})"},
    {"AccessRuleText", R"({
  "type": "object",
  "required": ["text"],
  "properties": {"text": {"type": "string", "description": "the rules as JSON; empty for none"}}
})"},
    {"ReadingsCheck", R"({
  "type": "object",
  "required": ["ok", "first_bad"],
  "properties": {"ok": {"type": "boolean"}, "first_bad": {"type": ["string", "null"]}}
})"},
};

}  // namespace

std::span<const ApiSchema> AccessSchemas() {
  return kAccessSchemas;
}

}  // namespace signalbox
