// Reading log.db beside its writer: a few read-only connections, lent to one thread at a time, and
// reads whose transactions end before a visitor is called.
//
// Thread safe. Owned by the store; sees committed data only.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/record.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace signalbox {

class LogReader {
 public:
  LogReader(std::string path, Database::Options options);
  ~LogReader();

  // Visits [from, to); the caller knows that all of it is committed.
  Status ReadEvents(int64_t from, int64_t to, const EventVisitor& visit) const;
  Result<Bytes> ReadEvent(int64_t position) const;
  Status ReadRecords(const RecordVisitor& visit) const;
  // Of [from, to), as the events were written.
  Status ReadLeaves(int64_t from, int64_t to, std::vector<Digest>* out) const;
  // Empty where no purge changed the record.
  Result<Bytes> ReadKeptLeaves(int64_t first_position) const;
  // The file was written anew: nothing that was read before is used again.
  void LetGo();

  Result<std::vector<TaskRow>> ReadTasks(int64_t limit) const;
  Result<std::vector<TimerRow>> ReadTimers(TimeUs until, int64_t limit) const;
  Result<Bytes> ReadBlob(const Digest& hash) const;
  Result<std::vector<MerkleNode>> ReadMerkle(int level, int64_t from_idx, int64_t limit) const;

 private:
  struct Connection;
  class Lease;
  struct Row {
    int64_t first_position;
    Bytes record;
  };
  // As many rows as one read transaction may take: from the one that holds `position`, or those
  // that start after it.
  Result<std::vector<Row>> ReadHolding(int64_t position) const;
  Result<std::vector<Row>> ReadAfter(int64_t position) const;
  static Result<std::vector<Row>> TakeRows(Statement& statement);
  Result<std::unique_ptr<Connection>> OpenConnection() const;
  Result<Lease> Borrow() const;
  std::shared_ptr<const Record> FindCached(int64_t position) const;
  void Cache(std::shared_ptr<const Record> record) const;

  const std::string path_;
  const Database::Options options_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Connection>> idle_;
  // The records that ReadEvent decoded last; following one run's events asks for the same few
  // again.
  static constexpr size_t kCachedRecords = 8;
  mutable std::array<std::shared_ptr<const Record>, kCachedRecords> cache_;
  mutable size_t next_cached_ = 0;
};

}  // namespace signalbox
