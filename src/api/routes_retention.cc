// How long leads are kept: GET and POST /v1/retention, POST /v1/retention/apply.
#include <nlohmann/json.hpp>

#include "api/api_parts.h"
#include "api/router.h"
#include "api/whole_log.h"
#include "workspace/retention.h"

namespace signalbox {
namespace {

Actor ActorOf(const RouteContext& context) {
  return {ActorKind::kOperator, context.principal.name};
}

Result<std::string> SetAnswer(Workspace& workspace, const RouteContext& context) {
  const nlohmann::json object = nlohmann::json::parse(context.request.body, nullptr, false);
  if (!object.is_object() || object.size() != 1 || !object.contains("lead_days") ||
      !object["lead_days"].is_number_integer())
    return Err(Code::kInvalid, R"(send {"lead_days": 730}, or 0 to keep leads for ever)");
  SB_TRY(SetRetention(workspace, ActorOf(context), object["lead_days"].get<int64_t>()));
  return RetentionRuleJson(workspace);
}

Result<std::string> ApplyAnswer(Workspace& workspace, const RouteContext& context) {
  const nlohmann::json object = nlohmann::json::parse(context.request.body, nullptr, false);
  if (!object.is_object() || object.size() != 1 || !object.contains("dry_run") ||
      !object["dry_run"].is_boolean())
    return Err(Code::kInvalid, R"(send {"dry_run": true}, or false to forget them)");
  const bool dry_run = object["dry_run"].get<bool>();
  SB_ASSIGN(const RetentionReport report,
            ApplyRetention(workspace, ActorOf(context),
                           dry_run ? RetentionMode::kCount : RetentionMode::kForget));
  return report.Json();
}

}  // namespace

void AddRetentionRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  AddWholeLogRoute(parts, router, Permission::kReadHolds, Method::kGet, "/v1/retention",
                   "How long leads are kept", "", "RetentionRule",
                   [&workspace](const RouteContext&) -> Result<std::string> {
                     return RetentionRuleJson(workspace);
                   });
  AddWholeLogRoute(parts, router, Permission::kWriteHolds, Method::kPost, "/v1/retention",
                   "Keep leads so many days after the last thing that happened to them",
                   "RetentionRule", "RetentionRule", [&workspace](const RouteContext& context) {
                     return SetAnswer(workspace, context);
                   });
  AddWholeLogRoute(
      parts, router, Permission::kForget, Method::kPost, "/v1/retention/apply",
      "Forget the leads whose time is over, or count them", "RetentionRequest", "RetentionReport",
      [&workspace](const RouteContext& context) { return ApplyAnswer(workspace, context); });
}

}  // namespace signalbox
