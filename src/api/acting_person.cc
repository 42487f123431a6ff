#include "api/acting_person.h"

namespace signalbox {

std::string ActingPerson(const RouteContext& context) {
  if (context.principal.kind != Principal::Kind::kOperator) return context.principal.person;
  return std::string(context.request.Header(kActingHeader));
}

}  // namespace signalbox
