#include "store/sqlite/schema.h"

#include <fmt/format.h>

#include "base/check.h"

namespace signalbox {
namespace {

// "SBlg": tells our file from any other SQLite database.
constexpr int64_t kLogApplicationId = 0x53426c67;

// 8 KB: measured with batches of 1, 64 and 512 leads, 4 and 8 KB store the same bytes a lead and 16
// KB up to a tenth more, at speeds that do not differ beyond the disk's own noise. 8 KB needs half
// as many overflow pages for a record as 4 KB.
constexpr char kPageSize[] = "PRAGMA page_size=8192;";

constexpr char kLogTables[] = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE records(first_position INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE merkle_nodes(level INTEGER, idx INTEGER, hash BLOB NOT NULL,
                          PRIMARY KEY(level, idx)) WITHOUT ROWID;
CREATE TABLE tasks(task BLOB PRIMARY KEY, run BLOB NOT NULL, not_before INTEGER NOT NULL,
                   body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE timers(due INTEGER, entity BLOB, timer INTEGER, generation INTEGER NOT NULL,
                    body BLOB NOT NULL, PRIMARY KEY(due, entity, timer)) WITHOUT ROWID;
CREATE TABLE blobs(hash BLOB PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE checkpoints(position INTEGER PRIMARY KEY, hash BLOB NOT NULL, state BLOB NOT NULL);
)";

// Leaf hashes of a record's events that a purge changed (store/sqlite/log_purge.h).
constexpr char kPurgeTables[] =
    "CREATE TABLE IF NOT EXISTS purged_leaves(first_position INTEGER PRIMARY KEY, "
    "hashes BLOB NOT NULL);";

// None yet: version 1 is the first.
constexpr std::span<const SchemaStep> kSteps;

Status FillNewLog(Database& database, const Id& log_id) {
  SB_TRY(database.Execute(kLogTables));
  SB_ASSIGN(Statement insert, database.Prepare("INSERT INTO meta VALUES('log_id', ?1)"));
  SB_TRY(insert.Bind(1, log_id.View()).Run());
  SB_TRY(database.Execute("INSERT INTO meta VALUES('epoch', 0)"));
  const std::string stamp = fmt::format("PRAGMA application_id={}; PRAGMA user_version={};",
                                        kLogApplicationId, kLogSchemaVersion);
  return database.Execute(stamp.c_str());
}

}  // namespace

Status PrepareForPurge(Database& database) {
  const std::string sql =
      fmt::format("{} PRAGMA user_version={};", kPurgeTables, kPurgedSchemaVersion);
  return database.Execute(sql.c_str());
}

Status CreateLogSchema(Database& database, const Id& log_id) {
  SB_ASSIGN(const int64_t tables, database.QueryInt("SELECT count(*) FROM sqlite_schema"));
  if (tables != 0) return Err(Code::kConflict, "the database is not empty");
  SB_TRY(database.Execute(kPageSize));
  // Until the file is in WAL mode it has a rollback journal, whose deletion must last before
  // anything else does: a journal that a power loss brought back would undo the whole log.
  SB_TRY(
      database.Execute("PRAGMA synchronous=EXTRA; PRAGMA journal_mode=WAL; "
                       "PRAGMA synchronous=FULL; BEGIN IMMEDIATE;"));
  const Status filled = FillNewLog(database, log_id);
  if (!filled.ok()) {
    // The first error is the one to tell; a failed rollback adds nothing to it.
    (void)database.Execute("ROLLBACK");
    return filled;
  }
  return database.Execute("COMMIT");
}

Status BringForward(Database& database, std::span<const SchemaStep> steps) {
  SB_ASSIGN(int64_t version, database.QueryInt("PRAGMA user_version"));
  for (const SchemaStep& step : steps) {
    if (step.to <= version) continue;
    CHECK(step.to == version + 1);
    // The version is in the file's header, so it changes with the tables or not at all.
    const std::string stamp = fmt::format("PRAGMA user_version={}; COMMIT;", step.to);
    SB_TRY(database.Execute("PRAGMA synchronous=FULL; BEGIN IMMEDIATE;"));
    Status done = database.Execute(step.statements);
    if (done.ok()) done = database.Execute(stamp.c_str());
    if (!done.ok()) {
      // The first error is the one to tell; a failed rollback adds nothing to it.
      (void)database.Execute("ROLLBACK");
      return Within(fmt::format("bringing the log from format {} to {}", version, step.to),
                    std::move(done).error());
    }
    version = step.to;
  }
  return {};
}

Status CheckLogSchema(Database& database, OlderLog older) {
  SB_ASSIGN(const int64_t version, database.QueryInt("PRAGMA user_version"));
  SB_ASSIGN(const int64_t tables, database.QueryInt("SELECT count(*) FROM sqlite_schema"));
  SB_ASSIGN(const int64_t application, database.QueryInt("PRAGMA application_id"));
  if (version == 0 && tables == 0) return Err(Code::kNotFound, "the log is empty");
  if (application != kLogApplicationId || version < 1) {
    return Err(Code::kCorrupt, "the file is an SQLite database, but no signalbox log");
  }
  if (version > kPurgedSchemaVersion) {
    return Err(Code::kUnsupported,
               fmt::format("workspace was written by a newer version (log format {}, this program "
                           "reads up to {}); use a newer signalbox",
                           version, kPurgedSchemaVersion));
  }
  if (version >= kLogSchemaVersion) return {};
  if (older == OlderLog::kBringForward) return BringForward(database, kSteps);
  return Err(Code::kUnsupported,
             fmt::format("workspace was written by an older version (log format {}, this program "
                         "writes {}); open it once with a command that writes, such as `serve`",
                         version, kLogSchemaVersion));
}

}  // namespace signalbox
