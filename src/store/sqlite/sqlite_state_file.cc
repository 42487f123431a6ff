#include <fmt/format.h>
#include <unistd.h>

#include <cstring>
#include <mutex>
#include <utility>

#include "base/log.h"
#include "store/sqlite/database.h"
#include "store/sqlite/steady_vfs.h"
#include "store/sqlite/write_ahead.h"
#include "store/state_file.h"

namespace signalbox {
namespace {

// Raised whenever a page would be read otherwise: an older file is then made anew.
constexpr int64_t kLayout = 1;
constexpr int kKindShift = 48;
constexpr size_t kChecksumBytes = 4;

// Pages of 8 KB fit most of ours; secure_delete so that what is dropped is gone; FULL because a
// purged log has nothing else.
constexpr char kStatePragmas[] =
    "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
    "PRAGMA secure_delete=ON; PRAGMA cache_size=-2048; PRAGMA temp_store=MEMORY;";
constexpr char kStateTables[] =
    "CREATE TABLE pages(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
    "CREATE TABLE mark(one INTEGER PRIMARY KEY CHECK (one = 1), log_id BLOB NOT NULL, position "
    "INTEGER NOT NULL, root BLOB NOT NULL);";

int64_t RowOf(PageId id) {
  return static_cast<int64_t>(id.kind) << kKindShift | id.number;
}

void PutChecksum(BytesView bytes, Bytes* out) {
  const uint32_t checksum = Crc32c(bytes);
  for (size_t i = 0; i < kChecksumBytes; ++i) {
    out->push_back(static_cast<char>(checksum >> (8 * i)));
  }
}

// A page's number is part of what is checked, so that a page in another's place is found.
Bytes Framed(PageId id, BytesView bytes) {
  Bytes numbered = fmt::format("{}:", RowOf(id));
  numbered.append(bytes);
  Bytes framed;
  framed.reserve(bytes.size() + kChecksumBytes);
  PutChecksum(numbered, &framed);
  framed.append(bytes);
  return framed;
}

Result<BytesView> Unframed(int64_t row, BytesView framed) {
  if (framed.size() >= kChecksumBytes) {
    const BytesView bytes = framed.substr(kChecksumBytes);
    Bytes numbered = fmt::format("{}:", row);
    numbered.append(bytes);
    Bytes checksum;
    PutChecksum(numbered, &checksum);
    if (framed.starts_with(checksum)) return bytes;
  }
  return Err(Code::kCorrupt, fmt::format("page {} of state.db is not as it was written", row));
}

class SqliteStateFile : public StateFile {
 public:
  SqliteStateFile(std::string path, Database writer, Database reader)
      : path_(std::move(path)), writer_(std::move(writer)), reader_(std::move(reader)) {}

  Status Prepare(bool read_only) {
    SB_ASSIGN(read_, reader_.Prepare("SELECT bytes FROM pages WHERE id = ?1"));
    if (read_only) return {};
    SB_ASSIGN(put_, writer_.Prepare("INSERT OR REPLACE INTO pages VALUES(?1, ?2)"));
    SB_ASSIGN(drop_, writer_.Prepare("DELETE FROM pages WHERE id >= ?1 AND id < ?2"));
    SB_ASSIGN(mark_, writer_.Prepare("INSERT OR REPLACE INTO mark VALUES(1, ?1, ?2, ?3)"));
    return {};
  }

  Result<std::optional<SavedMark>> ReadMark() const override {
    const std::lock_guard lock(mutex_);
    SB_ASSIGN(Statement select, reader_.Prepare("SELECT log_id, position, root FROM mark"));
    SB_ASSIGN(const bool found, select.Step());
    if (!found) return std::optional<SavedMark>();
    SavedMark mark;
    SB_ASSIGN(mark.log_id, IdFromBytes(select.Blob(0)));
    mark.position = select.Int(1);
    if (select.Blob(2).size() != mark.root.size())
      return Err(Code::kCorrupt, fmt::format("`{}`: its mark has no root", path_));
    std::memcpy(mark.root.data(), select.Blob(2).data(), mark.root.size());
    return std::optional<SavedMark>(mark);
  }

  Result<Bytes> ReadPage(PageId id) const override {
    const std::lock_guard lock(mutex_);
    read_.Bind(1, RowOf(id));
    SB_ASSIGN(const bool found, read_.Step());
    Result<Bytes> page = Err(Code::kNotFound, fmt::format("no page {} in state.db", RowOf(id)));
    if (found) {
      const Result<BytesView> bytes = Unframed(RowOf(id), read_.Blob(0));
      if (bytes.ok())
        page = Bytes(*bytes);
      else
        page = bytes.error();
    }
    read_.Reset();
    return page;
  }

  Status VisitPages(const PageRange& range, const PageVisitor& visit) const override {
    const std::lock_guard lock(mutex_);
    SB_ASSIGN(
        Statement select,
        reader_.Prepare("SELECT id, bytes FROM pages WHERE id >= ?1 AND id < ?2 ORDER BY id"));
    const int64_t base = RowOf({range.kind, 0});
    select.Bind(1, base + range.from).Bind(2, base + range.to);
    for (;;) {
      SB_ASSIGN(const bool more, select.Step());
      if (!more) return {};
      SB_ASSIGN(const BytesView bytes, Unframed(select.Int(0), select.Blob(1)));
      SB_TRY(visit(select.Int(0) - base, bytes));
    }
  }

  Status Save(const PageChanges& changes) override {
    SB_TRY(writer_.Execute("BEGIN IMMEDIATE"));
    Status written = Write(changes);
    if (written.ok()) written = writer_.Execute("COMMIT");
    if (!written.ok()) {
      if (writer_.InTransaction()) (void)writer_.Execute("ROLLBACK");
      return written;
    }
    // Saved is saved. Truncated, so that what was dropped is in no file; a reader in the way leaves
    // it to the next save.
    (void)writer_.Checkpoint(Database::CheckpointMode::kTruncate);
    return {};
  }

  Status Clear() override {
    SB_TRY(writer_.Execute("BEGIN IMMEDIATE; DELETE FROM mark; DELETE FROM pages; COMMIT"));
    return writer_.Checkpoint(Database::CheckpointMode::kPassive);
  }

  int64_t DiskBytes() const override {
    const std::lock_guard lock(mutex_);
    return reader_.FileBytes();
  }

 private:
  Status Write(const PageChanges& changes) {
    for (const PageRange& range : changes.drop) {
      const int64_t base = RowOf({range.kind, 0});
      SB_TRY(drop_.Bind(1, base + range.from).Bind(2, base + range.to).Run());
    }
    for (const PageRow& row : changes.put) {
      const Bytes framed = Framed(row.id, row.bytes);
      SB_TRY(put_.Bind(1, RowOf(row.id)).Bind(2, framed).Run());
    }
    mark_.Bind(1, changes.mark.log_id.View()).Bind(2, changes.mark.position);
    return mark_.Bind(3, View(changes.mark.root)).Run();
  }

  const std::string path_;
  Database writer_;
  Statement put_, drop_, mark_;
  mutable std::mutex mutex_;  // of what follows
  mutable Database reader_;
  mutable Statement read_;
};

// Empty, of our layout, or neither.
Result<bool> HasTables(Database& database) {
  SB_ASSIGN(const int64_t layout, database.QueryInt("PRAGMA user_version"));
  if (layout == 0) return false;
  if (layout == kLayout) return true;
  return Err(Code::kUnsupported, fmt::format("state.db has layout {}, not {}", layout, kLayout));
}

Result<std::unique_ptr<StateFile>> OpenFile(const std::string& path,
                                            const StateFileOptions& options) {
  const Database::Options reading{.read_only = true, .vfs = options.vfs};
  // One save is megabytes, while the log commits.
  const std::string vfs =
      options.vfs.empty() ? SteadyVfs(SteadyFiles::kDatabaseAndWriteAhead) : options.vfs;
  const Database::Options writing{.create = true, .vfs = vfs};
  if (!options.read_only) SB_TRY(RewriteWriteAhead(path, options.vfs));
  SB_ASSIGN(Database writer, Database::Open(path, options.read_only ? reading : writing));
  SB_ASSIGN(const bool made, HasTables(writer));
  if (!made && options.read_only) return Err(Code::kNotFound, "state.db holds nothing");
  if (!options.read_only) SB_TRY(writer.Execute(kStatePragmas));
  if (!made) {
    SB_TRY(writer.Execute(
        fmt::format("BEGIN; {} PRAGMA user_version={}; COMMIT", kStateTables, kLayout).c_str()));
  }
  SB_ASSIGN(Database reader, Database::Open(path, reading));
  SB_TRY(reader.Execute("PRAGMA cache_size=-4096"));
  auto file = std::make_unique<SqliteStateFile>(path, std::move(writer), std::move(reader));
  SB_TRY(file->Prepare(options.read_only));
  SB_TRY(file->ReadMark());
  return std::unique_ptr<StateFile>(std::move(file));
}

}  // namespace

Result<std::unique_ptr<StateFile>> OpenStateFile(const std::string& directory,
                                                 const StateFileOptions& options) {
  const std::string path = directory + "/state.db";
  Result<std::unique_ptr<StateFile>> file = OpenFile(path, options);
  if (file.ok() || options.read_only) return file;
  const Code code = file.error().code;
  if (code != Code::kCorrupt && code != Code::kUnsupported) return file;
  Log(LogLevel::kWarning, "state.db is made anew from the log: " + file.error().message);
  if (!options.vfs.empty()) return file;
  for (const char* end : {"", "-wal", "-shm"}) unlink((path + end).c_str());
  return OpenFile(path, options);
}

}  // namespace signalbox
