// Users, their sessions and API tokens as values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/permissions.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"

namespace signalbox {

struct User {
  Id id;
  std::string login;  // lower case; what is typed to sign in
  std::string name;
  std::string email;
  RoleSet roles;
  std::string person;  // who of the roster it is; empty for nobody
  bool active = true;
  std::string password_hash;  // empty: no password opens it
  TimeUs created_at = 0;
  int64_t subject = 0;  // whose key seals login, name, e-mail and hash
};

// What is said of a user that is made; and of one that is changed, where absent stays as it was.
struct NewUser {
  std::string login, name, email, password;
  RoleSet roles;
  std::string person;
};
struct UserChange {
  std::optional<std::string> name, email, password, person;
  std::optional<RoleSet> roles;
  std::optional<bool> active;
};

struct ApiToken {
  Id id;
  std::string name;
  Id user;  // zero: made by the workspace's own token or a command, and nobody's
  RoleSet roles;
  std::vector<Permission> scopes;  // empty: all that the roles give
  TimeUs created_at = 0;
  TimeUs expires_at = 0;
  Digest hash{};  // SHA-256 of the secret, which is stored nowhere
};

// What is said of a token that is made.
struct NewToken {
  std::string name;
  RoleSet roles;
  std::vector<Permission> scopes;
  TimeUs lasts_us = 0;
};

struct SessionRow {
  Digest hash{};  // SHA-256 of what the cookie holds
  Id user;
  TimeUs created_at = 0;
  TimeUs seen_at = 0;
};

}  // namespace signalbox
