#include "store/sqlite/log_copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "store/sqlite/database.h"
#include "store/sqlite/log_purge.h"
#include "store/sqlite/schema.h"

namespace signalbox {
namespace {

// One reading transaction: 64 records of some hundred KB at most.
constexpr int64_t kRowsAtOnce = 64;

struct CopiedRow {
  int64_t first = 0, second = 0;
  Bytes key, bytes;
};

// Reads up to kRowsAtOnce rows into memory and ends the transaction before anything is written.
Result<std::vector<CopiedRow>> TakeRows(Statement& select,
                                        const std::function<CopiedRow(const Statement&)>& row) {
  std::vector<CopiedRow> rows;
  for (;;) {
    const Result<bool> more = select.Step();
    if (!more.ok()) return more.error();
    if (!*more) break;
    rows.push_back(row(select));
  }
  select.Reset();
  return rows;
}

Status CopyRecords(Database& from, Database& to, int64_t events) {
  SB_ASSIGN(Statement select, from.Prepare("SELECT first_position, record FROM records WHERE "
                                           "first_position > ?1 AND first_position < ?2 "
                                           "ORDER BY first_position LIMIT ?3"));
  SB_ASSIGN(Statement insert, to.Prepare("INSERT INTO records VALUES(?1, ?2)"));
  for (int64_t after = -1;;) {
    select.Bind(1, after).Bind(2, events).Bind(3, kRowsAtOnce);
    SB_ASSIGN(const std::vector<CopiedRow> rows, TakeRows(select, [](const Statement& s) {
                return CopiedRow{s.Int(0), 0, {}, Bytes(s.Blob(1))};
              }));
    if (rows.empty()) return {};
    for (const CopiedRow& row : rows)
      SB_TRY(insert.Bind(1, row.first).Bind(2, BytesView(row.bytes)).Run());
    after = rows.back().first;
  }
}

Status CopyBlobs(Database& from, Database& to) {
  SB_ASSIGN(Statement select,
            from.Prepare("SELECT hash, bytes FROM blobs WHERE hash > ?1 ORDER BY hash LIMIT ?2"));
  SB_ASSIGN(Statement insert, to.Prepare("INSERT INTO blobs VALUES(?1, ?2)"));
  for (Bytes after;;) {
    select.Bind(1, BytesView(after)).Bind(2, kRowsAtOnce);
    SB_ASSIGN(const std::vector<CopiedRow> rows, TakeRows(select, [](const Statement& s) {
                return CopiedRow{0, 0, Bytes(s.Blob(0)), Bytes(s.Blob(1))};
              }));
    if (rows.empty()) return {};
    for (const CopiedRow& row : rows)
      SB_TRY(insert.Bind(1, BytesView(row.key)).Bind(2, BytesView(row.bytes)).Run());
    after = rows.back().key;
  }
}

// Nodes of which every leaf is in the copy.
Status CopyNodes(Database& from, Database& to, int64_t events) {
  SB_ASSIGN(Statement select, from.Prepare("SELECT idx, hash FROM merkle_nodes WHERE level = ?1 "
                                           "AND idx > ?2 AND idx < ?3 ORDER BY idx LIMIT ?4"));
  SB_ASSIGN(Statement insert, to.Prepare("INSERT INTO merkle_nodes VALUES(?1, ?2, ?3)"));
  for (int64_t level = 1, whole = events >> 8; whole > 0; ++level, whole >>= 8) {
    for (int64_t after = -1;;) {
      select.Bind(1, level).Bind(2, after).Bind(3, whole).Bind(4, kRowsAtOnce * 64);
      SB_ASSIGN(const std::vector<CopiedRow> rows, TakeRows(select, [](const Statement& s) {
                  return CopiedRow{s.Int(0), 0, {}, Bytes(s.Blob(1))};
                }));
      if (rows.empty()) break;
      for (const CopiedRow& row : rows)
        SB_TRY(insert.Bind(1, level).Bind(2, row.first).Bind(3, BytesView(row.bytes)).Run());
      after = rows.back().first;
    }
  }
  return {};
}

// What an earlier purge kept, and that there was one. A purge never runs beside a copy: it needs
// the workspace for itself.
Status CopyPurge(Database& from, Database& to) {
  SB_ASSIGN(const int64_t purged_by, ReadPurgedBy(from));
  if (purged_by < 0) return {};
  SB_TRY(PrepareForPurge(to));
  SB_ASSIGN(Statement select, from.Prepare("SELECT first_position, hashes FROM purged_leaves WHERE "
                                           "first_position > ?1 ORDER BY first_position LIMIT ?2"));
  SB_ASSIGN(Statement insert, to.Prepare("INSERT INTO purged_leaves VALUES(?1, ?2)"));
  for (int64_t after = -1;;) {
    select.Bind(1, after).Bind(2, kRowsAtOnce);
    SB_ASSIGN(const std::vector<CopiedRow> rows, TakeRows(select, [](const Statement& s) {
                return CopiedRow{s.Int(0), 0, {}, Bytes(s.Blob(1))};
              }));
    if (rows.empty()) break;
    for (const CopiedRow& row : rows)
      SB_TRY(insert.Bind(1, row.first).Bind(2, BytesView(row.bytes)).Run());
    after = rows.back().first;
  }
  const std::string mark = fmt::format("INSERT INTO meta VALUES('purged_by', {})", purged_by);
  return to.Execute(mark.c_str());
}

Result<Id> LogIdOf(Database& database) {
  SB_ASSIGN(Statement select, database.Prepare("SELECT value FROM meta WHERE key = 'log_id'"));
  SB_ASSIGN(const bool found, select.Step());
  if (!found) return Err(Code::kCorrupt, "the log's id is not in it");
  return IdFromBytes(select.Blob(0));
}

Status SyncFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && fsync(file) == 0;
  const int why = errno;
  if (file >= 0) close(file);
  if (synced) return {};
  return Err(why == ENOSPC ? Code::kExhausted : Code::kIo,
             fmt::format("cannot sync `{}`: {}", path, std::strerror(why)));
}

Status Fill(Database& from, Database& to, const LogCopy& copy) {
  // One transaction, and no journal: a copy that fails is thrown away.
  SB_TRY(to.Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN"));
  SB_TRY(CopyRecords(from, to, copy.events));
  SB_TRY(CopyBlobs(from, to));
  SB_TRY(CopyNodes(from, to, copy.events));
  SB_TRY(CopyPurge(from, to));
  const std::string epoch =
      fmt::format("UPDATE meta SET value = {} WHERE key = 'epoch'; COMMIT", copy.epoch);
  return to.Execute(epoch.c_str());
}

}  // namespace

Result<LogCopy> CopyLog(const std::string& log, const std::string& to, int64_t events) {
  SB_ASSIGN(Database from, Database::Open(log, Database::Options{.read_only = true, .vfs = {}}));
  SB_TRY(CheckLogSchema(from, OlderLog::kRefuse));
  LogCopy copy;
  copy.events = events;
  SB_ASSIGN(copy.log_id, LogIdOf(from));
  SB_ASSIGN(copy.epoch, from.QueryInt("SELECT value FROM meta WHERE key = 'epoch'"));
  {
    SB_ASSIGN(Database target, Database::Open(to, Database::Options{.create = true, .vfs = {}}));
    SB_TRY(CreateLogSchema(target, copy.log_id));
    SB_TRY(Fill(from, target, copy));
  }
  SB_TRY(SyncFile(to));
  return copy;
}

Status RaiseEpochOfCopy(const std::string& log, int64_t epoch, const std::string& vfs) {
  SB_ASSIGN(Database database, Database::Open(log, Database::Options{.vfs = vfs}));
  const std::string raise =
      fmt::format("UPDATE meta SET value = max(value, {}) WHERE key = 'epoch'", epoch);
  return database.Execute(raise.c_str());
}

}  // namespace signalbox
