// /v1/flags: the feature flags of the policy, listed and set; what `signalbox policy flag` asks of
// a running server.
#include "api/answer_route.h"
#include "workspace/policy_flags.h"

namespace signalbox {
namespace {

Result<std::string> FlagsJson(Workspace& workspace) {
  std::string text;
  SB_TRY(workspace.Ask([&](const Engine& engine) { text = PolicyFlagsJson(engine.state()); }));
  return text;
}

Result<std::string> SetFlag(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(FlagRequest request, ParseFlagRequest(context.Path("name"), context.request.body));
  SB_ASSIGN(request.by, WhoDid(context.principal, request.by, false));
  SB_TRY(SetPolicyFlag(workspace, context.principal.name, request));
  return FlagsJson(workspace);
}

}  // namespace

void AddFlagRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route list = AnswerRoute(parts, Method::kGet, "/v1/flags", "Feature flags of the policy, by name",
                           [&workspace](const RouteContext&) { return FlagsJson(workspace); });
  list.response_schema = "PolicyFlags";
  router->Add(Permission::kReadPolicies, std::move(list));
  Route set = AnswerRoute(
      parts, Method::kPost, "/v1/flags/{name}", "Turn a flag on, off, or on for a share",
      [&workspace](const RouteContext& context) { return SetFlag(workspace, context); });
  set.request_schema = "PolicyFlagSetting";
  set.response_schema = "PolicyFlags";
  router->Add(Permission::kSetFlags, std::move(set));
}

}  // namespace signalbox
