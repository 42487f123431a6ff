// /v1/users: who may sign in, and as what. `signalbox user` asks the same of a served workspace.
#include "api/access_json.h"
#include "api/answer_route.h"
#include "workspace/lead_sight.h"

namespace signalbox {
namespace {

std::string UserJson(const User& user) {
  std::string text;
  JsonWriter json(&text);
  AppendUser(user, &json);
  return text;
}

// What changed is said by its name; names and addresses of people stay out of the reading log.
void NoteChange(ApiParts& parts, const RouteContext& context, const User& user,
                std::string_view what) {
  std::string said = FormatId("user", user.id) + " " + std::string(what);
  for (const Role role : user.roles.List()) said += " " + std::string(RoleName(role));
  parts.readings.Note({0, 0, "access_changed", context.principal.name, context.Name(), said, 1});
}

Result<std::string> ListUsers(ApiParts& parts) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("users").BeginArray();
  for (const User& user : parts.book.Users()) AppendUser(user, &json);
  json.EndArray().EndObject();
  return text;
}

Result<User> AddUser(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(RequestBody body, RequestBody::Read(context.request.body));
  NewUser wanted;
  SB_ASSIGN(wanted.login, body.Needed("login"));
  SB_ASSIGN(wanted.name, body.Needed("name"));
  SB_ASSIGN(const auto email, body.Text("email"));
  SB_ASSIGN(const auto password, body.Text("password"));
  SB_ASSIGN(const auto roles, body.Texts("roles"));
  SB_ASSIGN(const auto person, body.Text("person"));
  SB_TRY(body.Finish());
  wanted.email = email.value_or("");
  wanted.password = password.value_or("");
  SB_ASSIGN(wanted.roles, RolesFromNames(roles.value_or(std::vector<std::string>())));
  SB_ASSIGN(wanted.person, PersonForUser(parts.workspace, person.value_or(""), wanted.email));
  SB_ASSIGN(const User user, parts.book.AddUser(wanted));
  NoteChange(parts, context, user, "added");
  return user;
}

HttpResponse PostUser(ApiParts& parts, const RouteContext& context) {
  const Result<User> user = AddUser(parts, context);
  if (!user.ok()) return ErrorResponse(user.error(), context.request.path());
  return JsonResponse(UserJson(*user), 201);
}

Result<std::string> ChangeUser(ApiParts& parts, const RouteContext& context) {
  const Result<Id> id = ParseId("user", context.Path("id"));
  if (!id.ok()) return Err(Code::kNotFound, "a user's id looks like `user_0190...`");
  SB_ASSIGN(RequestBody body, RequestBody::Read(context.request.body));
  UserChange change;
  SB_ASSIGN(change.name, body.Text("name"));
  SB_ASSIGN(change.email, body.Text("email"));
  SB_ASSIGN(change.password, body.Text("password"));
  SB_ASSIGN(change.active, body.Flag("active"));
  SB_ASSIGN(change.person, body.Text("person"));
  SB_ASSIGN(const auto roles, body.Texts("roles"));
  SB_TRY(body.Finish());
  if (roles) {
    SB_ASSIGN(change.roles, RolesFromNames(*roles));
  }
  if (change.person && !change.person->empty()) {
    SB_ASSIGN(change.person, PersonForUser(parts.workspace, *change.person, ""));
  }
  SB_ASSIGN(const User user, parts.book.ChangeUser(*id, change));
  NoteChange(parts, context, user, change.password ? "changed, with a password" : "changed");
  return UserJson(user);
}

}  // namespace

void AddUserRoutes(ApiParts& parts, Router* router) {
  Route list = AnswerRoute(parts, Method::kGet, "/v1/users", "Everybody who may sign in",
                           [&parts](const RouteContext&) { return ListUsers(parts); });
  list.response_schema = "Users";
  router->Add(Permission::kReadUsers, std::move(list));
  Route add = ResponseRoute(
      parts, Method::kPost, "/v1/users", "Add a user; without a password they come by OpenID alone",
      [&parts](const RouteContext& context) { return PostUser(parts, context); });
  add.success = {201};
  add.request_schema = "NewUser";
  add.response_schema = "User";
  router->Add(Permission::kWriteUsers, std::move(add));
  Route change = AnswerRoute(
      parts, Method::kPatch, "/v1/users/{id}",
      "Change a user; a new password, or not being active, ends every session of theirs",
      [&parts](const RouteContext& context) { return ChangeUser(parts, context); });
  change.request_schema = "UserChange";
  change.response_schema = "User";
  router->Add(Permission::kWriteUsers, std::move(change));
}

}  // namespace signalbox
