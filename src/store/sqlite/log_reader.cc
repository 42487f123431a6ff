#include "store/sqlite/log_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/hash.h"
#include "store/event.h"
#include "store/sqlite/log_purge.h"

namespace signalbox {
namespace {

// Bounds one read transaction, so that the writer can always restart its write-ahead file.
constexpr size_t kChunkRecords = 32;
constexpr size_t kChunkBytes = size_t{1} << 20;

// Larger records hold a single huge event, which nobody reads twice in a row.
constexpr size_t kMaxCachedRawBytes = kRecordRawBytes * 2;

// Connections that are kept open; more threads than this open one for the moment.
constexpr size_t kIdleConnections = 4;

template <size_t kSize>
Status CopyFixed(BytesView bytes, std::string_view what, std::array<uint8_t, kSize>* out) {
  if (bytes.size() != kSize) {
    return Err(Code::kCorrupt, fmt::format("`log.db`: {} of {} bytes", what, bytes.size()));
  }
  std::memcpy(out->data(), bytes.data(), kSize);
  return {};
}

Error MissingPositions(int64_t from, int64_t to) {
  return Err(Code::kCorrupt,
             fmt::format("the log has no record for positions {} to {}", from, to - 1));
}

constexpr char kSelectLeaves[] = "SELECT hashes FROM purged_leaves WHERE first_position = ?1";

}  // namespace

struct LogReader::Connection {
  Database database;
  // The last is of no use where nothing was ever purged: its table is not there.
  Statement records, records_after, tasks, timers, blob, merkle, leaves;
  bool keeps_leaves = false;
};

// Gives the connection back, its statements reset, so that no read transaction outlives the lease.
class LogReader::Lease {
 public:
  Lease(const LogReader* reader, std::unique_ptr<Connection> connection)
      : reader_(reader), connection_(std::move(connection)) {}
  Lease(Lease&&) = default;
  ~Lease() {
    if (connection_ == nullptr) return;
    Connection& c = *connection_;
    for (Statement* s :
         {&c.records, &c.records_after, &c.tasks, &c.timers, &c.blob, &c.merkle, &c.leaves}) {
      s->Reset();
    }
    const std::lock_guard lock(reader_->mutex_);
    if (reader_->idle_.size() < kIdleConnections) reader_->idle_.push_back(std::move(connection_));
  }
  Connection* operator->() const { return connection_.get(); }

 private:
  const LogReader* reader_;
  std::unique_ptr<Connection> connection_;
};

LogReader::LogReader(std::string path, Database::Options options)
    : path_(std::move(path)), options_(std::move(options)) {}

LogReader::~LogReader() = default;

Result<std::unique_ptr<LogReader::Connection>> LogReader::OpenConnection() const {
  SB_ASSIGN(Database database, Database::Open(path_, options_));
  auto connection = std::make_unique<Connection>(std::move(database));
  const std::pair<Statement*, std::string_view> statements[] = {
      {&connection->records,
       "SELECT first_position, record FROM records WHERE first_position >= coalesce((SELECT "
       "max(first_position) FROM records WHERE first_position <= ?1), 0) ORDER BY first_position"},
      {&connection->records_after,
       "SELECT first_position, record FROM records WHERE first_position > ?1 ORDER BY "
       "first_position"},
      {&connection->tasks, "SELECT task, run, not_before, body FROM tasks ORDER BY task LIMIT ?1"},
      {&connection->timers,
       "SELECT due, entity, timer, generation, body FROM timers WHERE due <= ?1 ORDER BY due, "
       "entity, timer LIMIT ?2"},
      {&connection->blob, "SELECT bytes FROM blobs WHERE hash = ?1"},
      {&connection->merkle,
       "SELECT idx, hash FROM merkle_nodes WHERE level = ?1 AND idx >= ?2 ORDER BY idx LIMIT ?3"},
  };
  for (const auto& [statement, sql] : statements) {
    SB_ASSIGN(*statement, connection->database.Prepare(sql));
  }
  SB_ASSIGN(const int64_t purged,
            connection->database.QueryInt("SELECT count(*) FROM sqlite_schema WHERE name = "
                                          "'purged_leaves'"));
  if (purged > 0) {
    SB_ASSIGN(connection->leaves, connection->database.Prepare(kSelectLeaves));
  }
  connection->keeps_leaves = purged > 0;
  return connection;
}

Result<LogReader::Lease> LogReader::Borrow() const {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      return Lease(this, std::move(connection));
    }
  }
  SB_ASSIGN(std::unique_ptr<Connection> connection, OpenConnection());
  return Lease(this, std::move(connection));
}

Result<std::vector<LogReader::Row>> LogReader::TakeRows(Statement& statement) {
  std::vector<Row> rows;
  for (size_t bytes = 0; rows.size() < kChunkRecords && bytes < kChunkBytes;) {
    SB_ASSIGN(const bool more, statement.Step());
    if (!more) break;
    rows.push_back({statement.Int(0), Bytes(statement.Blob(1))});
    bytes += rows.back().record.size();
  }
  return rows;
}

Result<std::vector<LogReader::Row>> LogReader::ReadHolding(int64_t position) const {
  SB_ASSIGN(const Lease connection, Borrow());
  return TakeRows(connection->records.Bind(1, position));
}

Result<std::vector<LogReader::Row>> LogReader::ReadAfter(int64_t position) const {
  SB_ASSIGN(const Lease connection, Borrow());
  return TakeRows(connection->records_after.Bind(1, position));
}

Status LogReader::ReadRecords(const RecordVisitor& visit) const {
  // No first position is so low, not even a damaged one.
  for (int64_t after = INT64_MIN;;) {
    SB_ASSIGN(const std::vector<Row> rows, ReadAfter(after));
    if (rows.empty()) return {};
    for (const Row& row : rows) SB_TRY(visit(row.first_position, row.record));
    after = rows.back().first_position;
  }
}

Status LogReader::ReadEvents(int64_t from, int64_t to, const EventVisitor& visit) const {
  for (int64_t next = from; next < to;) {
    SB_ASSIGN(const std::vector<Row> rows, ReadHolding(next));
    if (rows.empty()) return MissingPositions(next, to);
    for (const Row& row : rows) {
      if (next >= to) break;
      if (row.first_position > next) return MissingPositions(next, row.first_position);
      SB_ASSIGN(const Record record, DecodeRecord(row.record, row.first_position));
      if (record.end_position() <= next) {
        // The one before the gap; what follows tells how wide it is.
        if (&row == &rows.back()) return MissingPositions(next, to);
        continue;
      }
      if (row.first_position < next && next != from) {
        return Err(Code::kCorrupt,
                   fmt::format("record {} overlaps the one before it, which ends at {}",
                               row.first_position, next));
      }
      const int64_t end = std::min(to, record.end_position());
      for (; next < end; ++next) {
        const BytesView event = record.event(static_cast<size_t>(next - record.first_position()));
        if (!event.empty()) SB_TRY(visit(next, event));
      }
    }
  }
  return {};
}

Result<Bytes> LogReader::ReadKeptLeaves(int64_t first_position) const {
  SB_ASSIGN(const Lease connection, Borrow());
  if (!connection->keeps_leaves) return Bytes();
  SB_ASSIGN(const bool found, connection->leaves.Bind(1, first_position).Step());
  return found ? Bytes(connection->leaves.Blob(0)) : Bytes();
}

Status LogReader::ReadLeaves(int64_t from, int64_t to, std::vector<Digest>* out) const {
  for (int64_t next = from; next < to;) {
    SB_ASSIGN(const std::vector<Row> rows, ReadHolding(next));
    if (rows.empty()) return MissingPositions(next, to);
    for (const Row& row : rows) {
      if (next >= to) break;
      SB_ASSIGN(const Record record, DecodeRecord(row.record, row.first_position));
      if (row.first_position > next || record.end_position() <= next)
        return MissingPositions(next, to);
      SB_ASSIGN(const Bytes kept, ReadKeptLeaves(row.first_position));
      SB_ASSIGN(const KeptLeaves changed, DecodeKeptLeaves(kept));
      for (const int64_t end = std::min(to, record.end_position()); next < end; ++next) {
        const auto at = static_cast<size_t>(next - row.first_position);
        const auto leaf = changed.find(static_cast<uint32_t>(at));
        out->push_back(leaf == changed.end() ? LeafHash(record.event(at)) : leaf->second);
      }
    }
  }
  return {};
}

void LogReader::LetGo() {
  const std::lock_guard lock(mutex_);
  idle_.clear();
  cache_ = {};
}

std::shared_ptr<const Record> LogReader::FindCached(int64_t position) const {
  const std::lock_guard lock(mutex_);
  for (const std::shared_ptr<const Record>& record : cache_) {
    if (record != nullptr && record->first_position() <= position &&
        position < record->end_position()) {
      return record;
    }
  }
  return nullptr;
}

void LogReader::Cache(std::shared_ptr<const Record> record) const {
  const std::lock_guard lock(mutex_);
  cache_[next_cached_] = std::move(record);
  next_cached_ = (next_cached_ + 1) % kCachedRecords;
}

Result<Bytes> LogReader::ReadEvent(int64_t position) const {
  std::shared_ptr<const Record> record = FindCached(position);
  if (record == nullptr) {
    Row row{-1, {}};
    {
      SB_ASSIGN(const Lease connection, Borrow());
      SB_ASSIGN(const bool found, connection->records.Bind(1, position).Step());
      if (found) row = {connection->records.Int(0), Bytes(connection->records.Blob(1))};
    }
    if (row.first_position < 0 || row.first_position > position) {
      return MissingPositions(position, position + 1);
    }
    SB_ASSIGN(Record decoded, DecodeRecord(row.record, row.first_position));
    if (decoded.end_position() <= position) return MissingPositions(position, position + 1);
    record = std::make_shared<const Record>(std::move(decoded));
    if (record->raw_size() <= kMaxCachedRawBytes) Cache(record);
  }
  const BytesView event = record->event(static_cast<size_t>(position - record->first_position()));
  if (event.empty()) return Err(Code::kNotFound, fmt::format("event {} was purged", position));
  return Bytes(event);
}

Result<std::vector<TaskRow>> LogReader::ReadTasks(int64_t limit) const {
  SB_ASSIGN(const Lease connection, Borrow());
  Statement& statement = connection->tasks;
  statement.Bind(1, limit);
  std::vector<TaskRow> rows;
  for (;;) {
    SB_ASSIGN(const bool more, statement.Step());
    if (!more) return rows;
    TaskRow& row = rows.emplace_back();
    SB_TRY(CopyFixed(statement.Blob(0), "a task id", &row.task.bytes));
    SB_TRY(CopyFixed(statement.Blob(1), "a task's run id", &row.run.bytes));
    row.not_before = statement.Int(2);
    row.body = statement.Blob(3);
  }
}

Result<std::vector<TimerRow>> LogReader::ReadTimers(TimeUs until, int64_t limit) const {
  SB_ASSIGN(const Lease connection, Borrow());
  Statement& statement = connection->timers;
  statement.Bind(1, until).Bind(2, limit);
  std::vector<TimerRow> rows;
  for (;;) {
    SB_ASSIGN(const bool more, statement.Step());
    if (!more) return rows;
    TimerRow& row = rows.emplace_back();
    row.due = statement.Int(0);
    SB_TRY(CopyFixed(statement.Blob(1), "a timer's entity id", &row.entity.bytes));
    row.timer = statement.Int(2);
    row.generation = statement.Int(3);
    row.body = statement.Blob(4);
  }
}

Result<Bytes> LogReader::ReadBlob(const Digest& hash) const {
  Bytes bytes;
  {
    SB_ASSIGN(const Lease connection, Borrow());
    SB_ASSIGN(const bool found, connection->blob.Bind(1, View(hash)).Step());
    if (!found) return Err(Code::kNotFound, fmt::format("no blob `{}`", ToHex(View(hash))));
    bytes = connection->blob.Blob(0);
  }
  if (Sha256(bytes) != hash) {
    return Err(Code::kCorrupt,
               fmt::format("blob `{}` does not hash to its name", ToHex(View(hash))));
  }
  return bytes;
}

Result<std::vector<MerkleNode>> LogReader::ReadMerkle(int level, int64_t from_idx,
                                                      int64_t limit) const {
  SB_ASSIGN(const Lease connection, Borrow());
  Statement& statement = connection->merkle;
  statement.Bind(1, int64_t{level}).Bind(2, from_idx).Bind(3, limit);
  std::vector<MerkleNode> nodes;
  for (;;) {
    SB_ASSIGN(const bool more, statement.Step());
    if (!more) return nodes;
    MerkleNode& node = nodes.emplace_back();
    node.level = level;
    node.idx = statement.Int(0);
    SB_TRY(CopyFixed(statement.Blob(1), "a Merkle node", &node.hash));
  }
}

}  // namespace signalbox
