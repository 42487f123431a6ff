// The Store: where a workspace's events, tasks, timers and blobs are kept durably.
//
// One opener at a time: opening takes a lock on the workspace and raises the writer epoch; Commit
// by an older epoch is refused. One thread calls Commit; reads may come from other threads and see
// committed data only, in bounded read transactions. Implementations pass store/store_contract.h.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"

namespace signalbox {

// A durable activity waiting for a worker. Removed by the commit that records its result.
struct TaskRow {
  Id task;
  Id run;
  TimeUs not_before = 0;
  Bytes body;  // CBOR, engine/task.h
};

// A timer. Cancelling bumps the entity's generation, so a stale one fires as a no-op.
struct TimerRow {
  TimeUs due = 0;
  Id entity;
  int64_t timer = 0;  // number within the entity
  int64_t generation = 0;
  Bytes body;
};

struct TimerKey {
  TimeUs due = 0;
  Id entity;
  int64_t timer = 0;
};

// Immutable content by hash: policy bundles, plans, large step outputs.
struct BlobRow {
  Digest hash{};  // SHA-256 of bytes as given
  Bytes bytes;
};

// The root of a complete subtree of 256^level leaves; idx counts such subtrees from the left. level
// >= 1.
struct MerkleNode {
  int level = 1;
  int64_t idx = 0;
  Digest hash{};
};

struct CommitBatch {
  std::vector<Bytes> events;  // encoded, positions expected_position, +1, ...
  std::vector<TaskRow> put_tasks;
  std::vector<Id> done_tasks;
  std::vector<TimerRow> put_timers;
  std::vector<TimerKey> done_timers;
  std::vector<BlobRow> blobs;
  std::vector<MerkleNode> merkle;

  void Clear();
  bool empty() const {
    return events.empty() && put_tasks.empty() && done_tasks.empty() && put_timers.empty() &&
           done_timers.empty() && blobs.empty() && merkle.empty();
  }
};

// Called for each event in order; an error stops the reading and is returned. `bytes` is valid
// during the call only.
using EventVisitor = std::function<Status(int64_t position, BytesView bytes)>;

// What a purge makes of the log below a position (engine/purge.h).
struct PurgeOrder {
  int64_t before = 0;       // events below it are asked about
  int64_t declared_at = 0;  // position of the event that declares the purge, in the log already
  // What stays of an event: called for each that is there, in order. Empty: nothing of it.
  std::function<Status(int64_t position, Bytes* event)> reduce;
};

// Called for each stored record in order, with the bytes exactly as they lie on disk, checked by
// nobody.
using RecordVisitor = std::function<Status(int64_t first_position, BytesView record)>;

class Store {
 public:
  virtual ~Store() = default;

  virtual const Id& log_id() const = 0;
  // This opener's writer epoch, greater than every earlier one.
  virtual int64_t epoch() const = 0;
  // Position of the next event, equal to the number of events stored.
  virtual int64_t next_position() const = 0;

  // All or nothing, durable when it returns. kConflict for a stale epoch or when expected_position
  // is not the next; kExhausted when the disk is full. After kIo the store refuses every further
  // commit until it is opened again.
  virtual Status Commit(const CommitBatch& batch, int64_t epoch, int64_t expected_position) = 0;

  // Visits events [from, to), to = -1 for all that is committed.
  // Passes over events that were purged.
  virtual Status ReadEvents(int64_t from, int64_t to, const EventVisitor& visit) const = 0;
  // kNotFound for an event that was purged.
  virtual Result<Bytes> ReadEvent(int64_t position) const = 0;
  // Visits every record by ascending first_position, damaged ones too: the verifier
  // (audit/verify.h) reads the log through this alone, so that it shares no decoding with the
  // writer.
  virtual Status ReadRecords(const RecordVisitor& visit) const = 0;

  virtual Result<std::vector<TaskRow>> ReadTasks(int64_t limit) const = 0;
  // Due at or before `until`, earliest first.
  virtual Result<std::vector<TimerRow>> ReadTimers(TimeUs until, int64_t limit) const = 0;
  virtual Result<Bytes> ReadBlob(const Digest& hash) const = 0;
  virtual Result<std::vector<MerkleNode>> ReadMerkle(int level, int64_t from_idx,
                                                     int64_t limit) const = 0;

  // Bytes on disk of log and its write-ahead file.
  virtual int64_t DiskBytes() const = 0;

  // Position of the event that declares the purge which was carried out last; -1 for none.
  virtual int64_t purged_by() const { return -1; }
  // Appends the leaf hashes of [from, from + count) as the events were written, those included of
  // which a purge left nothing or less.
  virtual Status ReadLeaves(int64_t from, int64_t count, std::vector<Digest>* out) const;
  // The leaf hashes of one record's events that a purge changed, as they lie on disk, checked by
  // nobody; empty where it changed none. For the verifier, as ReadRecords is.
  virtual Result<Bytes> ReadKeptLeaves(int64_t first_position) const;
  // All or nothing, durable when it returns: events are replaced by what `order` leaves of them,
  // their leaf hashes kept, and the disk gets its room back. The committing thread's; whoever reads
  // meanwhile sees the log as before or as after it. kUnavailable where all of that was done but
  // the room was not given back.
  virtual Status Purge(const PurgeOrder& order, int64_t epoch);
};

}  // namespace signalbox
