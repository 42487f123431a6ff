// Plans that move leads from owner to owner, as the state keeps them, and the rules of a move.
//
// A plan is carried out row by row in its order; a row whose lead is no longer as it was planned is
// left out and says why, so nothing is moved twice and nobody's work is overwritten. Engine thread
// only, because it reads the state.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "engine/move_events.h"
#include "store/event.h"

namespace signalbox {

struct State;

// Rows of one turn: a few milliseconds, so that leads that come do not wait for a repair.
inline constexpr int64_t kMovesPerTurn = 200;
// Rows of one plan; its blob is read as a whole.
inline constexpr size_t kMaxMoves = 200'000;

struct MovePlan {
  ev::MovesPlanned body;
  TimeUs planned_at = 0;
  int64_t next = 0;  // row
  int64_t moved = 0, left_out = 0;
  TimeUs batch_at = 0;  // when the latest batch began; 0 before the first
  bool approved = false;
  PersonRef approved_by = 0;
  Id undone_by;                  // zero: it stands
  std::vector<bool> rows_moved;  // by row
  std::set<PersonRef> told;
  bool done() const { return next >= body.count; }
};

// The first row after those that may be moved in this batch, and from when on; a plan that waits
// for its next batch, its day or an approval gives its `next`.
struct MoveWindow {
  int64_t until = 0;
  TimeUs from = 0;
};
MoveWindow WindowOf(const MovePlan& plan, TimeUs now);
// kConflict while it may not be carried out: undone, not approved, not active any more.
Status CheckPlan(const State& state, const MovePlan& plan);

// Why a lead is not moved, as a code; empty when it is, and for an account, whose value the state
// does not know by its entity. Codes: erased, routed_again, owner_changed,
// changed, accepted, contacted, booked, worked_on, person_gone, no_such_queue.
std::string WhyNotMoved(const State& state, const ev::MoveRow& row);
// Of the bits of LeadEntry::acted; empty for none.
std::string_view TouchedBy(uint8_t acted);

// The fold of MovesPlanned and MovesApproved, and of OwnerMoved for the plan and the record's
// words.
Status ApplyMoves(const Event& event, State* state);

}  // namespace signalbox
