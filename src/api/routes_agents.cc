// POST /v1/agents and GET /v1/agents: HTTP agents are added here and called by the next run.
#include "agents/spec_yaml.h"
#include "api/api_parts.h"
#include "api/router.h"
#include "base/json_writer.h"
#include "workspace/agent_changes.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

Result<std::string> AddAgent(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const AgentSpec spec, ReadAgentSpec(context.request.body, ""));
  SB_TRY(RegisterAgent(workspace, {ActorKind::kOperator, context.principal.name}, spec));
  return WriteAgentSpec(spec);
}

Result<std::string> ListAgents(Workspace& workspace) {
  std::string text = "[";
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    for (const AgentSpec* spec : engine.state().registry.All()) {
      if (text.size() > 1) text.push_back(',');
      text += WriteAgentSpec(*spec);
    }
  }));
  return text + "]";
}

HttpResponse Answer(Result<std::string> text, int status, const RouteContext& context) {
  if (!text.ok()) return ErrorResponse(text.error(), context.request.path());
  return JsonResponse(std::move(*text), status);
}

}  // namespace

void AddAgentRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route add;
  add.method = Method::kPost;
  add.pattern = "/v1/agents";
  add.summary = "Add an HTTP agent, as JSON or YAML";
  add.request_schema = "AgentSpec";
  add.response_schema = "AgentSpec";
  add.success = {201};
  add.handler = InPool(parts.pool, [&workspace](const RouteContext& context) {
    return Answer(AddAgent(workspace, context), 201, context);
  });
  router->Add(std::move(add));
  Route list;
  list.pattern = "/v1/agents";
  list.summary = "Every agent in every version";
  list.response_schema = "Agents";
  list.handler = InPool(parts.pool, [&workspace](const RouteContext& context) {
    return Answer(ListAgents(workspace), 200, context);
  });
  router->Add(std::move(list));
}

}  // namespace signalbox
