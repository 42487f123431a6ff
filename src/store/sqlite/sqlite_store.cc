#include "store/sqlite/sqlite_store.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <utility>

#include "base/check.h"
#include "store/event.h"
#include "store/sqlite/checkpointer.h"
#include "store/sqlite/database.h"
#include "store/sqlite/log_purge.h"
#include "store/sqlite/log_reader.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/workspace_lock.h"
#include "store/sqlite/write_ahead.h"

namespace signalbox {
namespace {

// 8 MB of 8 KB pages: a checkpoint every few thousand leads.
constexpr int kLogCheckpointPages = 1'024;
// Where commits are faster than the disk takes them a second time.
constexpr int kWaitingCheckpointPages = 4 * kLogCheckpointPages;

// 32 MB of pages in memory: the right edge of every table and the timers of the next minutes.
constexpr char kWriterPragmas[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
    "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;";

struct WriterStatements {
  Statement begin, commit, rollback, state, record, put_task, done_task, put_timer, done_timer,
      blob, merkle;

  Status Prepare(Database& database) {
    const std::pair<Statement*, std::string_view> all[] = {
        {&begin, "BEGIN IMMEDIATE"},
        {&commit, "COMMIT"},
        {&rollback, "ROLLBACK"},
        {&state,
         "SELECT value, coalesce((SELECT max(first_position) FROM records), -1) FROM meta WHERE "
         "key = 'epoch'"},
        {&record, "INSERT INTO records VALUES(?1, ?2)"},
        {&put_task, "INSERT OR REPLACE INTO tasks VALUES(?1, ?2, ?3, ?4)"},
        {&done_task, "DELETE FROM tasks WHERE task = ?1"},
        {&put_timer, "INSERT OR REPLACE INTO timers VALUES(?1, ?2, ?3, ?4, ?5)"},
        {&done_timer, "DELETE FROM timers WHERE due = ?1 AND entity = ?2 AND timer = ?3"},
        {&blob, "INSERT OR IGNORE INTO blobs VALUES(?1, ?2)"},
        {&merkle, "INSERT OR REPLACE INTO merkle_nodes VALUES(?1, ?2, ?3)"},
    };
    for (const auto& [statement, sql] : all) {
      SB_ASSIGN(*statement, database.Prepare(sql));
    }
    return {};
  }
};

class SqliteStore : public Store {
 public:
  SqliteStore(std::string path, OpenOptions options, WorkspaceLock lock, Database writer,
              Database::Options reader_options)
      : path_(path),
        options_(std::move(options)),
        lock_(std::move(lock)),
        writer_(std::move(writer)),
        reader_(std::move(path), std::move(reader_options)) {}

  Status Start() {
    SB_TRY(LoadMeta());
    if (!options_.read_only) {
      if (options_.vfs.empty()) beside_ = std::make_unique<Checkpointer>(path_);
      SB_TRY(statements_.Prepare(writer_));
      SB_TRY(RaiseEpoch());
    }
    SB_TRY(LoadEnd());
    disk_bytes_ = writer_.FileBytes();
    return {};
  }

  const Id& log_id() const override { return log_id_; }
  int64_t epoch() const override { return epoch_; }
  int64_t next_position() const override { return next_position_; }
  int64_t DiskBytes() const override { return disk_bytes_; }

  Status Commit(const CommitBatch& batch, int64_t epoch, int64_t expected_position) override;

  Status ReadEvents(int64_t from, int64_t to, const EventVisitor& visit) const override {
    if (from < 0) return Err(Code::kInvalid, fmt::format("position {} is negative", from));
    const int64_t end = next_position_;
    return reader_.ReadEvents(from, to < 0 || to > end ? end : to, visit);
  }
  Result<Bytes> ReadEvent(int64_t position) const override {
    if (position < 0 || position >= next_position_) {
      return Err(Code::kNotFound, fmt::format("no event at position {}, the log ends before {}",
                                              position, next_position_.load()));
    }
    return reader_.ReadEvent(position);
  }
  Status ReadRecords(const RecordVisitor& visit) const override {
    return reader_.ReadRecords(visit);
  }
  Result<std::vector<TaskRow>> ReadTasks(int64_t limit) const override {
    return reader_.ReadTasks(limit);
  }
  Result<std::vector<TimerRow>> ReadTimers(TimeUs until, int64_t limit) const override {
    return reader_.ReadTimers(until, limit);
  }
  Result<Bytes> ReadBlob(const Digest& hash) const override { return reader_.ReadBlob(hash); }
  Result<std::vector<MerkleNode>> ReadMerkle(int level, int64_t from_idx,
                                             int64_t limit) const override {
    return reader_.ReadMerkle(level, from_idx, limit);
  }
  int64_t purged_by() const override { return purged_by_; }
  Status ReadLeaves(int64_t from, int64_t count, std::vector<Digest>* out) const override {
    return reader_.ReadLeaves(from, from + count, out);
  }
  Result<Bytes> ReadKeptLeaves(int64_t first_position) const override {
    return reader_.ReadKeptLeaves(first_position);
  }
  Status Purge(const PurgeOrder& order, int64_t epoch) override;

 private:
  Status LoadMeta();
  Status LoadEnd();
  Status RaiseEpoch();
  Status CheckBatch(const CommitBatch& batch, int64_t epoch, int64_t expected_position) const;
  Status CheckState();
  Status WriteBatch(const CommitBatch& batch);
  Status WriteRows(const CommitBatch& batch);
  void CheckpointWhenLong();
  Status CheckpointBeside(int pages);
  // Remembers an error after which the files must not be written again.
  Error NoteFailure(Error error);

  const std::string path_;
  const OpenOptions options_;
  // Declared first of what can be closed, so that it is let go last.
  WorkspaceLock lock_;
  Database writer_;
  WriterStatements statements_;
  LogReader reader_;
  std::unique_ptr<Checkpointer> beside_;  // null: commits checkpoint
  std::vector<EncodedRecord> records_;    // of the batch at hand; kept for its memory

  Id log_id_;
  int64_t epoch_ = 0;
  int64_t last_record_ = -1;
  std::atomic<int64_t> next_position_ = 0;
  std::atomic<int64_t> disk_bytes_ = 0;
  std::atomic<int64_t> purged_by_ = -1;
  std::optional<Error> failure_;
};

Status SqliteStore::LoadMeta() {
  SB_ASSIGN(Statement select, writer_.Prepare("SELECT value FROM meta WHERE key = 'log_id'"));
  SB_ASSIGN(const bool found, select.Step());
  Result<Id> id = found ? IdFromBytes(select.Blob(0)) : Result<Id>(Err(Code::kNotFound, ""));
  if (!id.ok()) return Err(Code::kCorrupt, fmt::format("`{}`: the log's id is not in it", path_));
  log_id_ = *id;
  SB_ASSIGN(epoch_, writer_.QueryInt("SELECT value FROM meta WHERE key = 'epoch'"));
  SB_ASSIGN(purged_by_, ReadPurgedBy(writer_));
  return {};
}

Status SqliteStore::LoadEnd() {
  SB_ASSIGN(Statement select, writer_.Prepare("SELECT first_position, record FROM records ORDER BY "
                                              "first_position DESC LIMIT 1"));
  SB_ASSIGN(const bool found, select.Step());
  if (!found) return {};
  last_record_ = select.Int(0);
  if (options_.read_only) {
    // A damaged end must not keep a verifier from looking at the rest.
    const Result<int64_t> end = PeekRecordEnd(select.Blob(1), last_record_);
    next_position_ = end.ok() ? *end : last_record_ + 1;
    return {};
  }
  Result<Record> record = DecodeRecord(select.Blob(1), last_record_);
  if (!record.ok()) {
    Error error = record.error();
    error.message = fmt::format("`{}`: {}; run `signalbox audit verify` and restore a backup",
                                path_, error.message);
    return error;
  }
  next_position_ = record->end_position();
  return {};
}

Status SqliteStore::RaiseEpoch() {
  SB_TRY(
      writer_.Execute("BEGIN IMMEDIATE; UPDATE meta SET value = value + 1 WHERE key = 'epoch'; "
                      "COMMIT"));
  SB_ASSIGN(epoch_, writer_.QueryInt("SELECT value FROM meta WHERE key = 'epoch'"));
  return {};
}

Error SqliteStore::NoteFailure(Error error) {
  if (error.code == Code::kIo || error.code == Code::kCorrupt) {
    failure_ = error;
    writer_.LeaveWriteAhead();
  }
  return error;
}

Status SqliteStore::CheckBatch(const CommitBatch& batch, int64_t epoch,
                               int64_t expected_position) const {
  if (options_.read_only) return Err(Code::kForbidden, "the workspace is open for reading only");
  if (failure_) {
    return Err(failure_->code,
               fmt::format("the store stopped writing after an earlier failure ({}); "
                           "restart to check and continue",
                           failure_->message));
  }
  if (epoch != epoch_) {
    return Err(
        Code::kConflict,
        fmt::format("writer epoch {} is stale, the workspace is at epoch {}", epoch, epoch_));
  }
  if (expected_position != next_position_) {
    return Err(Code::kConflict, fmt::format("the batch starts at position {}, the log's next is {}",
                                            expected_position, next_position_.load()));
  }
  int64_t position = expected_position;
  for (const Bytes& event : batch.events) {
    const Result<EventPrefix> prefix = PeekEvent(event);
    if (!prefix.ok() || prefix->position != position || prefix->log_id != log_id_) {
      return Err(Code::kInvalid,
                 fmt::format("what the batch holds for position {} is not this log's event for it",
                             position));
    }
    ++position;
  }
  return {};
}

// The files' own word on epoch and end, read under the write lock: another process that came round
// our lock has raised the epoch.
Status SqliteStore::CheckState() {
  SB_ASSIGN(const bool found, statements_.state.Step());
  const int64_t stored_epoch = found ? statements_.state.Int(0) : -1;
  const int64_t stored_last = found ? statements_.state.Int(1) : -1;
  statements_.state.Reset();
  if (stored_epoch != epoch_ || stored_last != last_record_) {
    return Err(
        Code::kConflict,
        fmt::format("another writer has the workspace: epoch {} in the file, {} here; stop one "
                    "of the two",
                    stored_epoch, epoch_));
  }
  return {};
}

Status SqliteStore::WriteRows(const CommitBatch& batch) {
  for (const TaskRow& row : batch.put_tasks) {
    Statement& put = statements_.put_task;
    put.Bind(1, row.task.View()).Bind(2, row.run.View()).Bind(3, row.not_before).Bind(4, row.body);
    SB_TRY(put.Run());
  }
  for (const Id& task : batch.done_tasks) {
    SB_TRY(statements_.done_task.Bind(1, task.View()).Run());
  }
  for (const TimerKey& key : batch.done_timers) {
    Statement& done = statements_.done_timer;
    SB_TRY(done.Bind(1, key.due).Bind(2, key.entity.View()).Bind(3, key.timer).Run());
  }
  for (const TimerRow& row : batch.put_timers) {
    Statement& put = statements_.put_timer;
    put.Bind(1, row.due).Bind(2, row.entity.View()).Bind(3, row.timer).Bind(4, row.generation);
    SB_TRY(put.Bind(5, row.body).Run());
  }
  for (const BlobRow& row : batch.blobs) {
    SB_TRY(statements_.blob.Bind(1, View(row.hash)).Bind(2, row.bytes).Run());
  }
  for (const MerkleNode& node : batch.merkle) {
    Statement& put = statements_.merkle;
    SB_TRY(put.Bind(1, int64_t{node.level}).Bind(2, node.idx).Bind(3, View(node.hash)).Run());
  }
  return {};
}

Status SqliteStore::WriteBatch(const CommitBatch& batch) {
  SB_TRY(statements_.begin.Run());
  SB_TRY(CheckState());
  for (const EncodedRecord& record : records_) {
    SB_TRY(statements_.record.Bind(1, record.first_position).Bind(2, record.bytes).Run());
  }
  SB_TRY(WriteRows(batch));
  return statements_.commit.Run();
}

Status SqliteStore::Commit(const CommitBatch& batch, int64_t epoch, int64_t expected_position) {
  SB_TRY(CheckBatch(batch, epoch, expected_position));
  if (batch.empty()) return {};
  records_.clear();
  SB_TRY(EncodeRecords(batch.events, expected_position, options_.codec, &records_));
  Status written = WriteBatch(batch);
  if (!written.ok()) {
    Error error = std::move(written).error();
    if (writer_.InTransaction()) {
      const Status undone = statements_.rollback.Run();
      if (!undone.ok()) NoteFailure(undone.error());
    }
    return NoteFailure(std::move(error));
  }
  if (!records_.empty()) last_record_ = records_.back().first_position;
  next_position_ += static_cast<int64_t>(batch.events.size());
  CheckpointWhenLong();
  disk_bytes_ = writer_.FileBytes();
  return {};
}

Status SqliteStore::Purge(const PurgeOrder& order, int64_t epoch) {
  SB_TRY(CheckBatch({}, epoch, next_position_));
  if (order.declared_at >= next_position_ || order.before > order.declared_at)
    return Err(Code::kInvalid, "what declares a purge stands above what it purges");
  if (beside_ != nullptr) beside_->Wait();
  Status purged = PurgeRecords(writer_, order, options_.codec);
  if (!purged.ok()) return NoteFailure(std::move(purged).error());
  purged_by_ = order.declared_at;
  reader_.LetGo();
  const Status given_back = GiveRoomBack(writer_, !options_.vfs.empty());
  disk_bytes_ = writer_.FileBytes();
  if (given_back.ok()) return {};
  if (given_back.error().code == Code::kIo) return NoteFailure(given_back.error());
  return Err(Code::kUnavailable,
             fmt::format("what was purged is gone, but the disk has not got its "
                         "room back: {}; purge again when there is room",
                         given_back.error().message));
}

// What was moved beside, and what came meanwhile; or the next, where enough came.
Status SqliteStore::CheckpointBeside(int pages) {
  if (beside_->under_way()) return {};
  if (const std::optional<Status> ended = beside_->TakeEnded()) {
    if (!ended->ok()) return *ended;
    return writer_.Checkpoint(Database::CheckpointMode::kPassive);
  }
  if (pages >= kLogCheckpointPages) beside_->Begin();
  return {};
}

// The commit is durable already, so a failure here is not its failure; it only stops the next one.
void SqliteStore::CheckpointWhenLong() {
  const int pages = writer_.WalPages();
  Status done;
  if (pages >= kWaitingCheckpointPages) {
    if (beside_ != nullptr) beside_->Wait();
    done = writer_.Checkpoint(Database::CheckpointMode::kRestart);
  } else if (beside_ != nullptr) {
    done = CheckpointBeside(pages);
  } else if (pages >= kLogCheckpointPages) {
    done = writer_.Checkpoint(Database::CheckpointMode::kPassive);
  }
  if (!done.ok()) NoteFailure(done.error());
}

Error NoWorkspace(const std::string& directory) {
  return Err(Code::kInvalid,
             fmt::format("`{0}` is no workspace; make one with `signalbox init {0}`", directory));
}

// A write-ahead file that is not empty must be read, and SQLite needs a writable directory for
// that.
bool HasWriteAhead(const std::string& path) {
  struct stat status {};
  return stat((path + "-wal").c_str(), &status) == 0 && status.st_size > 0;
}

}  // namespace

Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& directory,
                                               const OpenOptions& options) {
  CHECK(!(options.create && options.read_only));
  CHECK(!options.create || !options.log_id.IsZero());
  const std::string path = directory + "/log.db";
  WorkspaceLock lock;
  if (options.use_directory) {
    if (options.create) SB_TRY(MakeDirectory(directory, 0755));
    if (!options.create && access(path.c_str(), F_OK) != 0) return NoWorkspace(directory);
    SB_ASSIGN(lock, options.read_only ? WorkspaceLock::Shared(directory)
                                      : WorkspaceLock::Exclusive(directory));
  }
  Database::Options reading{.read_only = true, .vfs = options.vfs};
  reading.immutable = options.read_only && options.use_directory && !HasWriteAhead(path);
  Database::Options writing{.create = options.create, .vfs = options.vfs};

  if (!options.read_only) SB_TRY(RewriteWriteAhead(path, options.vfs));
  Result<Database> opened = Database::Open(path, options.read_only ? reading : writing);
  if (!opened.ok()) {
    if (opened.error().code == Code::kNotFound) return NoWorkspace(directory);
    return std::move(opened).error();
  }
  Database database = std::move(*opened);
  Status current =
      CheckLogSchema(database, options.read_only ? OlderLog::kRefuse : OlderLog::kBringForward);
  if (!current.ok() && current.error().code == Code::kNotFound) {
    // An empty file is what a crash within `init` leaves.
    if (!options.create) return NoWorkspace(directory);
    current = CreateLogSchema(database, options.log_id);
  }
  if (!current.ok()) return Within(fmt::format("`{}`", path), std::move(current).error());
  if (!options.read_only) SB_TRY(database.Execute(kWriterPragmas));

  auto store = std::make_unique<SqliteStore>(path, options, std::move(lock), std::move(database),
                                             std::move(reading));
  SB_TRY(store->Start());
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace signalbox
