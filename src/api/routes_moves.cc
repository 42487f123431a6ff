// /v1/repairs and /v1/realignments: leads that are moved from owner to owner in one go; what
// `signalbox policy repair` and `signalbox realign` ask of a running server.
#include <nlohmann/json.hpp>

#include "api/acting_person.h"
#include "api/answer_route.h"
#include "api/recorded_reading.h"
#include "api/whole_log.h"
#include "workspace/lead_sight.h"
#include "workspace/move_requests.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

Result<MoveRequest> ReadMoves(Workspace& workspace, MoveKind kind, const RouteContext& context) {
  SB_ASSIGN(MoveRequest request, ParseMoveRequest(kind, context.request.body));
  SB_ASSIGN(const Sight sight, SightOf(workspace, context.principal));
  request.own_ids = sight.SeesEverywhere(Field::kExternalId);
  return request;
}

// With who asks as who plans it, and as many leads as they may move at once.
Result<MoveRequest> MovesAsked(Workspace& workspace, MoveKind kind, const RouteContext& context) {
  SB_ASSIGN(MoveRequest request, ReadMoves(workspace, kind, context));
  SB_ASSIGN(request.options.by, WhoDid(context.principal, request.options.by, true));
  request.options.most = MostReassigned(context.principal.roles);
  return request;
}

Result<std::string> Preview(ApiParts& parts, MoveKind kind, const RouteContext& context) {
  Workspace& workspace = parts.workspace;
  SB_ASSIGN(const MoveRequest request, ReadMoves(workspace, kind, context));
  SB_ASSIGN(MovePreview preview, PreviewMoves(workspace.store(), workspace.keys(), kind, request,
                                              workspace.clock().Now()));
  const int64_t named = preview.OwnIds();
  if (named > 0 && !RecordReading(parts, context, "", named).ok()) preview.HideOwnIds();
  return preview.Json(request.csv);
}

Result<std::string> MakePlan(ApiParts& parts, MoveKind kind, const RouteContext& context) {
  SB_ASSIGN(MoveRequest request, MovesAsked(parts.workspace, kind, context));
  // What senders call the leads stands in the answer; not counted yet, as of a stream.
  request.own_ids = request.own_ids && RecordReading(parts, context, "", 0).ok();
  return PlanRequest(parts.workspace, kind, request, ActorOf(context));
}

Result<std::string> MakeUndo(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const MoveRequest request, MovesAsked(workspace, MoveKind::kUndo, context));
  return UndoRequest(workspace, std::string(context.Path("id")), request, ActorOf(context));
}

Result<std::string> AgreeToMoves(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const MoveRequest request, MovesAsked(workspace, MoveKind::kUndo, context));
  return ApproveRequest(workspace, std::string(context.Path("id")), request.options.by,
                        ActorOf(context));
}

void AddPlanRoutes(ApiParts& parts, MoveKind kind, Router* router) {
  const bool repair = kind == MoveKind::kRepair;
  const std::string base = repair ? "/v1/repairs" : "/v1/realignments";
  const std::string schema = repair ? "RepairRequest" : "RealignRequest";
  Route preview = WholeLogRoute(
      parts, Method::kPost, base + "/preview",
      repair ? "What a repair of a version's decisions would move"
             : "What a realignment would move",
      [&parts, kind](const RouteContext& context) { return Preview(parts, kind, context); });
  preview.request_schema = schema;
  preview.response_schema = "MovePreview";
  router->Add(Permission::kReassignMany, std::move(preview));
  Route plan = WholeLogRoute(
      parts, Method::kPost, base,
      repair ? "Plan a repair; it is carried out by continuing it" : "Plan a realignment",
      [&parts, kind](const RouteContext& context) { return MakePlan(parts, kind, context); });
  plan.request_schema = schema;
  plan.response_schema = "MovesPlanned";
  router->Add(Permission::kReassignMany, std::move(plan));
}

}  // namespace

void AddMoveRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  AddPlanRoutes(parts, MoveKind::kRepair, router);
  AddPlanRoutes(parts, MoveKind::kRealign, router);
  Route list = AnswerRoute(parts, Method::kGet, "/v1/moves",
                           "Repairs, realignments and their undoing, the oldest first",
                           [&workspace](const RouteContext&) { return ListRequest(workspace); });
  list.response_schema = "MovesList";
  router->Add(Permission::kReadMoves, std::move(list));
  Route go_on = AnswerRoute(
      parts, Method::kPost, "/v1/moves/{id}/continue", "Move what a plan's pace allows now",
      [&workspace](const RouteContext& context) {
        return ContinueRequest(workspace, std::string(context.Path("id")), ActorOf(context));
      });
  go_on.response_schema = "MoveProgress";
  router->Add(Permission::kReassignMany, std::move(go_on));
  Route undo = AnswerRoute(
      parts, Method::kPost, "/v1/moves/{id}/undo",
      "Plan to put back what still stands as a plan left it",
      [&workspace](const RouteContext& context) { return MakeUndo(workspace, context); });
  undo.request_schema = "UndoRequest";
  undo.response_schema = "MovesPlanned";
  router->Add(Permission::kReassignMany, std::move(undo));
  Route approve = AnswerRoute(
      parts, Method::kPost, "/v1/moves/{id}/approve", "Approve what somebody else planned",
      [&workspace](const RouteContext& context) { return AgreeToMoves(workspace, context); });
  approve.request_schema = "MovesApproval";
  approve.response_schema = "MovesApproved";
  router->Add(Permission::kApproveMoves, std::move(approve));
}

}  // namespace signalbox
