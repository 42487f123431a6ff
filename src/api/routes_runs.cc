// POST /v1/runs/{id}/cancel: a run is ended by hand.
#include <nlohmann/json.hpp>

#include "api/acting_person.h"
#include "api/api_parts.h"
#include "api/lead_json_out.h"
#include "api/problem.h"
#include "api/router.h"
#include "workspace/run_changes.h"

namespace signalbox {
namespace {

// Empty when the body is.
Result<std::string> ReasonOf(const std::string& body) {
  if (body.empty()) return std::string();
  const nlohmann::json object = nlohmann::json::parse(body, nullptr, false);
  if (!object.is_object()) return Err(Code::kInvalid, "the body is no JSON object");
  std::string reason;
  for (const auto& [name, value] : object.items()) {
    const auto* text = value.get_ptr<const std::string*>();
    if (name != "reason") return Err(Code::kInvalid, "there is only `reason`, not `" + name + "`");
    if (text == nullptr) return Err(Code::kInvalid, "`reason` is a text");
    reason = *text;
  }
  return reason;
}

HttpResponse Cancel(Workspace& workspace, const RouteContext& context) {
  const std::string_view path = context.request.path();
  const Result<std::string> reason = ReasonOf(context.request.body);
  if (!reason.ok()) return ErrorResponse(reason.error(), path);
  const Result<LeadAnswer> answer =
      CancelRun(workspace, ActorOf(context), std::string(context.Path("id")), *reason);
  if (!answer.ok()) return ErrorResponse(answer.error(), path);
  return JsonResponse(AnswerJson(*answer));
}

}  // namespace

void AddRunRoutes(ApiParts& parts, Router* router) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/v1/runs/{id}/cancel";
  route.summary = "End a run; its record is held until somebody routes it again";
  route.request_schema = "Cancellation";
  route.response_schema = "LeadAnswer";
  route.handler = InPool(parts.pool, [&parts](const RouteContext& context) {
    return Cancel(parts.workspace, context);
  });
  router->Add(Permission::kCancelRuns, std::move(route));
}

}  // namespace signalbox
