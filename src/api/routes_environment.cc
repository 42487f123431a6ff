// /v1/environment: what the workspace is for and what environment.yaml says; what `signalbox
// environment` asks of a running server.
#include <nlohmann/json.hpp>

#include "api/answer_route.h"
#include "workspace/environment_changes.h"

namespace signalbox {
namespace {

Result<std::string> ShowEnvironment(Workspace& workspace) {
  Result<std::string> text = Err(Code::kUnavailable, "");
  SB_TRY(workspace.Ask([&](const Engine& engine) { text = EnvironmentJson(engine.state()); }));
  return text;
}

Result<std::string> PutEnvironment(Workspace& workspace, const RouteContext& context) {
  const nlohmann::json object = nlohmann::json::parse(context.request.body, nullptr, false);
  if (!object.is_object() || object.size() != 1 || !object.contains("text") ||
      !object["text"].is_string())
    return Err(Code::kInvalid, "send {\"text\": \"environment: sandbox\\n...\"}");
  SB_TRY(SetEnvironment(workspace, context.principal.name, object["text"].get<std::string>()));
  return ShowEnvironment(workspace);
}

}  // namespace

void AddEnvironmentRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route show = AnswerRoute(
      parts, Method::kGet, "/v1/environment", "What the workspace is for, and its environment file",
      [&workspace](const RouteContext&) { return ShowEnvironment(workspace); });
  show.response_schema = "Environment";
  router->Add(Permission::kReadSetup, std::move(show));
  Route set = AnswerRoute(
      parts, Method::kPut, "/v1/environment", "Import an environment file",
      [&workspace](const RouteContext& context) { return PutEnvironment(workspace, context); });
  set.request_schema = "EnvironmentFile";
  set.response_schema = "Environment";
  router->Add(Permission::kWriteEnvironment, std::move(set));
}

}  // namespace signalbox
