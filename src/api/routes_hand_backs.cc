// GET /v1/handback-reasons: why a lead may be handed back, for whoever works with leads.
// GET /v1/reports/hand-backs: what came back of what people and rules gave out; `signalbox policy
// hand-backs` asks it of a running server.
#include "api/answer_route.h"
#include "api/whole_log.h"
#include "workspace/few_told.h"
#include "workspace/hand_back_reasons.h"
#include "workspace/hand_backs.h"
#include "workspace/lead_sight.h"

namespace signalbox {
namespace {

Result<std::string> ReportHandBacks(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const Sight sight, SightOf(workspace, context.principal));
  SB_TRY(CheckNothingKept(sight));
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

Result<std::string> Reasons(Workspace& workspace, const RouteContext& context) {
  const std::string* lead = context.Query("lead");
  if (lead == nullptr) return HandBackReasonsJson(workspace, "");
  SB_TRY(CheckActOnLead(workspace, context.principal, Permission::kReadLeads, *lead));
  return HandBackReasonsJson(workspace, *lead);
}

}  // namespace

void AddHandBackRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route report = WholeLogRoute(
      parts, Method::kGet, "/v1/reports/hand-backs", "Rates of hand-backs by person and by rule",
      [&workspace](const RouteContext& context) { return ReportHandBacks(workspace, context); });
  report.query = {{"since", "from this time on"}, {"until", "and before this one"}};
  report.response_schema = "HandBackReport";
  router->Add(Permission::kReadReports, std::move(report));
  Route reasons = AnswerRoute(
      parts, Method::kGet, "/v1/handback-reasons",
      "Why a lead may be handed back, and what follows from each reason",
      [&workspace](const RouteContext& context) { return Reasons(workspace, context); });
  reasons.query = {
      {"lead", "of the version that decided this one; if not given, of the active one"}};
  reasons.response_schema = "HandBackReasons";
  router->Add(Permission::kWorkLeads, std::move(reasons));
}

}  // namespace signalbox
