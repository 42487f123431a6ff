// POST /v1/agents, GET /v1/agents and POST /v1/agents/{id}/state: HTTP agents are added here and
// called by the next run.
#include <nlohmann/json.hpp>

#include "agents/spec_yaml.h"
#include "api/acting_person.h"
#include "api/api_parts.h"
#include "api/router.h"
#include "base/json_writer.h"
#include "workspace/agent_changes.h"
#include "workspace/shown_agents.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

Result<std::string> AddAgent(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const AgentSpec spec, ReadAgentSpec(context.request.body, ""));
  SB_TRY(RegisterAgent(workspace, ActorOf(context), spec));
  return WriteAgentSpec(spec);
}

Result<LifecycleChange> ReadLifecycleChange(const nlohmann::json& object, std::string* version) {
  LifecycleChange change;
  bool has_state = false;
  for (const auto& [name, value] : object.items()) {
    const auto* text = value.get_ptr<const std::string*>();
    if (name == "percent" ? !value.is_number_integer() : text == nullptr)
      return Err(Code::kInvalid, "`" + name + "` is no " + (name == "percent" ? "number" : "text"));
    if (name == "state") {
      SB_ASSIGN(change.lifecycle, ParseLifecycle(*text));
      has_state = true;
    } else if (name == "version") {
      *version = *text;
    } else if (name == "percent") {
      const auto percent = value.get<int64_t>();
      change.canary_percent = percent < 0 || percent > 100 ? -1 : static_cast<int>(percent);
    } else if (name == "sunset") {
      SB_ASSIGN(change.sunset, ParseTime(*text));
    } else if (name == "successor") {
      change.successor = *text;
    } else {
      return Err(Code::kInvalid, "there is no `" + name + "`");
    }
  }
  if (!has_state) return Err(Code::kInvalid, "`state` is missing");
  return change;
}

Result<std::string> SetState(Workspace& workspace, const RouteContext& context) {
  const nlohmann::json object = nlohmann::json::parse(context.request.body, nullptr, false);
  if (!object.is_object()) return Err(Code::kInvalid, "the body is no JSON object");
  const std::string id(context.Path("id"));
  std::string version;
  SB_ASSIGN(const LifecycleChange change, ReadLifecycleChange(object, &version));
  SB_TRY(SetAgentState(workspace, ActorOf(context), id, version, change));
  std::string text;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const AgentSpec* spec = engine.state().registry.Find(id, version);
    if (spec != nullptr) text = WriteAgentSpec(*spec);
  }));
  return text;
}

Result<std::string> ListAgents(Workspace& workspace) {
  std::string text = "[";
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    for (const AgentSpec* spec : ShownAgents(engine.state())) {
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
  router->Add(Permission::kWriteAgents, std::move(add));
  Route state;
  state.method = Method::kPost;
  state.pattern = "/v1/agents/{id}/state";
  state.summary = "Move an agent through its life";
  state.request_schema = "AgentState";
  state.response_schema = "AgentSpec";
  state.handler = InPool(parts.pool, [&workspace](const RouteContext& context) {
    return Answer(SetState(workspace, context), 200, context);
  });
  router->Add(Permission::kWriteAgents, std::move(state));
  Route list;
  list.pattern = "/v1/agents";
  list.summary = "Every agent in every version";
  list.response_schema = "Agents";
  list.handler = InPool(parts.pool, [&workspace](const RouteContext& context) {
    return Answer(ListAgents(workspace), 200, context);
  });
  router->Add(Permission::kReadSetup, std::move(list));
}

}  // namespace signalbox
