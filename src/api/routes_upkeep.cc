// What reads or derives a whole log: POST /v1/replay, GET /v1/views/check, POST /v1/views/rebuild.
// `signalbox replay` and `rebuild` ask these of a running server.
#include <nlohmann/json.hpp>

#include "api/api_parts.h"
#include "api/router.h"
#include "api/whole_log.h"
#include "base/json_writer.h"
#include "workspace/replay.h"
#include "workspace/views.h"
#include "workspace/views_writer.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

Result<ReplayOptions> ReadReplay(std::string_view body) {
  ReplayOptions options;
  if (body.empty()) return options;
  const nlohmann::json object = nlohmann::json::parse(body, nullptr, false);
  const bool good =
      object.is_object() && (object.empty() || (object.size() == 1 && object.contains("policy") &&
                                                object["policy"].is_string()));
  if (!good) return Err(Code::kInvalid, "send {\"policy\": \"VERSION\"}, or nothing");
  options.policy = object.value("policy", "");
  return options;
}

Result<std::string> ReplayAll(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const ReplayOptions options, ReadReplay(context.request.body));
  SB_ASSIGN(const ReplayReport report,
            Replay(workspace.store(), workspace.keys(), LoadStoredVersion, options));
  return report.Json();
}

Result<std::string> CheckViews(Workspace& workspace) {
  SB_ASSIGN(const std::string difference,
            CompareWithLog(workspace.directory() + "/views.db", workspace.store()));
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("identical", difference.empty());
  json.MemberOrNull("difference", difference).EndObject();
  return text;
}

Result<std::string> RebuildViews(ApiParts& parts) {
  SB_TRY(parts.views_writer.Rebuild());
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("events", parts.views_writer.applied()).EndObject();
  return text;
}

}  // namespace

void AddUpkeepRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route replay = WholeLogRoute(
      parts, Method::kPost, "/v1/replay", "Decide every stored run again and compare",
      [&workspace](const RouteContext& context) { return ReplayAll(workspace, context); });
  replay.request_schema = "ReplayRequest";
  replay.response_schema = "ReplayReport";
  router->Add(Permission::kCheckLog, std::move(replay));
  Route check = WholeLogRoute(parts, Method::kGet, "/v1/views/check",
                              "Whether the lists are what the log says",
                              [&workspace](const RouteContext&) { return CheckViews(workspace); });
  check.response_schema = "ViewsCheck";
  router->Add(Permission::kCheckLog, std::move(check));
  Route rebuild =
      WholeLogRoute(parts, Method::kPost, "/v1/views/rebuild", "Derive the lists anew from the log",
                    [&parts](const RouteContext&) { return RebuildViews(parts); });
  rebuild.response_schema = "ViewsRebuilt";
  router->Add(Permission::kMaintain, std::move(rebuild));
}

}  // namespace signalbox
