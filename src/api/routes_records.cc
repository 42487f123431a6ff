// POST /v1/records/{id}/route: a record is routed again, by hand.
#include "api/api_parts.h"
#include "api/lead_json_out.h"
#include "api/router.h"
#include "workspace/lead_sight.h"
#include "workspace/route_record.h"
#include "workspace/workspace.h"

namespace signalbox {

void AddRecordRoutes(ApiParts& parts, Router* router) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/v1/records/{id}/route";
  route.summary = "Route a record again by the policy that is active now";
  route.response_schema = "LeadAnswer";
  route.success = {200, 202};
  route.handler = InPool(parts.pool, [&parts](const RouteContext& context) {
    const Status may = CheckActOnLead(parts.workspace, context.principal, Permission::kRouteAgain,
                                      std::string(context.Path("id")));
    if (!may.ok()) return ErrorResponse(may.error(), context.request.path());
    const Result<LeadAnswer> answer =
        RouteRecordAgain(parts.workspace, context.Path("id"), context.principal.name);
    if (!answer.ok()) return ErrorResponse(answer.error(), context.request.path());
    return JsonResponse(AnswerJson(*answer), StatusOfAnswer(*answer));
  });
  router->Add(Permission::kRouteAgain, std::move(route));
}

}  // namespace signalbox
