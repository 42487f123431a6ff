// /v1/refresh: values that agents gave, brought up to date; what `signalbox refresh` asks of a
// running server.
#include "api/acting_person.h"
#include "api/recorded_reading.h"
#include "api/whole_log.h"
#include "workspace/lead_sight.h"
#include "workspace/refresh_apply.h"

namespace signalbox {
namespace {

Result<std::string> RefreshAnswer(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(RefreshRequest request, ParseRefreshRequest(context.request.body));
  SB_ASSIGN(request.by, WhoDid(context.principal, request.by, false));
  request.most = MostReassigned(context.principal.roles);
  SB_ASSIGN(const Sight sight, SightOf(parts.workspace, context.principal));
  // What senders call the leads stands in the answer; not counted yet, as of a stream.
  request.own_ids =
      sight.SeesEverywhere(Field::kExternalId) && RecordReading(parts, context, "", 0).ok();
  const std::string actor = request.by.empty() ? context.principal.name : request.by;
  SB_ASSIGN(const RefreshOutcome outcome, Refresh(parts.workspace, request, actor));
  return outcome.Json(request.csv);
}

}  // namespace

void AddRefreshRoutes(ApiParts& parts, Router* router) {
  AddWholeLogRoute(
      parts, router, Permission::kReassignMany, Method::kPost, "/v1/refresh",
      "Values of agents that are of another version, or old: what would change, or as much as the "
      "agents allow now",
      "RefreshRequest", "RefreshOutcome",
      [&parts](const RouteContext& context) { return RefreshAnswer(parts, context); });
}

}  // namespace signalbox
