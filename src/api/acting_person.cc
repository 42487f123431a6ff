#include "api/acting_person.h"

namespace signalbox {

std::string ActingPerson(const RouteContext& context) {
  if (context.principal.role != "owner") return {};
  return std::string(context.request.Header(kActingHeader));
}

}  // namespace signalbox
