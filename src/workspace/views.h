// Views: the tables that people's lists read, derived from the log into DIR/views.db by a writer of
// its own.
//
// May be deleted at any time; `rebuild` makes the same again. Holds no personal data: a row says
// where in the log the sealed parts stand. One Views object writes, on one thread at a time;
// queries open their own connection and may come from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "engine/events.h"
#include "store/event.h"
#include "store/sqlite/database.h"
#include "store/store.h"
#include "workspace/event_index.h"
#include "workspace/report_fold.h"
#include "workspace/report_tables.h"

namespace signalbox {

struct LeadViewRow {
  int64_t number = 0;  // order of arrival, from 1
  Id id, run;
  TimeUs received_at = 0;
  LeadStatus status = LeadStatus::kInProgress;
  PersonRef owner = 0;
  std::string queue, rule, row, reason;
  Bytes policy;  // first 8 bytes of the version's hash
  int64_t touches = 0;
  int64_t received_position = 0;  // of LeadReceived
  int64_t position = 0;           // of the last event that changed the row
  TimeUs due = 0;                 // the earliest of its time limits that run; 0 for none
  ReportMemory report;
  bool operator==(const LeadViewRow&) const = default;
};

struct LeadFilter {
  int status = -1;      // -1: any
  PersonRef owner = 0;  // 0: any
  // When set: only what one of these owns, and nothing that waits in a queue.
  std::optional<std::vector<PersonRef>> owned_by;
  std::string queue, rule, reason;
  TimeUs since = 0;
  int64_t before = 0;  // cursor: rows with smaller numbers; 0 starts at the newest
  // The oldest first; `before` is then of rows with greater numbers.
  bool oldest_first = false;
  // Those alone whose time limit runs, the one that ends first first; `before` then says nothing.
  bool soonest_first = false;
  int64_t limit = 50;
};

class Views {
 public:
  // Opens or makes DIR/views.db; one of an earlier layout is made anew.
  static Result<std::unique_ptr<Views>> Open(const std::string& path);
  // For reading only: the tables as they are now, whatever another Views object writes meanwhile.
  static Result<std::unique_ptr<Views>> OpenSnapshot(const std::string& path);

  // Everything below this position is in the tables.
  int64_t applied_position() const { return applied_; }
  // Folds the events [applied_position, until) of `store`, at most kEventsPerStep; true when there
  // is more.
  Result<bool> CatchUp(const Store& store, int64_t until);
  // Empties the tables, so that they are derived from the first event on.
  Status Reset();

  // Newest first, unless the filter says otherwise.
  Result<std::vector<LeadViewRow>> List(const LeadFilter& filter) const;
  // Those of the rows with these numbers, which are few, that the filter lets by; newest first.
  Result<std::vector<LeadViewRow>> ListAmong(const std::vector<int64_t>& numbers,
                                             const LeadFilter& filter) const;
  Result<std::vector<std::pair<int, int64_t>>> CountByStatus() const;
  // A lead's number; kNotFound where the tables do not have it.
  Result<int64_t> NumberOf(const Id& lead) const;

 private:
  static constexpr int64_t kEventsPerStep = 50'000;

  friend Result<std::string> CompareWithLog(const std::string& path, const Store& store);

  explicit Views(Database database) : database_(std::move(database)) {}
  Status Prepare();
  Status ReadCursor();
  Status FoldBytes(BytesView bytes);
  using Folding = Status (Views::*)(const Event& event);
  // Null for a type that changes no row.
  static Folding FoldingOf(uint16_t type);
  Status FoldReport(const Event& event);
  Status FoldReceived(const Event& event);
  Status FoldTouch(const Event& event);
  Status FoldMerge(const Event& event);
  Status FoldAssigned(const Event& event);
  Status FoldChangedOutside(const Event& event);
  Status FoldRunStarted(const Event& event);
  Status FoldRunFinished(const Event& event);
  Status FoldMove(const Event& event);
  Status FoldFollowUp(const Event& event);
  Result<LeadViewRow*> RowOf(const Id& lead);
  Result<LeadViewRow*> RowOfRun(const Id& run);
  Result<LeadViewRow> Load(Statement& find, const Id& id);
  Status WriteBack();
  Status WriteRow(const LeadViewRow& row, Statement& put);

  Result<std::vector<LeadViewRow>> Read(const std::string& sql, const LeadFilter& filter) const;
  // What is read from: its own connection, so that a list never waits for the writer's transaction;
  // of a snapshot, the connection whose transaction it is.
  Database& Reading() const { return reader_ != nullptr ? *reader_ : database_; }

  std::mutex writing_;
  mutable std::mutex reading_;
  mutable Database database_;
  std::unique_ptr<Database> reader_;
  // Destroyed before the database.
  std::unique_ptr<Statement> put_, append_, by_id_, by_run_;
  std::unique_ptr<ReportTables> reports_;
  std::unique_ptr<EventIndex> index_;
  int64_t applied_ = 0;
  int64_t last_number_ = 0;
  int64_t written_number_ = 0;  // the last one that is in the table
  std::unordered_map<Id, LeadViewRow, IdHash> changed_;
  std::unordered_map<Id, Id, IdHash> lead_of_run_;
};

// Empty when the tables at `path` are what the log says, else the first difference in words. They
// may be written to meanwhile.
Result<std::string> CompareWithLog(const std::string& path, const Store& store);

}  // namespace signalbox
