// Repairs and realignments as commands and the API ask for them, answered as JSON: the one way for
// both, on a workspace that is served and on one that is not.
//
// Any thread but the engine's; what is said to be stored is durable when a function returns.
#pragma once

#include <string>
#include <string_view>

#include "workspace/move_plans.h"
#include "workspace/realign.h"

namespace signalbox {

struct MoveRequest {
  std::string version;      // of a repair: whose decisions
  RealignQuestion realign;  // of a realignment; `now` is filled in
  MoveOptions options;
  bool csv = false;  // the whole list as CSV beside
  // Whoever asks sees what senders call their leads; said by the caller and not by the request.
  bool own_ids = true;
};

// `{"version":"pv","batch":100,"every":"10m","by":"lena","csv":true}` of a repair; of a realignment
// instead of the version `{"accounts":"account_id,owner\n...","effective":"2026-12-01",
// "holdover":"30d","move_opportunities":false,"approve":true}`. kInvalid names the member.
Result<MoveRequest> ParseMoveRequest(MoveKind kind, std::string_view json);
std::string MoveRequestJson(MoveKind kind, const MoveRequest& request);

// What would move (move_preview.h). Reads the whole log.
Result<MovePreview> PreviewMoves(const Store& store, const Keyring& keys, MoveKind kind,
                                 const MoveRequest& request, TimeUs now);

// Plans what PreviewMoves says; a repair of the same version that is not done is gone on with
// instead. `{"id","count","handled","moved","left_out","next_at","done","resumed","text",
// "preview"}`, with `csv` beside where it is asked for; nothing moved yet. With nothing to move
// `id` is null.
Result<std::string> PlanRequest(Workspace& workspace, MoveKind kind, const MoveRequest& request,
                                const Actor& actor);
// The same for undoing a plan.
Result<std::string> UndoRequest(Workspace& workspace, const std::string& plan,
                                const MoveRequest& request, const Actor& actor);
// As much as its pace allows, as MoveProgress.
Result<std::string> ContinueRequest(Workspace& workspace, const std::string& plan,
                                    const Actor& actor);
Result<std::string> ApproveRequest(Workspace& workspace, const std::string& plan,
                                   const std::string& by, const Actor& actor);
// MovePlansJson.
Result<std::string> ListRequest(Workspace& workspace);

}  // namespace signalbox
