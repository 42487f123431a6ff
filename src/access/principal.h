// On whose behalf a request acts, and what it may.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/permissions.h"
#include "base/result.h"

namespace signalbox {

struct Principal {
  enum class Kind {
    kNobody,    // has not said who it is
    kOperator,  // the workspace's own token, or the control socket: whoever holds it owns it all
    kUser,      // signed in
    kToken,     // an API token, of a user or of no one
  };

  Kind kind = Kind::kNobody;
  // As events and the reading log name it: `owner`, `local`, `user_0190...`, `token_0190...`.
  // Never personal.
  std::string name;
  RoleSet roles;
  // When set, the only permissions it has of those that its roles give.
  std::optional<std::vector<Permission>> scopes{};
  // The user behind it; empty for none.
  std::string user{};
  // Who of the roster it is; empty for nobody.
  std::string person{};

  Reach ReachFor(Permission permission) const;
  bool May(Permission permission) const { return ReachFor(permission) != Reach::kNone; }
  // Whether it is a person who asks, or a program for one: signed in, or by a token that is not of
  // role service. What programs are told of the leads that they send is what they are for.
  bool IsPerson() const;
};

// The principal of the workspace's own token.
Principal OperatorPrincipal(std::string name);

// Who did it: what the request says in `by` is believed of the workspace's own token alone. Whoever
// signed in is who they are, so any other name is kForbidden; a signed-in one who is nobody of the
// roster is kForbidden where `needed`.
Result<std::string> WhoDid(const Principal& principal, std::string_view stated, bool needed);

}  // namespace signalbox
