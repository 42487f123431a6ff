// Takes leads one by one, decides each under both versions, and keeps what the report is made of:
// about a hundred bytes a lead.
//
// backtest_history.h and backtest_leads.h feed it. One thread.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "workspace/backtest.h"
#include "workspace/backtest_loop.h"

namespace signalbox {

// One decision as it was, or would be, asked for. Borrows all that it names.
struct BacktestCase {
  size_t lead = 0;  // numbered by the source, densely
  const Attributes& record;
  const Attributes* record_after = nullptr;  // B's, where its plan learns other things
  const Roster& roster;
  const PoolStates* pools = nullptr;  // as recorded; null: A's own are where history would be
  TimeUs now = 0;
  std::string_view owner = {};  // who had the record before, as recorded
  // The engine's own asking again: the closed loop does that by itself.
  bool again = false;
  const BacktestPlace* recorded = nullptr;  // null for a lead of a file
  // Where a step of the plan ended it before the decision, under A and under B.
  const BacktestPlace* stopped_before = nullptr;
  const BacktestPlace* stopped_after = nullptr;
};

// What a lead is called in the report.
using LeadNames = std::function<std::string(size_t)>;

class BacktestRun {
 public:
  explicit BacktestRun(const BacktestOptions& options);

  // Once, with the pools at the beginning of the slice.
  void Start(const PoolStates& pools);
  Status Take(const BacktestCase& one);
  // The record's owner was changed by somebody else.
  void OwnerChanged(size_t lead, std::string_view from, std::string_view to);

  // Where A's own pools have the lead.
  BacktestPlace PlaceBefore(size_t lead) const { return before_.PlaceOf(lead); }

  // `id_of` names a lead. The object is used up.
  Result<BacktestReport> Finish(const Roster& roster, const LeadNames& id_of);

 private:
  struct Placed {
    uint32_t target = 0, rule = 0, row = 0, reason = 0;  // Words
    Disposition disposition = Disposition::kQueue;
    bool decided = false;
  };
  struct Lead {
    TimeUs time = 0;
    Placed recorded, before, after;
  };
  struct Conflict {
    size_t lead;
    uint32_t kind, rule, about;  // Words
    bool before;
    auto operator<=>(const Conflict&) const = default;
  };

  void NoteTime(const BacktestCase& one);
  void TakeOpen(const BacktestCase& one, const PoolStates& pools);
  Status TakeClosed(const BacktestCase& one, const Attributes& record, const BacktestPlace* stopped,
                    PolicyLoop* loop);
  void NoteConflicts(const BacktestCase& one, const Decision& before, const Decision& after);
  Placed Keep(const BacktestPlace& place);
  BacktestPlace PlaceOf(const Placed& placed) const;
  void CountMoves(const LeadNames& id_of);
  void ListConflicts(const LeadNames& id_of);
  void CountLoads(const Roster& roster);

  const BacktestOptions options_;
  PolicyLoop before_, after_;
  Words words_;
  std::vector<Lead> leads_;
  std::vector<Conflict> conflicts_;
  std::unordered_map<size_t, std::string> external_ids_;  // of leads that moved
  BacktestReport report_;
  bool started_ = false;
};

}  // namespace signalbox
