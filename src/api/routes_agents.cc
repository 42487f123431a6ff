// POST /v1/agents and GET /v1/agents: HTTP agents are added here and called by the next run.
#include "agents/spec_codec.h"
#include "agents/spec_yaml.h"
#include "api/api_parts.h"
#include "api/router.h"
#include "base/json_writer.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

Status Register(Workspace& workspace, const AgentSpec& spec, const std::string& actor) {
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    // Tried on a copy: what does not fold must never be in the log.
    Registry registry = turn.state().registry;
    const AgentSpec* there = registry.Find(spec.id, spec.version);
    SB_TRY(registry.Register(spec));
    if (there != nullptr) return {};
    Bytes encoded;
    EncodeAgentSpec(spec, &encoded);
    const ev::AgentRegistered body{turn.PutBlob(encoded), spec.id, spec.version};
    const Id entity = DeriveId(0, turn.state().log_id, 0, "agent:" + spec.id);
    return turn.Input(EntityKind::kAgent, entity, EventType::kAgentRegistered,
                      {ActorKind::kOperator, actor}, body);
  }));
  return {};
}

Result<std::string> AddAgent(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const AgentSpec spec, ReadAgentSpec(context.request.body, ""));
  if (!spec.secret.empty()) {
    return Err(Code::kUnsupported, "an agent's `secret` cannot be kept yet; leave it out");
  }
  SB_TRY(Register(workspace, spec, context.principal.name));
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
