// `signalbox user add|list|set-roles|deactivate|reset-password`.
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "api/access_json.h"
#include "base/ascii.h"
#include "main/access_command.h"
#include "main/command.h"
#include "main/workspace_flags.h"
#include "workspace/lead_sight.h"

namespace signalbox {
namespace {

struct UserOptions {
  WorkspaceOptions workspace;
  std::string user, name, email, person, password_file;
  std::vector<std::string> roles;
  bool json = false;
};

// From a file, or from standard input where it is no terminal: never from the command line, which
// others on the machine can read.
Result<std::string> ReadPassword(const UserOptions& options) {
  std::string password;
  if (!options.password_file.empty()) {
    Result<std::string> text = ReadWhole(options.password_file);
    if (!text.ok()) return text.error();
    password = std::move(*text);
    if (TrimBlanks(password).empty())
      return Err(Code::kInvalid, "`" + options.password_file +
                                     "` holds no password; leave `--password-file` out for "
                                     "somebody who comes by OpenID");
  } else if (isatty(STDIN_FILENO) == 0) {
    char buffer[512];
    const ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);
    if (got > 0) password.assign(buffer, static_cast<size_t>(got));
  }
  while (password.ends_with('\n') || password.ends_with('\r')) password.pop_back();
  return password;
}

std::string RolesText(const std::vector<std::string>& roles) {
  std::string text;
  for (const std::string& role : roles) text += (text.empty() ? "" : ", ") + role;
  return text.empty() ? "no role" : text;
}

// `{"login": ..., ...}` with what is not empty.
nlohmann::json BodyOf(const UserOptions& options) {
  nlohmann::json body = {{"login", options.user}, {"name", options.name}};
  if (!options.email.empty()) body["email"] = options.email;
  if (!options.person.empty()) body["person"] = options.person;
  body["roles"] = options.roles;
  return body;
}

int PrintUser(const UserOptions& options, const Result<std::string>& json,
              const std::string& words) {
  if (!json.ok()) return Fail(json.error());
  std::printf("%s\n", options.json ? json->c_str() : words.c_str());
  return kExitDone;
}

int RunAddUser(const UserOptions& options) {
  const Result<std::string> password = ReadPassword(options);
  if (!password.ok()) return Fail(password.error());
  nlohmann::json body = BodyOf(options);
  if (!password->empty()) body["password"] = *password;
  return PrintUser(options, SendAccess(options.workspace, Method::kPost, "/v1/users", body),
                   "added " + options.user + " with " + RolesText(options.roles) +
                       (password->empty() ? ", without a password" : ""));
}

// The id of the user with this login or id.
Result<std::string> IdOf(const UserOptions& options) {
  SB_ASSIGN(const std::string json, AskAccess(options.workspace, Method::kGet, "/v1/users", ""));
  const nlohmann::json users = nlohmann::json::parse(json, nullptr, false);
  for (const nlohmann::json& user : users.at("users")) {
    if (user.at("login") == options.user || user.at("id") == options.user)
      return user.at("id").get<std::string>();
  }
  return Err(Code::kNotFound, "there is no user `" + options.user + "`; see `user list`");
}

int ChangeUser(const UserOptions& options, const nlohmann::json& change, const std::string& words) {
  const Result<std::string> id = IdOf(options);
  if (!id.ok()) return Fail(id.error());
  return PrintUser(
      options, SendAccess(options.workspace, Method::kPatch, "/v1/users/" + *id, change), words);
}

int RunSetRoles(const UserOptions& options) {
  return ChangeUser(options, {{"roles", options.roles}},
                    options.user + " now has " + RolesText(options.roles));
}

int RunDeactivate(const UserOptions& options) {
  return ChangeUser(options, {{"active", false}},
                    options.user + " can sign in no more; sessions and tokens of theirs are over");
}

int RunResetPassword(const UserOptions& options) {
  const Result<std::string> password = ReadPassword(options);
  if (!password.ok()) return Fail(password.error());
  if (password->empty())
    return Fail(Err(Code::kInvalid, "give the password in `--password-file` or on standard input"));
  return ChangeUser(options, {{"password", *password}},
                    "the password of " + options.user + " is set; sessions of theirs are over");
}

int RunListUsers(const UserOptions& options) {
  const Result<std::string> json = AskAccess(options.workspace, Method::kGet, "/v1/users", "");
  if (!json.ok() || options.json) return PrintUser(options, json, "");
  const nlohmann::json users = nlohmann::json::parse(*json, nullptr, false);
  for (const nlohmann::json& user : users.at("users")) {
    const bool active = user.at("active").get<bool>();
    std::printf("%s  %s  %s%s\n", user.at("login").get<std::string>().c_str(),
                RolesText(user.at("roles").get<std::vector<std::string>>()).c_str(),
                user.at("name").get<std::string>().c_str(), active ? "" : "  (not active)");
  }
  return kExitDone;
}

}  // namespace

void AddUser(CLI::App& app, int* exit) {
  auto options = std::make_shared<UserOptions>();
  CLI::App* user = app.add_subcommand("user", "who may sign in, and as what");
  user->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, int (*run)(const UserOptions&)) {
    return AddToGroup(*user, options, exit, name, what, run);
  };
  const auto login = [&](CLI::App* command) {
    command->add_option("login", options->user, "the user's login")->required();
    return command;
  };
  const auto roles = [&](CLI::App* command) {
    return command->add_option("--roles", options->roles, "such as seller,manager")->delimiter(',');
  };
  const auto password = [&](CLI::App* command) {
    command->add_option("--password-file", options->password_file,
                        "file with the password (default: standard input)");
  };
  CLI::App* made =
      login(add("add", "add a user; without a password they come by OpenID", RunAddUser));
  made->add_option("--name", options->name, "their name")->required();
  made->add_option("--email", options->email, "their e-mail address");
  made->add_option("--person", options->person,
                   "who of the roster it is (default: the one with this e-mail)");
  roles(made);
  password(made);
  add("list", "everybody who may sign in", RunListUsers);
  roles(login(add("set-roles", "give a user these roles and no others", RunSetRoles)))->required();
  login(add("deactivate", "a user may sign in no more", RunDeactivate));
  password(login(add("reset-password", "set a password; ends their sessions", RunResetPassword)));
}

}  // namespace signalbox
