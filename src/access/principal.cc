#include "access/principal.h"

#include <algorithm>

namespace signalbox {

Reach Principal::ReachFor(Permission permission) const {
  if (permission == Permission::kAnyone) return Reach::kAll;
  if (kind == Kind::kNobody) return Reach::kNone;
  if (permission == Permission::kSignedIn) return Reach::kAll;
  const bool in_scope =
      !scopes || std::find(scopes->begin(), scopes->end(), permission) != scopes->end();
  return in_scope ? ReachOf(roles, permission) : Reach::kNone;
}

bool Principal::IsPerson() const {
  return kind == Kind::kUser || (kind == Kind::kToken && !roles.Has(Role::kService));
}

Principal OperatorPrincipal(std::string name) {
  return {.kind = Principal::Kind::kOperator, .name = std::move(name), .roles = {Role::kAdmin}};
}

Result<std::string> WhoDid(const Principal& principal, std::string_view stated, bool needed) {
  if (principal.kind == Principal::Kind::kOperator) return std::string(stated);
  if (principal.person.empty() && (needed || !stated.empty())) {
    return Err(Code::kForbidden,
               "you are signed in as nobody of the roster; an administrator sets `person` of your "
               "user to your id there");
  }
  if (!stated.empty() && stated != principal.person) {
    return Err(Code::kForbidden, "`by` is who is signed in, `" + principal.person +
                                     "`; leave it out, or sign in as the other one");
  }
  return principal.person;
}

}  // namespace signalbox
