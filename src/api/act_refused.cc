#include "api/act_refused.h"

#include "access/reading_log.h"

namespace signalbox {

Status NoteRefusal(ApiParts& parts, const RouteContext& context, Status checked) {
  if (!checked.ok() && checked.error().code == Code::kForbidden)
    parts.readings.Note({0, 0, "denied", context.principal.name, context.Name(), "", 1});
  return checked;
}

}  // namespace signalbox
