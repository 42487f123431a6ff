// What a plan of moves would do, for people to look at before it is done: each lead that moves,
// each that is left out and why, and what it means for each rep.
//
// Plain values; built by repair.h, realign.h and move_plans.h.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/moves.h"

namespace signalbox {

// One lead, or one account. `from` and `to` are a person's or queue's id, or a status.
struct MoveEntry {
  std::string lead_id, external_id;
  std::string from, to;
  std::string rule, row, pool;  // that decide so
  std::string left_out;         // code, empty for what moves
};

struct MoveOwnerLoad {
  int64_t loses = 0, gains = 0;
  int64_t open_before = 0, open_after = 0;  // open leads
  int64_t accounts_lost = 0, accounts_gained = 0;
};

struct MovePreview {
  MoveKind kind = MoveKind::kRepair;
  std::string version;  // of a repair: whose decisions
  std::string active;   // the version that decides now
  std::string of;       // of an undo: the plan's id
  int64_t looked_at = 0;
  int64_t same = 0;  // would go where they are
  std::vector<MoveEntry> moves, left_out;
  std::map<std::string, MoveOwnerLoad> owners;

  // Leads that are named by what their senders call them, which is a personal field.
  int64_t OwnIds() const;
  // For a reader who may not see that: each is named by our id alone.
  void HideOwnIds();

  // What a plan stores.
  std::vector<ev::MoveRow> rows;  // one for each of `moves`
  Digest version_hash{}, active_hash{};
  Id of_plan;

  // `{"kind","version","active","looked_at","same","move_count","left_out_count","moves",
  // "left_out","per_owner"}`; lists end after kMaxMovesListed, counts are complete anyway. With
  // `csv` all of them as text beside.
  std::string Json(bool csv) const;
  std::string Text() const;
  // `lead_id,external_id,from,to,rule,row,pool,left_out`, a line each.
  std::string Csv() const;
};

// A longer list is for a file.
inline constexpr size_t kMaxMovesListed = 10'000;

// A person's or queue's id, else the status: where somebody finds the lead.
std::string PlaceName(const State& state, const ev::MovePlace& place);
// Where a lead stands now.
ev::MovePlace StandsAt(const State& state, uint32_t lead);
// Adds a move to `preview`, with its load; `open` of the state is what everybody has before.
void AddMove(const State& state, MoveEntry entry, ev::MoveRow row, MovePreview* preview);
// Once all are there: what everybody has before and after.
void CountOwners(const State& state, MovePreview* preview);

}  // namespace signalbox
