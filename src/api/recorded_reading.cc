#include "api/recorded_reading.h"

#include "access/reading_log.h"
#include "workspace/lead_sight.h"

namespace signalbox {

Status RecordReading(ApiParts& parts, const RouteContext& context, std::string filter,
                     int64_t records) {
  return parts.readings.Record(
      {0, 0, "read", context.principal.name, context.Name(), std::move(filter), records});
}

Result<std::string> AnswerSeen(ApiParts& parts, const RouteContext& context, std::string filter,
                               const std::function<Result<SeenAnswer>(const Sight&)>& render) {
  SB_ASSIGN(const Sight sight, SightOf(parts.workspace, context.principal));
  SB_ASSIGN(SeenAnswer answer, render(sight));
  if (answer.personal == 0) return std::move(answer.text);
  if (RecordReading(parts, context, std::move(filter), answer.personal).ok())
    return std::move(answer.text);
  SB_ASSIGN(answer, render(sight.Masked()));
  return std::move(answer.text);
}

std::string FilterNames(const RouteContext& context) {
  std::string names;
  for (const auto& [name, value] : context.query) {
    // Any name may be sent; those that are not ours say nothing, and might say too much.
    static constexpr std::string_view kKnown[] = {
        "external_id", "email", "status", "owner", "queue", "rule", "since", "why_not", "search"};
    for (const std::string_view known : kKnown) {
      if (name == known) names += (names.empty() ? "" : ",") + name;
    }
  }
  return names;
}

}  // namespace signalbox
