#include "store/sqlite/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "store/sqlite/word_hits.h"

namespace signalbox {
namespace {

Code CodeOf(int result, int system_error) {
  switch (result & 0xff) {
    case SQLITE_FULL:
      return Code::kExhausted;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Code::kCorrupt;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Code::kForbidden;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Code::kUnavailable;
    case SQLITE_TOOBIG:
      return Code::kInvalid;
    case SQLITE_CANTOPEN:
      if (system_error == ENOENT) return Code::kNotFound;
      if (system_error == EACCES || system_error == EROFS || system_error == EPERM) {
        return Code::kForbidden;
      }
      return Code::kIo;
    default:
      return Code::kIo;
  }
}

std::string_view Advice(Code code) {
  switch (code) {
    case Code::kExhausted:
      return "; the disk is full: free some space";
    case Code::kForbidden:
      return "; make the directory and its files writable for this user";
    case Code::kCorrupt:
      return "; the file is damaged: restore it from a backup";
    default:
      return "";
  }
}

Error ErrorOf(sqlite3* handle, int result) {
  const int system_error = sqlite3_system_errno(handle);
  const Code code = CodeOf(result, system_error);
  const char* path = sqlite3_db_filename(handle, "main");
  std::string message =
      fmt::format("`{}`: {}", path == nullptr ? "" : path, sqlite3_errmsg(handle));
  if (system_error != 0 && (code == Code::kIo || code == Code::kForbidden)) {
    message += fmt::format(" ({})", std::strerror(system_error));
  }
  message += Advice(code);
  return Err(code, std::move(message));
}

int CountWalPages(void* counter, sqlite3*, const char*, int pages) {
  *static_cast<int*>(counter) = pages;
  return SQLITE_OK;
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(statement_, other.statement_);
  return *this;
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

Statement& Statement::Bind(int parameter, int64_t value) {
  CHECK(sqlite3_bind_int64(statement_, parameter, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::Bind(int parameter, BytesView bytes) {
  // A null pointer would bind NULL, and empty bytes are not that.
  const char* start = bytes.data() == nullptr ? "" : bytes.data();
  // Too large a blob leaves the parameter as NULL, which the table refuses; sqlite3_step reports
  // it.
  sqlite3_bind_blob64(statement_, parameter, start, bytes.size(), SQLITE_STATIC);
  return *this;
}

Statement& Statement::BindText(int parameter, std::string_view text) {
  CHECK(sqlite3_bind_text64(statement_, parameter, text.data(), text.size(), SQLITE_STATIC,
                            SQLITE_UTF8) == SQLITE_OK);
  return *this;
}

Result<bool> Statement::Step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  Error error = ErrorOf(sqlite3_db_handle(statement_), result);
  sqlite3_reset(statement_);
  return error;
}

Status Statement::Run() {
  for (;;) {
    SB_ASSIGN(const bool row, Step());
    if (!row) break;
  }
  Reset();
  return {};
}

void Statement::Reset() {
  sqlite3_reset(statement_);
}

int64_t Statement::Int(int column) const {
  return sqlite3_column_int64(statement_, column);
}

BytesView Statement::Blob(int column) const {
  const void* start = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return start == nullptr ? BytesView() : BytesView(static_cast<const char*>(start), size);
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Result<Database> Database::Open(const std::string& path, const Options& options) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options.create) flags |= SQLITE_OPEN_CREATE;
  std::string name = path;
  if (options.immutable) {
    flags |= SQLITE_OPEN_URI;
    name = "file:";
    for (const char c : path) {
      const bool special = c == '%' || c == '?' || c == '#';
      name += special ? fmt::format("%{:02x}", static_cast<unsigned char>(c)) : std::string(1, c);
    }
    name += "?immutable=1";
  }
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(name.c_str(), &handle, flags,
                                     options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (handle == nullptr) return Err(Code::kIo, fmt::format("`{}`: out of memory", path));
  Database database(handle);
  if (result != SQLITE_OK) return ErrorOf(handle, result);
  sqlite3_busy_timeout(handle, options.busy_timeout_ms);
  // Where there is no FTS5, no table can ask for it.
  AddWordHits(handle);
  database.wal_pages_ = new int(0);
  sqlite3_wal_hook(handle, CountWalPages, database.wal_pages_);
  return database;
}

Database::Database(Database&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      wal_pages_(std::exchange(other.wal_pages_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(wal_pages_, other.wal_pages_);
  return *this;
}

Database::~Database() {
  sqlite3_close_v2(handle_);
  delete wal_pages_;
}

Status Database::Execute(const char* sql) {
  const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return ErrorOf(handle_, result);
  return {};
}

Result<Statement> Database::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) return ErrorOf(handle_, result);
  return Statement(statement);
}

Result<int64_t> Database::QueryInt(std::string_view sql) {
  SB_ASSIGN(Statement statement, Prepare(sql));
  SB_ASSIGN(const bool row, statement.Step());
  if (!row) return Err(Code::kNotFound, fmt::format("no row for `{}`", sql));
  return statement.Int(0);
}

bool Database::InTransaction() const {
  return sqlite3_get_autocommit(handle_) == 0;
}

int64_t Database::FileBytes() const {
  int64_t total = 0;
  for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
    sqlite3_file* file = nullptr;
    sqlite3_int64 size = 0;
    if (sqlite3_file_control(handle_, "main", which, &file) != SQLITE_OK || file == nullptr ||
        file->pMethods == nullptr || file->pMethods->xFileSize(file, &size) != SQLITE_OK) {
      continue;
    }
    total += size;
  }
  return total;
}

void Database::LeaveWriteAhead() {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Status Database::Checkpoint(CheckpointMode mode) {
  const int sqlite_mode = mode == CheckpointMode::kPassive   ? SQLITE_CHECKPOINT_PASSIVE
                          : mode == CheckpointMode::kRestart ? SQLITE_CHECKPOINT_RESTART
                                                             : SQLITE_CHECKPOINT_TRUNCATE;
  const int result = sqlite3_wal_checkpoint_v2(handle_, "main", sqlite_mode, nullptr, nullptr);
  if (result != SQLITE_OK) return ErrorOf(handle_, result);
  return {};
}

int Database::WalPages() const {
  return *wal_pages_;
}

}  // namespace signalbox
