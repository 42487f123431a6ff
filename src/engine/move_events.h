// The clear parts of the events that move leads from owner to owner in one go: a repair, a
// realignment, or the undoing of one (docs/repair.md tells the story, docs/formats.md lists the
// keys).
//
// A plan's rows lie in a blob that `MovesPlanned` names; each row that was handled is one event
// `OwnerMoved` of its lead. They hold ids, numbers of people and the policy's words, nothing
// personal.
#pragma once

#include <string>
#include <vector>

#include "engine/events.h"

namespace signalbox {

// Numbers are stored.
enum class MoveKind : uint8_t { kRepair = 0, kRealign = 1, kUndo = 2 };
std::string_view MoveKindName(MoveKind kind);

namespace ev {

// Where a lead stands, as far as a move changes it.
struct MovePlace {
  PersonRef owner = 0;
  LeadStatus status = LeadStatus::kInProgress;
  std::string queue, reason, rule, row;
  std::string pool, turn;  // pool and levels of the turn that it was taken with; empty for none
  int64_t points = 0;
  std::vector<std::string> counters;  // of the caps that it counts for
  Digest policy{};                    // the version that it stands under
  bool operator==(const MovePlace&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.owner), v(1, s.status), v(2, s.queue), v(3, s.reason), v(4, s.rule), v(5, s.row);
    v(6, s.pool), v(7, s.turn), v(8, s.points), v(9, s.counters), v(10, s.policy);
  }
};

// One move of a plan. Of an account where `account` says so; `lead` is then its entity.
struct MoveRow {
  Id lead;
  Id run;  // the latest when it was planned
  MovePlace from, to;
  bool account = false;
  bool touched_too = false;  // also where its owner has done something with it
  bool operator==(const MoveRow&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.lead), v(1, s.run), v(2, s.from), v(3, s.to), v(4, s.account), v(5, s.touched_too);
  }
};
// What the blob of a plan holds.
struct MoveRows {
  std::vector<MoveRow> rows;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.rows);
  }
};

// What a plan means for one person.
struct MoveLoad {
  PersonRef person = 0;
  int64_t loses = 0, gains = 0;  // leads
  int64_t accounts_lost = 0, accounts_gained = 0;
  bool operator==(const MoveLoad&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.person), v(1, s.loses), v(2, s.gains), v(3, s.accounts_lost), v(4, s.accounts_gained);
  }
};

// Of the plan, an entity of the workspace.
struct MovesPlanned {
  static constexpr EventType kType = EventType::kMovesPlanned;
  MoveKind kind = MoveKind::kRepair;
  Digest rows{};  // blob of MoveRows
  int64_t count = 0;
  Digest version{};  // of a repair: whose decisions
  Digest active{};   // the version that must be the active one while it is carried out
  Id of;             // of an undo: the plan that it undoes, which goes on no more
  int64_t batch = 0;
  int64_t every_us = 0;   // between batches
  int64_t effective = 0;  // not before
  bool needs_approval = false;
  PersonRef by = 0;  // 0: an operator who is nobody of the roster
  std::vector<MoveLoad> loads;
  bool keeps_clocks = false;  // a new owner gets the time that is left and not the whole
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.kind), v(1, s.rows), v(2, s.count), v(3, s.version), v(4, s.active), v(5, s.of);
    v(6, s.batch), v(7, s.every_us), v(8, s.effective), v(9, s.needs_approval), v(10, s.by);
    v(11, s.loads), v(12, s.keeps_clocks);
  }
};
struct MovesApproved {
  static constexpr EventType kType = EventType::kMovesApproved;
  PersonRef by = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.by);
  }
};

// One row of a plan was handled: of its lead, or of the plan where the row is an account.
struct OwnerMoved {
  static constexpr EventType kType = EventType::kOwnerMoved;
  Id plan;
  int64_t number = 0;
  MoveRow row;
  std::string left_out;  // code: why it stays where it is; empty when it was moved
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.plan), v(1, s.number), v(2, s.row), v(3, s.left_out);
  }
};

// Its new owner took a turn of their pool out of turn.
struct TurnGiven {
  static constexpr EventType kType = EventType::kTurnGiven;
  std::string pool;  // of the policy
  TurnBody turn;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.pool), v(1, s.turn);
  }
};

}  // namespace ev
}  // namespace signalbox
