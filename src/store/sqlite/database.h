// One SQLite connection and its statements, with our errors in place of SQLite's codes.
//
// A Database and the Statements prepared on it are used by one thread at a time. A Statement must
// be destroyed before its Database. SQLite's result codes become: kIo for the disk, kExhausted for
// a full disk, kCorrupt for a damaged file, kForbidden for a file or directory that may not be
// written, kUnavailable for a lock that another connection holds, kNotFound for a file that is not
// there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace signalbox {

// Views given to Bind must live until the next Reset; views given by Column until the next Step or
// Reset.
class Statement {
 public:
  Statement() = default;
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  // Parameters are numbered from 1, columns from 0.
  Statement& Bind(int parameter, int64_t value);
  Statement& Bind(int parameter, BytesView bytes);
  Statement& BindText(int parameter, std::string_view text);

  // True when there is a row.
  Result<bool> Step();
  // Steps to the end and resets: for statements whose rows nobody wants.
  Status Run();
  // Ends the read transaction that a half-read statement holds. Bindings stay.
  void Reset();

  int64_t Int(int column) const;
  BytesView Blob(int column) const;
  bool IsNull(int column) const;

 private:
  friend class Database;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  struct Options {
    bool create = false;
    bool read_only = false;
    // The file never changes while it is open: no locks, no write-ahead file is looked at.
    bool immutable = false;
    // SQLite's name of the file system to use; empty for its default.
    std::string vfs;
    // How long a statement waits for another connection's lock.
    int busy_timeout_ms = 5'000;
  };

  static Result<Database> Open(const std::string& path, const Options& options);
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  // One or more statements without parameters.
  Status Execute(const char* sql);
  Result<Statement> Prepare(std::string_view sql);
  // The first column of the first row.
  Result<int64_t> QueryInt(std::string_view sql);

  // True between BEGIN and COMMIT; false again when SQLite rolled back by itself.
  bool InTransaction() const;
  // Bytes of the database file and of its write-ahead file.
  int64_t FileBytes() const;

  enum class CheckpointMode { kPassive, kRestart, kTruncate };
  // Moves the write-ahead file's pages into the database. Nothing does so by itself: the owner
  // calls this when WalPages() says so, and sees its error. kPassive never waits. kTruncate is
  // kUnavailable when a reader was in the way.
  Status Checkpoint(CheckpointMode mode);
  // Closing leaves the files as they are, where SQLite would move those pages itself.
  void LeaveWriteAhead();
  // Pages in the write-ahead file after the last commit of this connection.
  int WalPages() const;

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  sqlite3* handle_ = nullptr;
  // On the heap: SQLite keeps its address.
  int* wal_pages_ = nullptr;
};

}  // namespace signalbox
