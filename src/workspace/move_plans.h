// Plans of moves as they are made and carried out: one way for repairs, realignments and undoing
// them.
//
// A plan is an event, its rows a blob, and what was handled are events too, so that a process that
// dies in the middle is gone on from where it was, and nothing is moved twice. Functions that take
// a Turn run inside it, on the engine's thread; the others on any thread but that.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "workspace/move_preview.h"
#include "workspace/workspace.h"

namespace signalbox {

struct MoveOptions {
  int64_t batch = 100;   // leads that move together
  TimeUs every_us = 0;   // from one batch to the next
  TimeUs effective = 0;  // not before; 0: at once
  bool needs_approval = false;
  std::string by;             // a person's id; empty: an operator
  int64_t most = INT64_MAX;   // leads that whoever plans it may move at once
  bool keeps_clocks = false;  // who gets a lead gets the time that is left and not the whole
};
// A batch is what somebody can look at before the next one.
inline constexpr int64_t kMaxMoveBatch = 10'000;

// Stores the plan; nothing moves yet. Its id. kInvalid for options that are out of range or a `by`
// who is nobody of the roster, kConflict for a preview without moves, or where it undoes a plan
// that was undone already, kForbidden for more than they may move.
Result<Id> PlanMoves(Turn& turn, const MovePreview& preview, const MoveOptions& options,
                     const Actor& actor);
// By somebody else than who planned it: kConflict.
Status ApproveMoves(Turn& turn, const Id& plan, const std::string& by, const Actor& actor);

struct MoveProgress {
  Id plan;
  int64_t count = 0, next = 0;
  int64_t moved = 0, left_out = 0;
  TimeUs next_at = 0;  // of the next batch; 0 where it may come at once
  bool done = false;
  std::string Json() const;
  std::string Text() const;
};

// The plan's rows, of MovesPlanned.
Result<ev::MoveRows> ReadMoveRows(const Store& store, const Digest& blob);
// Moves an account, or says why not as a code.
using AccountMover = std::function<Result<std::string>(Turn& turn, const ev::MoveRow& row)>;
// As many of the plan's next rows as its batch, its pace and one turn allow. Without accounts among
// them `move_account` may be empty.
Result<MoveProgress> MoveSome(Turn& turn, const Id& plan, const ev::MoveRows& rows,
                              const Actor& actor, const AccountMover& move_account = {});

// What may move now, over as many turns as it takes, at most some thousand rows.
Result<MoveProgress> CarryOn(Workspace& workspace, const Id& plan, const Actor& actor);

// The moves of a plan that still stand as it left them, backwards. kNotFound, kConflict for a plan
// that was undone already, or is an undo.
Result<MovePreview> PreviewUndo(const State& state, const Store& store, const Id& plan);

// The plan that does what `preview` is about and is not done: to be gone on with instead of a new
// one.
std::optional<Id> UnfinishedPlan(const State& state, MoveKind kind, const Digest& version,
                                 const Id& of);

// `{"moves":[{"id","kind","version","of","count","moved","left_out","state",...}]}`, oldest first.
// States: planned, waits_for_approval, under_way, done, undone.
std::string MovePlansJson(const State& state);
std::string MovePlansText(const State& state);
// `moves_...`; kNotFound for anything else.
Result<Id> ParseMovesId(std::string_view text);

}  // namespace signalbox
