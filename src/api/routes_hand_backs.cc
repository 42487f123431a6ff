// GET /v1/reports/hand-backs: what came back of what people and rules gave out; `signalbox policy
// hand-backs` asks it of a running server.
#include "api/whole_log.h"
#include "workspace/hand_backs.h"

namespace signalbox {
namespace {

Result<std::string> Report(Workspace& workspace, const RouteContext& context) {
  HandBackOptions options;
  for (const auto& [name, to] : {std::pair("since", &options.since), {"until", &options.until}}) {
    const std::string* text = context.Query(name);
    if (text == nullptr) continue;
    SB_ASSIGN(*to, ParseTime(*text));
  }
  SB_ASSIGN(const HandBackReport report,
            CountHandBacks(workspace.store(), workspace.keys(), LoadStoredVersion, options));
  return report.Json();
}

}  // namespace

void AddHandBackRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route report = WholeLogRoute(
      parts, Method::kGet, "/v1/reports/hand-backs", "Rates of hand-backs by person and by rule",
      [&workspace](const RouteContext& context) { return Report(workspace, context); });
  report.query = {{"since", "from this time on"}, {"until", "and before this one"}};
  report.response_schema = "HandBackReport";
  router->Add(Permission::kReadReports, std::move(report));
}

}  // namespace signalbox
