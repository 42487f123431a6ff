// What every Store must do, as a GoogleTest suite: an implementation passes it by including this
// header in one test file and instantiating StoreContract with a maker of StoreBackends.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/hash.h"
#include "store/event_samples.h"
#include "store/store.h"

namespace signalbox {

// One workspace, empty at first, that can be opened again and again.
class StoreBackend {
 public:
  virtual ~StoreBackend() = default;
  virtual Result<std::unique_ptr<Store>> Open() = 0;
};

class StoreContract
    : public testing::TestWithParam<std::function<std::unique_ptr<StoreBackend>()>> {
 protected:
  void SetUp() override {
    backend_ = GetParam()();
    Reopen();
  }

  void Reopen() {
    store_.reset();
    Result<std::unique_ptr<Store>> opened = backend_->Open();
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(*opened);
  }

  CommitBatch Events(int64_t first, size_t count) const {
    CommitBatch batch;
    batch.events = LogEvents(store_->log_id(), first, count);
    return batch;
  }

  Status Commit(const CommitBatch& batch) {
    return store_->Commit(batch, store_->epoch(), store_->next_position());
  }

  void Append(size_t count) {
    const Status done = Commit(Events(store_->next_position(), count));
    ASSERT_TRUE(done.ok()) << done.error().message;
  }

  // What a read of [from, to) visits, positions checked.
  std::vector<Bytes> Read(int64_t from, int64_t to = -1) const {
    std::vector<Bytes> events;
    const Status read = store_->ReadEvents(from, to, [&](int64_t position, BytesView bytes) {
      EXPECT_EQ(position, from + static_cast<int64_t>(events.size()));
      events.emplace_back(bytes);
      return Status();
    });
    EXPECT_TRUE(read.ok()) << read.error().message;
    return events;
  }

  std::unique_ptr<StoreBackend> backend_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreContract, AFreshLogIsEmpty) {
  EXPECT_EQ(store_->next_position(), 0);
  EXPECT_FALSE(store_->log_id().IsZero());
  EXPECT_TRUE(Read(0).empty());
  EXPECT_EQ(store_->ReadEvent(0).error().code, Code::kNotFound);
  EXPECT_TRUE(store_->ReadTasks(10)->empty());
  EXPECT_TRUE(store_->ReadTimers(INT64_MAX, 10)->empty());
  EXPECT_TRUE(store_->ReadMerkle(1, 0, 10)->empty());
  EXPECT_GT(store_->DiskBytes(), 0);
}

TEST_P(StoreContract, EventsComeBackByteForByteInOrder) {
  Append(3);
  Append(1);
  Append(700);
  EXPECT_EQ(store_->next_position(), 704);
  EXPECT_EQ(Read(0), LogEvents(store_->log_id(), 0, 704));
}

TEST_P(StoreContract, ARangeIsReadFromAnyPositionToAnyOther) {
  Append(300);
  Append(300);
  for (const int64_t from : {0, 1, 255, 256, 299, 300, 301, 599, 600}) {
    for (const int64_t to : {from, from + 1, from + 50, int64_t{600}}) {
      const int64_t end = std::min<int64_t>(to, 600);
      EXPECT_EQ(Read(from, to), LogEvents(store_->log_id(), from, static_cast<size_t>(end - from)))
          << from << " to " << to;
    }
  }
  EXPECT_TRUE(Read(700).empty());
  EXPECT_EQ(Read(0, 10'000).size(), 600);
}

TEST_P(StoreContract, OneEventIsReadByItsPosition) {
  Append(300);
  Append(5);
  for (const int64_t position : {0, 255, 256, 299, 300, 304, 0}) {
    EXPECT_EQ(*store_->ReadEvent(position), LogEvent(store_->log_id(), position)) << position;
  }
  EXPECT_EQ(store_->ReadEvent(305).error().code, Code::kNotFound);
  EXPECT_EQ(store_->ReadEvent(-1).error().code, Code::kNotFound);
}

TEST_P(StoreContract, AVisitorsErrorEndsTheReading) {
  Append(10);
  int visited = 0;
  const Status read = store_->ReadEvents(0, -1, [&](int64_t, BytesView) -> Status {
    if (++visited == 4) return Err(Code::kDeadline, "enough");
    return {};
  });
  EXPECT_EQ(read.error().code, Code::kDeadline);
  EXPECT_EQ(visited, 4);
}

TEST_P(StoreContract, AVisitorMayCommitAndReadWhileItIsCalled) {
  Append(10);
  const Status read = store_->ReadEvents(0, 10, [&](int64_t position, BytesView) -> Status {
    SB_TRY(Commit(Events(store_->next_position(), 1)));
    SB_ASSIGN(const Bytes event, store_->ReadEvent(position + 10));
    return event == LogEvent(store_->log_id(), position + 10) ? Status()
                                                              : Err(Code::kCorrupt, "other bytes");
  });
  EXPECT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(store_->next_position(), 20);
}

TEST_P(StoreContract, RecordsAreVisitedAsTheyLie) {
  Append(300);
  Append(2);
  std::vector<int64_t> firsts;
  const Status read = store_->ReadRecords([&](int64_t first, BytesView record) -> Status {
    EXPECT_FALSE(record.empty());
    firsts.push_back(first);
    return {};
  });
  EXPECT_TRUE(read.ok());
  EXPECT_THAT(firsts, testing::ElementsAre(0, 256, 300));
}

TEST_P(StoreContract, AWrongPositionIsAConflictAndChangesNothing) {
  Append(5);
  for (const int64_t expected : {0, 4, 6}) {
    const Status done = store_->Commit(Events(expected, 1), store_->epoch(), expected);
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, Code::kConflict);
  }
  EXPECT_EQ(store_->next_position(), 5);
  Append(1);
}

TEST_P(StoreContract, AStaleEpochIsAConflictAndChangesNothing) {
  const int64_t first_epoch = store_->epoch();
  Append(1);
  Reopen();
  EXPECT_GT(store_->epoch(), first_epoch);
  const Status done = store_->Commit(Events(1, 1), first_epoch, 1);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, Code::kConflict);
  EXPECT_EQ(store_->next_position(), 1);
}

TEST_P(StoreContract, EventsOfOtherPositionsOrOfAnotherLogAreRefused) {
  CommitBatch gap = Events(0, 1);
  gap.events.push_back(LogEvent(store_->log_id(), 2));
  EXPECT_EQ(Commit(gap).error().code, Code::kInvalid);
  CommitBatch foreign;
  foreign.events = LogEvents(IdOf(0x77), 0, 1);
  EXPECT_EQ(Commit(foreign).error().code, Code::kInvalid);
  CommitBatch nonsense;
  nonsense.events = {"not an event"};
  EXPECT_EQ(Commit(nonsense).error().code, Code::kInvalid);
  EXPECT_EQ(store_->next_position(), 0);
}

TEST_P(StoreContract, ARefusedBatchLeavesNoneOfItsParts) {
  CommitBatch batch = Events(0, 1);
  batch.events.push_back("not an event");
  batch.put_tasks = {{.task = IdOf(1), .run = IdOf(2), .not_before = 0, .body = "task"}};
  batch.blobs = {{Sha256("blob"), "blob"}};
  ASSERT_FALSE(Commit(batch).ok());
  EXPECT_TRUE(store_->ReadTasks(10)->empty());
  EXPECT_EQ(store_->ReadBlob(Sha256("blob")).error().code, Code::kNotFound);
  EXPECT_TRUE(Read(0).empty());
}

TEST_P(StoreContract, AnEmptyBatchIsNothing) {
  EXPECT_TRUE(Commit(CommitBatch()).ok());
  EXPECT_EQ(store_->next_position(), 0);
}

TEST_P(StoreContract, WhatWasCommittedIsThereAfterReopening) {
  const Id log = store_->log_id();
  CommitBatch batch = Events(0, 400);
  batch.put_tasks = {{.task = IdOf(1), .run = IdOf(2), .not_before = 5, .body = "task"}};
  batch.put_timers = {{.due = 9, .entity = IdOf(3), .timer = 1, .generation = 2, .body = "timer"}};
  batch.blobs = {{Sha256("blob"), "blob"}};
  batch.merkle = {{.level = 1, .idx = 0, .hash = Sha256("node")}};
  ASSERT_TRUE(Commit(batch).ok());
  Reopen();
  EXPECT_EQ(store_->log_id(), log);
  EXPECT_EQ(store_->next_position(), 400);
  EXPECT_EQ(Read(0), batch.events);
  EXPECT_EQ(store_->ReadTasks(10)->size(), 1);
  EXPECT_EQ(store_->ReadTimers(9, 10)->size(), 1);
  EXPECT_EQ(*store_->ReadBlob(Sha256("blob")), "blob");
  EXPECT_EQ(store_->ReadMerkle(1, 0, 10)->size(), 1);
}

TEST_P(StoreContract, TasksAreKeptUntilTheyAreDone) {
  CommitBatch batch;
  for (uint8_t i = 3; i > 0; --i) {
    batch.put_tasks.push_back(
        {.task = IdOf(i), .run = IdOf(0x40), .not_before = i * 10, .body = Bytes(i, 'b')});
  }
  ASSERT_TRUE(Commit(batch).ok());
  std::vector<TaskRow> tasks = *store_->ReadTasks(10);
  ASSERT_EQ(tasks.size(), 3);
  EXPECT_EQ(tasks[0].task, IdOf(1));
  EXPECT_EQ(tasks[2].run, IdOf(0x40));
  EXPECT_EQ(tasks[2].not_before, 30);
  EXPECT_EQ(tasks[2].body, "bbb");
  EXPECT_EQ(store_->ReadTasks(2)->size(), 2);

  CommitBatch change;
  change.done_tasks = {IdOf(1), IdOf(0x66)};
  change.put_tasks = {{.task = IdOf(2), .run = IdOf(0x40), .not_before = 99, .body = "again"}};
  ASSERT_TRUE(Commit(change).ok());
  tasks = *store_->ReadTasks(10);
  ASSERT_EQ(tasks.size(), 2);
  EXPECT_EQ(tasks[0].not_before, 99);
  EXPECT_EQ(tasks[0].body, "again");
}

TEST_P(StoreContract, TimersComeEarliestFirstUpToTheTimeAsked) {
  CommitBatch batch;
  batch.put_timers = {
      {.due = 30, .entity = IdOf(1), .timer = 1, .generation = 0, .body = "c"},
      {.due = 10, .entity = IdOf(9), .timer = 1, .generation = 0, .body = "a"},
      {.due = 20, .entity = IdOf(1), .timer = 2, .generation = 0, .body = "b"},
  };
  ASSERT_TRUE(Commit(batch).ok());
  const std::vector<TimerRow> due = *store_->ReadTimers(20, 10);
  ASSERT_EQ(due.size(), 2);
  EXPECT_EQ(due[0].body, "a");
  EXPECT_EQ(due[1].body, "b");
  EXPECT_EQ(store_->ReadTimers(30, 1)->size(), 1);
  EXPECT_TRUE(store_->ReadTimers(9, 10)->empty());
}

TEST_P(StoreContract, ATimerIsMovedByDoneAndPutInOneBatch) {
  CommitBatch batch;
  batch.put_timers = {{.due = 10, .entity = IdOf(1), .timer = 1, .generation = 1, .body = "x"}};
  ASSERT_TRUE(Commit(batch).ok());
  CommitBatch move;
  move.done_timers = {{.due = 10, .entity = IdOf(1), .timer = 1}};
  move.put_timers = {{.due = 10, .entity = IdOf(1), .timer = 1, .generation = 2, .body = "y"}};
  ASSERT_TRUE(Commit(move).ok());
  const std::vector<TimerRow> timers = *store_->ReadTimers(INT64_MAX, 10);
  ASSERT_EQ(timers.size(), 1);
  EXPECT_EQ(timers[0].generation, 2);
  EXPECT_EQ(timers[0].body, "y");
}

TEST_P(StoreContract, BlobsAreKeptOnceAndCheckedAgainstTheirName) {
  const Bytes large(300'000, 'z');
  CommitBatch batch;
  batch.blobs = {{Sha256(large), large}, {Sha256(""), ""}, {Sha256("name"), "other content"}};
  ASSERT_TRUE(Commit(batch).ok());
  ASSERT_TRUE(Commit(batch).ok());
  EXPECT_EQ(*store_->ReadBlob(Sha256(large)), large);
  EXPECT_EQ(*store_->ReadBlob(Sha256("")), "");
  EXPECT_EQ(store_->ReadBlob(Sha256("name")).error().code, Code::kCorrupt);
  EXPECT_EQ(store_->ReadBlob(Sha256("unknown")).error().code, Code::kNotFound);
}

TEST_P(StoreContract, MerkleNodesAreReadByLevelFromAnIndexOn) {
  CommitBatch batch;
  for (int64_t i = 0; i < 5; ++i) {
    batch.merkle.push_back({.level = 1, .idx = i, .hash = Sha256(std::to_string(i))});
  }
  batch.merkle.push_back({.level = 2, .idx = 0, .hash = Sha256("up")});
  ASSERT_TRUE(Commit(batch).ok());
  const std::vector<MerkleNode> nodes = *store_->ReadMerkle(1, 2, 2);
  ASSERT_EQ(nodes.size(), 2);
  EXPECT_EQ(nodes[0].level, 1);
  EXPECT_EQ(nodes[0].idx, 2);
  EXPECT_EQ(nodes[1].hash, Sha256("3"));
  EXPECT_EQ(store_->ReadMerkle(2, 0, 10)->size(), 1);
}

TEST_P(StoreContract, ReadersOnOtherThreadsSeeWholeCommitsOnly) {
  constexpr int64_t kBatch = 20;
  std::atomic<bool> stop = false;
  std::atomic<int> reads = 0, torn = 0;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        int64_t next = 0;
        const Status read = store_->ReadEvents(0, -1, [&](int64_t position, BytesView) -> Status {
          return position == next++ ? Status() : Err(Code::kCorrupt, "out of order");
        });
        if (!read.ok() || next % kBatch != 0) ++torn;
        ++reads;
      }
    });
  }
  for (int i = 0; i < 100 || reads < 10; ++i) Append(kBatch);
  stop = true;
  readers.clear();
  EXPECT_EQ(torn, 0);
}

// Every third event goes, and of another third one half.
inline PurgeOrder ThirdsOf(int64_t before, int64_t declared_at) {
  PurgeOrder order;
  order.before = before;
  order.declared_at = declared_at;
  order.reduce = [](int64_t position, Bytes* event) -> Status {
    if (position % 3 == 0) event->clear();
    if (position % 3 == 1) event->resize(event->size() / 2);
    return {};
  };
  return order;
}

TEST_P(StoreContract, APurgeLeavesPlacesAndHashes) {
  for (int commit = 0; commit < 6; ++commit) Append(100);
  const std::vector<Bytes> written = Read(0);
  std::vector<Digest> leaves;
  ASSERT_TRUE(store_->ReadLeaves(0, 600, &leaves).ok());
  EXPECT_EQ(store_->purged_by(), -1);
  const Status purged = store_->Purge(ThirdsOf(500, 550), store_->epoch());
  ASSERT_TRUE(purged.ok()) << purged.error().message;
  for (int start = 0; start < 2; ++start, Reopen()) {
    EXPECT_EQ(store_->purged_by(), 550);
    EXPECT_EQ(store_->next_position(), 600);
    int64_t visited = 0;
    const Status read = store_->ReadEvents(0, -1, [&](int64_t position, BytesView bytes) -> Status {
      ++visited;
      const Bytes& whole = written[static_cast<size_t>(position)];
      EXPECT_TRUE(position >= 500 || position % 3 != 0) << position;
      const bool cut = position < 500 && position % 3 == 1;
      EXPECT_EQ(bytes, BytesView(whole).substr(0, cut ? whole.size() / 2 : whole.size()));
      return {};
    });
    EXPECT_TRUE(read.ok());
    EXPECT_EQ(visited, 600 - 167);
    EXPECT_EQ(store_->ReadEvent(3).error().code, Code::kNotFound);
    EXPECT_EQ(*store_->ReadEvent(2), written[2]);
    EXPECT_EQ(*store_->ReadEvent(501), written[501]);
    std::vector<Digest> kept;
    ASSERT_TRUE(store_->ReadLeaves(0, 600, &kept).ok());
    EXPECT_EQ(kept, leaves);
    kept.clear();
    ASSERT_TRUE(store_->ReadLeaves(499, 3, &kept).ok());
    EXPECT_EQ(kept, std::vector<Digest>(leaves.begin() + 499, leaves.begin() + 502));
  }
  Append(1);
  EXPECT_EQ(store_->next_position(), 601);
}

TEST_P(StoreContract, APurgeThatFailsOrMayNotBeLeavesEverything) {
  for (int commit = 0; commit < 6; ++commit) Append(100);
  const std::vector<Bytes> written = Read(0);
  PurgeOrder failing = ThirdsOf(500, 550);
  failing.reduce = [](int64_t position, Bytes* event) -> Status {
    event->clear();
    return position < 450 ? Status() : Status(Err(Code::kInvalid, "no further"));
  };
  EXPECT_EQ(store_->Purge(failing, store_->epoch()).error().message, "no further");
  EXPECT_EQ(store_->Purge(ThirdsOf(500, 499), store_->epoch()).error().code, Code::kInvalid);
  EXPECT_EQ(store_->Purge(ThirdsOf(500, 600), store_->epoch()).error().code, Code::kInvalid);
  EXPECT_EQ(store_->Purge(ThirdsOf(500, 550), store_->epoch() - 1).error().code, Code::kConflict);
  for (int start = 0; start < 2; ++start, Reopen()) {
    EXPECT_EQ(Read(0), written);
    EXPECT_EQ(store_->purged_by(), -1);
  }
}

}  // namespace signalbox
