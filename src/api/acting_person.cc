#include "api/acting_person.h"

#include "access/access_book.h"
#include "api/api_parts.h"

namespace signalbox {

std::string ActingPerson(const RouteContext& context) {
  if (context.principal.kind != Principal::Kind::kOperator) return context.principal.person;
  return std::string(context.request.Header(kActingHeader));
}

Actor ActorOf(const RouteContext& context) {
  return {ActorKind::kOperator, context.principal.name};
}

RoleSet ActingRoles(const ApiParts& parts, const RouteContext& context) {
  if (context.principal.kind != Principal::Kind::kOperator) return context.principal.roles;
  return parts.book.RolesOf(ActingPerson(context));
}

}  // namespace signalbox
