#include "workspace/views.h"

#include <unistd.h>

#include <algorithm>

#include "engine/follow_up_events.h"
#include "engine/move_events.h"
#include "engine/record_events.h"
#include "store/event.h"
#include "store/event_view.h"
#include "store/sqlite/steady_vfs.h"
#include "workspace/lead_view_row.h"

namespace signalbox {
namespace {

constexpr int64_t kViewsLayout = 7;

// The write-ahead file is moved into the tables at this size, 16 MB: a page that a thousand leads
// changed is then written once, and the file stays cached.
constexpr int kViewsCheckpointPages = 4'000;

// Lists are by arrival; the filters are words with few values, so their indexes grow at a few ends
// only. What is behind `number` in an index, and the last two, are for counting without the rows.
constexpr char kViewsTables[] = R"(
  CREATE TABLE leads(number INTEGER PRIMARY KEY, id BLOB NOT NULL, run BLOB NOT NULL, received_at INTEGER NOT NULL,
    status INTEGER NOT NULL, owner INTEGER NOT NULL, queue TEXT NOT NULL, rule TEXT NOT NULL, table_row TEXT NOT NULL,
    reason TEXT NOT NULL, policy BLOB NOT NULL, touches INTEGER NOT NULL, received_position INTEGER NOT NULL,
    position INTEGER NOT NULL, due INTEGER NOT NULL, marks INTEGER NOT NULL, had INTEGER NOT NULL,
    band TEXT NOT NULL, broken TEXT NOT NULL, sender TEXT NOT NULL);
  CREATE UNIQUE INDEX leads_id ON leads(id);
  CREATE INDEX leads_run ON leads(run);
  CREATE INDEX leads_status ON leads(status, number);
  CREATE INDEX leads_owner ON leads(owner, number, status);
  CREATE INDEX leads_rule ON leads(rule, number, policy);
  CREATE INDEX leads_reason ON leads(reason, number, status) WHERE reason <> '';
  CREATE INDEX leads_queue ON leads(queue, number) WHERE queue <> '';
  CREATE INDEX leads_due ON leads(due, status, owner) WHERE due > 0;
  CREATE INDEX leads_waiting ON leads(status, queue, rule, reason, received_at, due) WHERE status IN (2, 3, 6);
  CREATE TABLE cursor(one INTEGER PRIMARY KEY, applied INTEGER NOT NULL, last_number INTEGER NOT NULL);
  INSERT INTO cursor VALUES(1, 0, 0);
)";

Status TakeFollowUp(const Event& event, LeadViewRow* row) {
  if (static_cast<EventType>(event.type) == EventType::kClockSet) {
    SB_ASSIGN(const ev::ClockSet body, DecodeBody<ev::ClockSet>(event.clear));
    row->due = body.next_due;
    return {};
  }
  SB_ASSIGN(const ev::StatusSet body, DecodeBody<ev::StatusSet>(event.clear));
  row->status = body.status;
  row->queue = body.queue;
  row->reason = body.reason;
  row->due = body.next_due;
  return {};
}

}  // namespace

Result<std::unique_ptr<Views>> Views::Open(const std::string& path) {
  const Database::Options options{.create = true, .vfs = SteadyVfs(SteadyFiles::kDatabase)};
  Result<Database> database = Database::Open(path, options);
  if (!database.ok()) return database.error();
  SB_ASSIGN(const int64_t layout, database->QueryInt("PRAGMA user_version"));
  if (layout > kViewsLayout) {
    return Err(Code::kUnsupported,
               "`" + path + "` was made by a later version; delete it, it is derived from the log");
  }
  SB_TRY(database->Execute(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"));
  if (layout < kViewsLayout) {
    SB_TRY(database->Execute("BEGIN; DROP TABLE IF EXISTS leads; DROP TABLE IF EXISTS cursor"));
    SB_TRY(database->Execute(kReportTablesDropped));
    SB_TRY(database->Execute(kEventIndexDropped));
    SB_TRY(database->Execute(kViewsTables));
    SB_TRY(database->Execute(kReportTablesMade));
    SB_TRY(database->Execute(kEventIndexMade));
    SB_TRY(database->Execute(
        ("PRAGMA user_version=" + std::to_string(kViewsLayout) + "; COMMIT").c_str()));
  }
  std::unique_ptr<Views> views(new Views(std::move(*database)));
  SB_TRY(views->Prepare());
  Database::Options reading;
  reading.read_only = true;
  SB_ASSIGN(Database reader, Database::Open(path, reading));
  views->reader_ = std::make_unique<Database>(std::move(reader));
  return views;
}

Result<std::unique_ptr<Views>> Views::OpenSnapshot(const std::string& path) {
  SB_ASSIGN(std::unique_ptr<Views> views, Open(path));
  views->reader_.reset();
  // The first read inside fixes what the transaction sees.
  SB_TRY(views->database_.Execute("BEGIN"));
  SB_TRY(views->ReadCursor());
  return views;
}

Status Views::Prepare() {
  const std::string columns = kLeadViewColumns;
  const std::string into =
      " INTO leads(" + columns + ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
  SB_ASSIGN(Statement put, database_.Prepare("INSERT OR REPLACE" + into));
  // One that can undo no single statement, so that SQLite keeps no copy of each page for it.
  SB_ASSIGN(Statement append, database_.Prepare("INSERT OR ROLLBACK" + into));
  SB_ASSIGN(Statement by_id, database_.Prepare("SELECT " + columns + " FROM leads WHERE id = ?"));
  SB_ASSIGN(Statement by_run, database_.Prepare("SELECT " + columns + " FROM leads WHERE run = ?"));
  put_ = std::make_unique<Statement>(std::move(put));
  append_ = std::make_unique<Statement>(std::move(append));
  by_id_ = std::make_unique<Statement>(std::move(by_id));
  by_run_ = std::make_unique<Statement>(std::move(by_run));
  SB_ASSIGN(reports_, ReportTables::Prepare(&database_));
  SB_ASSIGN(index_, EventIndex::Prepare(&database_));
  return ReadCursor();
}

Status Views::ReadCursor() {
  SB_ASSIGN(applied_, database_.QueryInt("SELECT applied FROM cursor"));
  SB_ASSIGN(last_number_, database_.QueryInt("SELECT last_number FROM cursor"));
  written_number_ = last_number_;
  return {};
}

Result<LeadViewRow> Views::Load(Statement& find, const Id& id) {
  find.Bind(1, id.View());
  Result<bool> step = find.Step();
  if (!step.ok()) return step.error();
  LeadViewRow row;
  if (*step) row = ReadLeadViewRow(find);
  find.Reset();
  if (row.number == 0) return Err(Code::kNotFound, "no such row");
  return row;
}

Result<LeadViewRow*> Views::RowOf(const Id& lead) {
  if (const auto at = changed_.find(lead); at != changed_.end()) return &at->second;
  SB_ASSIGN(LeadViewRow row, Load(*by_id_, lead));
  return &(changed_[lead] = std::move(row));
}

Result<LeadViewRow*> Views::RowOfRun(const Id& run) {
  if (const auto at = lead_of_run_.find(run); at != lead_of_run_.end()) return RowOf(at->second);
  SB_ASSIGN(const LeadViewRow row, Load(*by_run_, run));
  return RowOf(row.id);
}

// Owner and status follow in events of their own.
Status Views::FoldMove(const Event& event) {
  SB_ASSIGN(const ev::OwnerMoved body, DecodeBody<ev::OwnerMoved>(event.clear));
  if (!body.left_out.empty() || body.row.account) return {};
  SB_ASSIGN(LeadViewRow * row, RowOf(event.entity));
  const ev::MovePlace& to = body.row.to;
  row->rule = to.rule;
  row->row = to.row;
  if (to.policy != Digest{}) row->policy = Bytes(View(to.policy).substr(0, 8));
  row->position = event.position;
  return {};
}

// Its status follows in an event of its own, and the survivor's owner.
Status Views::FoldMerge(const Event& event) {
  SB_ASSIGN(const ev::RecordMerged body, DecodeBody<ev::RecordMerged>(event.clear));
  SB_ASSIGN(const LeadViewRow* row, RowOf(event.entity));
  const int64_t touches = row->touches + 1;
  SB_ASSIGN(LeadViewRow * into, RowOf(body.into));
  into->touches += touches;
  return {};
}

Status Views::FoldReceived(const Event& event) {
  LeadViewRow row;
  row.number = ++last_number_;
  row.id = event.entity;
  row.received_at = event.time;
  row.received_position = row.position = event.position;
  changed_[row.id] = std::move(row);
  return {};
}

Status Views::FoldTouch(const Event& event) {
  SB_ASSIGN(const ev::TouchRecorded body, DecodeBody<ev::TouchRecorded>(event.clear));
  SB_ASSIGN(LeadViewRow * row, RowOf(event.entity));
  row->touches += !body.double_submit;
  row->position = event.position;
  return {};
}

Status Views::FoldAssigned(const Event& event) {
  SB_ASSIGN(const ev::OwnerAssigned body, DecodeBody<ev::OwnerAssigned>(event.clear));
  SB_ASSIGN(LeadViewRow * row, RowOf(event.entity));
  row->owner = body.owner;
  if (!body.clocks.empty()) row->due = body.next_due;
  row->position = event.position;
  return {};
}

Status Views::FoldChangedOutside(const Event& event) {
  SB_ASSIGN(const ev::OwnerChangedOutside body, DecodeBody<ev::OwnerChangedOutside>(event.clear));
  SB_ASSIGN(LeadViewRow * row, RowOf(event.entity));
  row->owner = body.owner;
  row->position = event.position;
  return {};
}

Status Views::FoldRunStarted(const Event& event) {
  SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
  SB_ASSIGN(LeadViewRow * row, RowOf(body.record));
  row->run = event.entity;
  row->status = LeadStatus::kInProgress;
  row->policy = event.pins.policy;
  row->position = event.position;
  lead_of_run_[event.entity] = body.record;
  return {};
}

Status Views::FoldRunFinished(const Event& event) {
  SB_ASSIGN(const ev::RunFinished body, DecodeBody<ev::RunFinished>(event.clear));
  SB_ASSIGN(LeadViewRow * row, RowOfRun(event.entity));
  row->status = body.status;
  row->queue = body.queue;
  row->rule = body.rule;
  row->row = body.row;
  row->reason = body.reason;
  if (body.status == LeadStatus::kRouted) row->owner = body.owner;
  if (!body.clocks.empty()) row->due = body.next_due;
  row->position = event.position;
  return {};
}

Status Views::FoldFollowUp(const Event& event) {
  SB_ASSIGN(LeadViewRow * row, RowOf(event.entity));
  row->position = event.position;
  return TakeFollowUp(event, row);
}

Views::Folding Views::FoldingOf(uint16_t type) {
  switch (static_cast<EventType>(type)) {
    case EventType::kLeadReceived:
      return &Views::FoldReceived;
    case EventType::kTouchRecorded:
      return &Views::FoldTouch;
    case EventType::kRecordMerged:
      return &Views::FoldMerge;
    case EventType::kOwnerAssigned:
      return &Views::FoldAssigned;
    case EventType::kOwnerChangedOutside:
      return &Views::FoldChangedOutside;
    case EventType::kRunStarted:
      return &Views::FoldRunStarted;
    case EventType::kRunFinished:
      return &Views::FoldRunFinished;
    case EventType::kOwnerMoved:
      return &Views::FoldMove;
    case EventType::kStatusSet:
    case EventType::kClockSet:
      return &Views::FoldFollowUp;
    default:
      return nullptr;
  }
}

// With the row as it is before the event.
Status Views::FoldReport(const Event& event) {
  ReportFold fold(reports_.get());
  const auto type = static_cast<EventType>(event.type);
  SB_TRY(fold.TakeAny(event));
  if (!ReportFold::IsOfLead(type)) return {};
  if (type == EventType::kOwnerMoved && event.entity_kind != EntityKind::kLead) return {};
  LeadViewRow* row = nullptr;
  if (type == EventType::kRunStarted) {
    SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
    SB_ASSIGN(row, RowOf(body.record));
  } else if (event.entity_kind == EntityKind::kRun) {
    Result<LeadViewRow*> of_run = RowOfRun(event.entity);
    // What comes of a run that another followed is of no account, in whatever pieces it is read.
    if (!of_run.ok() && of_run.error().code == Code::kNotFound) return {};
    if (!of_run.ok()) return of_run.error();
    row = *of_run;
    if (row->run != event.entity) return {};
  } else {
    SB_ASSIGN(row, RowOf(event.entity));
  }
  return fold.TakeLead(
      event, {row->number, row->received_at, row->owner, row->rule, row->policy, &row->report});
}

Status Views::FoldBytes(BytesView bytes) {
  SB_ASSIGN(const EventView view, ViewEvent(bytes));
  // Most events are steps of agents that no list, report or search has anything of.
  if (static_cast<EventType>(view.type) == EventType::kStepFinished &&
      (view.actor == ActorKind::kAgent || !view.names_actor) &&
      !ReportFold::TakesStep(view.clear)) {
    ReportFold(reports_.get()).TakeTime(view.time);
    return {};
  }
  SB_ASSIGN(const Event event, DecodeEvent(bytes));
  const Folding folding = FoldingOf(event.type);
  // A report looks at the row as it is before the event, which an arrival makes.
  const bool arrival = static_cast<EventType>(event.type) == EventType::kLeadReceived;
  if (arrival) SB_TRY((this->*folding)(event));
  SB_TRY(FoldReport(event));
  index_->Add(event);
  return arrival || folding == nullptr ? Status() : (this->*folding)(event);
}

Status Views::WriteRow(const LeadViewRow& row, Statement& put) {
  put.Bind(1, row.number).Bind(2, row.id.View()).Bind(3, row.run.View()).Bind(4, row.received_at);
  put.Bind(5, static_cast<int64_t>(row.status)).Bind(6, row.owner).BindText(7, row.queue);
  put.BindText(8, row.rule).BindText(9, row.row).BindText(10, row.reason).Bind(11, row.policy);
  put.Bind(12, row.touches)
      .Bind(13, row.received_position)
      .Bind(14, row.position)
      .Bind(15, row.due);
  put.Bind(16, row.report.marks)
      .Bind(17, row.report.had)
      .BindText(18, row.report.band)
      .BindText(19, row.report.broken)
      .BindText(20, row.report.sender);
  return put.Run();
}

Status Views::WriteBack() {
  SB_TRY(database_.Execute("BEGIN"));
  std::vector<const LeadViewRow*> rows;
  rows.reserve(changed_.size());
  for (const auto& [id, row] : changed_) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(),
            [](const auto* a, const auto* b) { return a->number < b->number; });
  for (const LeadViewRow* row : rows)
    SB_TRY(WriteRow(*row, row->number > written_number_ ? *append_ : *put_));
  SB_TRY(reports_->WriteBack());
  SB_TRY(index_->WriteBack());
  SB_TRY(database_.Execute(("UPDATE cursor SET applied = " + std::to_string(applied_) +
                            ", last_number = " + std::to_string(last_number_))
                               .c_str()));
  SB_TRY(database_.Execute("COMMIT"));
  written_number_ = last_number_;
  changed_.clear();
  lead_of_run_.clear();
  return {};
}

Result<bool> Views::CatchUp(const Store& store, int64_t until) {
  const std::lock_guard lock(writing_);
  const int64_t to = std::min(until, applied_ + kEventsPerStep);
  if (to <= applied_) return false;
  const int64_t applied = applied_, last_number = last_number_;
  Status written =
      store.ReadEvents(applied_, to, [this](int64_t, BytesView bytes) { return FoldBytes(bytes); });
  if (written.ok()) {
    applied_ = to;
    written = WriteBack();
  }
  if (!written.ok()) {
    // As if it had not been tried, so that it can be tried again.
    if (database_.InTransaction()) {
      if (const Status undone = database_.Execute("ROLLBACK"); !undone.ok()) return undone.error();
    }
    changed_.clear();
    lead_of_run_.clear();
    reports_->Forget();
    index_->Forget();
    applied_ = applied;
    last_number_ = last_number;
    return written.error();
  }
  if (database_.WalPages() > kViewsCheckpointPages) {
    SB_TRY(database_.Checkpoint(Database::CheckpointMode::kPassive));
  }
  return to < until;
}

Status Views::Reset() {
  const std::lock_guard lock(writing_);
  const std::string sql = std::string("BEGIN; DELETE FROM leads;") + kReportTablesEmptied +
                          kEventIndexEmptied +
                          "UPDATE cursor SET applied = 0, last_number = 0; COMMIT";
  const Status emptied = database_.Execute(sql.c_str());
  reports_->Forget();
  if (!emptied.ok()) {
    if (database_.InTransaction()) SB_TRY(database_.Execute("ROLLBACK"));
    return emptied;
  }
  applied_ = last_number_ = written_number_ = 0;
  return {};
}

Result<std::string> CompareWithLog(const std::string& path, const Store& store) {
  const std::string fresh_path = path + ".check";
  const auto remove = [&] {
    for (const char* end : {"", "-wal", "-shm"}) unlink((fresh_path + end).c_str());
  };
  remove();
  SB_ASSIGN(const std::unique_ptr<Views> stored, Views::OpenSnapshot(path));
  std::string difference;
  {
    SB_ASSIGN(const std::unique_ptr<Views> fresh, Views::Open(fresh_path));
    for (bool more = true; more;) {
      SB_ASSIGN(more, fresh->CatchUp(store, stored->applied_position()));
    }
    LeadFilter page;
    page.limit = 10'000;
    SB_ASSIGN(difference, CompareReportTables(&stored->database_, &fresh->database_));
    if (difference.empty()) {
      SB_ASSIGN(difference, CompareEventIndexes(&stored->database_, &fresh->database_));
    }
    for (bool done = false; !done && difference.empty();) {
      SB_ASSIGN(const std::vector<LeadViewRow> a, stored->List(page));
      SB_ASSIGN(const std::vector<LeadViewRow> b, fresh->List(page));
      if (a.size() != b.size()) difference = "the number of rows differs";
      for (size_t i = 0; i < std::min(a.size(), b.size()) && difference.empty(); ++i) {
        if (a[i] != b[i])
          difference = "row " + std::to_string(a[i].number) + ", " + FormatId("lead", b[i].id);
      }
      done = a.empty();
      if (!done) page.before = a.back().number;
    }
  }
  remove();
  return difference;
}

}  // namespace signalbox
