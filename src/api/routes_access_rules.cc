// GET and PUT /v1/access-rules/{kind}: who may edit which tables of the policy, whose personal
// fields are seen by whom, and within which bounds managers set weights.
#include <nlohmann/json.hpp>

#include "api/answer_route.h"
#include "workspace/access_rules.h"

namespace signalbox {
namespace {

Result<std::string> SetRules(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const AccessRuleKind kind, AccessRuleKindByName(context.Path("kind")));
  const nlohmann::json object = nlohmann::json::parse(context.request.body, nullptr, false);
  if (!object.is_object() || object.size() != 1 || !object.contains("text") ||
      !object["text"].is_string())
    return Err(Code::kInvalid, R"(send {"text": "{...}"}, the rules as JSON; empty for none)");
  SB_ASSIGN(const std::string by, WhoDid(context.principal, "", false));
  SB_TRY(SetAccessRules(workspace, context.principal.name, kind, object["text"].get<std::string>(),
                        by));
  return AccessRulesJson(workspace, kind);
}

Result<std::string> ShowRules(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const AccessRuleKind kind, AccessRuleKindByName(context.Path("kind")));
  return AccessRulesJson(workspace, kind);
}

}  // namespace

void AddAccessRuleRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route show = AnswerRoute(
      parts, Method::kGet, "/v1/access-rules/{kind}",
      "Who edits which tables, whose personal fields are seen by whom, or bounds of weights",
      [&workspace](const RouteContext& context) { return ShowRules(workspace, context); });
  show.response_schema = "AccessRules";
  router->Add(Permission::kReadUsers, std::move(show));
  Route set = AnswerRoute(
      parts, Method::kPut, "/v1/access-rules/{kind}", "Set these rules in place of what they were",
      [&workspace](const RouteContext& context) { return SetRules(workspace, context); });
  set.request_schema = "AccessRuleText";
  set.response_schema = "AccessRules";
  router->Add(Permission::kWriteAccessRules, std::move(set));
}

}  // namespace signalbox
