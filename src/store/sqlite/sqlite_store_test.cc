#include "store/sqlite/sqlite_store.h"

#include <sqlite3.h>
#include <unistd.h>

#include "store/sqlite/faulty_vfs.h"
#include "store/sqlite/test_directory.h"
#include "store/store_contract.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

class SqliteBackend : public StoreBackend {
 public:
  explicit SqliteBackend(RecordCodec codec) : codec_(codec) {}
  Result<std::unique_ptr<Store>> Open() override {
    return OpenSqliteStore(directory_ / "ws", {.create = true, .log_id = IdOf(1), .codec = codec_});
  }

 private:
  TestDirectory directory_;
  RecordCodec codec_;
};

std::unique_ptr<StoreBackend> MakeRaw() {
  return std::make_unique<SqliteBackend>(RecordCodec::kRaw);
}
std::unique_ptr<StoreBackend> MakeZstd() {
  return std::make_unique<SqliteBackend>(RecordCodec::kZstd);
}

INSTANTIATE_TEST_SUITE_P(SqliteRaw, StoreContract, testing::Values(MakeRaw));
INSTANTIATE_TEST_SUITE_P(SqliteZstd, StoreContract, testing::Values(MakeZstd));

class SqliteStoreTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Store>> Open(OpenOptions options = {}) {
    return OpenSqliteStore(path_, options);
  }
  std::unique_ptr<Store> Make() {
    Result<std::unique_ptr<Store>> made =
        Open({.create = true, .log_id = IdOf(1), .codec = RecordCodec::kRaw});
    EXPECT_TRUE(made.ok()) << made.error().message;
    return std::move(*made);
  }
  static Status Append(Store& store, size_t count, size_t clear_bytes = 8) {
    CommitBatch batch;
    batch.events = LogEvents(store.log_id(), store.next_position(), count, clear_bytes);
    return store.Commit(batch, store.epoch(), store.next_position());
  }
  void ExecuteOnFile(const char* sql) const {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open((path_ + "/log.db").c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }

  TestDirectory directory_;
  const std::string path_ = directory_ / "ws";
};

TEST_F(SqliteStoreTest, AWorkspaceThatIsNotThereIsNamed) {
  const auto opened = Open();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Code::kInvalid);
  EXPECT_THAT(opened.error().message, HasSubstr("`" + path_ + "` is no workspace"));
}

TEST_F(SqliteStoreTest, ASecondOpenerIsToldWho) {
  const std::unique_ptr<Store> first = Make();
  for (const bool read_only : {false, true}) {
    const auto second = Open({.read_only = read_only});
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, Code::kConflict);
    EXPECT_THAT(second.error().message, HasSubstr("already open in another process"));
  }
}

TEST_F(SqliteStoreTest, AnEpochRaisedBehindOurBackStopsTheCommit) {
  const std::unique_ptr<Store> store = Make();
  ASSERT_TRUE(Append(*store, 1).ok());
  ExecuteOnFile("UPDATE meta SET value = value + 1 WHERE key = 'epoch'");
  const Status done = Append(*store, 1);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, Code::kConflict);
  EXPECT_EQ(store->next_position(), 1);
}

TEST_F(SqliteStoreTest, AWorkspaceOfANewerVersionIsRefused) {
  Make().reset();
  ExecuteOnFile("PRAGMA user_version=99");
  const auto opened = Open();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Code::kUnsupported);
  EXPECT_THAT(opened.error().message, HasSubstr("workspace was written by a newer version"));
}

TEST_F(SqliteStoreTest, AnotherDatabaseIsNoLog) {
  Make().reset();
  ExecuteOnFile("PRAGMA application_id=1");
  EXPECT_EQ(Open().error().code, Code::kCorrupt);
}

TEST_F(SqliteStoreTest, AFileThatIsNoDatabaseIsCorrupt) {
  Make().reset();
  std::filesystem::resize_file(path_ + "/log.db", 0);
  EXPECT_EQ(Open().error().code, Code::kInvalid);
  FILE* file = std::fopen((path_ + "/log.db").c_str(), "w");
  ASSERT_NE(file, nullptr);
  for (int i = 0; i < 1'000; ++i) std::fputs("no database ", file);
  std::fclose(file);
  EXPECT_EQ(Open().error().code, Code::kCorrupt);
}

TEST_F(SqliteStoreTest, ADamagedLastRecordStopsAWriterButNotAVerifier) {
  {
    const std::unique_ptr<Store> store = Make();
    ASSERT_TRUE(Append(*store, 3).ok());
    ASSERT_TRUE(Append(*store, 3).ok());
  }
  ExecuteOnFile(
      "UPDATE records SET record = CAST(substr(record, 1, 40) || x'ff' || substr(record, 42) AS "
      "BLOB) WHERE first_position = 3");
  const auto writer = Open();
  ASSERT_FALSE(writer.ok());
  EXPECT_EQ(writer.error().code, Code::kCorrupt);
  EXPECT_THAT(writer.error().message, HasSubstr("record 3"));
  const auto verifier = Open({.read_only = true});
  ASSERT_TRUE(verifier.ok()) << verifier.error().message;
  EXPECT_EQ((*verifier)->next_position(), 6);
  int visited = 0;
  const Status read = (*verifier)->ReadEvents(0, -1, [&](int64_t, BytesView) -> Status {
    ++visited;
    return {};
  });
  EXPECT_EQ(read.error().code, Code::kCorrupt);
  EXPECT_EQ(visited, 3);
}

TEST_F(SqliteStoreTest, AMissingRecordIsNamedByItsPositions) {
  {
    const std::unique_ptr<Store> store = Make();
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(Append(*store, 2).ok());
  }
  ExecuteOnFile("DELETE FROM records WHERE first_position = 2");
  const auto opened = Open();
  ASSERT_TRUE(opened.ok());
  const EventVisitor ignore = [](int64_t, BytesView) { return Status(); };
  for (const int64_t from : {0, 2}) {
    const Status read = (*opened)->ReadEvents(from, -1, ignore);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, Code::kCorrupt);
    EXPECT_THAT(read.error().message, HasSubstr("no record for positions 2 to 3"));
  }
  EXPECT_TRUE((*opened)->ReadEvents(4, -1, ignore).ok());
  EXPECT_EQ((*opened)->ReadEvent(3).error().code, Code::kCorrupt);
}

TEST_F(SqliteStoreTest, AReadOnlyStoreReadsAndNeverWrites) {
  int64_t epoch = 0;
  {
    const std::unique_ptr<Store> store = Make();
    ASSERT_TRUE(Append(*store, 300).ok());
    epoch = store->epoch();
  }
  for (int i = 0; i < 2; ++i) {
    const auto opened = Open({.read_only = true});
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    EXPECT_EQ((*opened)->epoch(), epoch);
    EXPECT_EQ((*opened)->next_position(), 300);
    EXPECT_EQ(*(*opened)->ReadEvent(299), LogEvent(IdOf(1), 299));
    EXPECT_EQ(Append(**opened, 1).error().code, Code::kForbidden);
  }
}

// Takes away root's power to write everywhere while it lives.
class AsNobody {
 public:
  AsNobody() : was_root_(geteuid() == 0 && seteuid(65534) == 0) {}
  ~AsNobody() {
    if (was_root_) CHECK(seteuid(0) == 0);
  }

 private:
  bool was_root_;
};

TEST_F(SqliteStoreTest, AReadOnlyDirectoryIsSaidSoAndStillVerifies) {
  ASSERT_TRUE(Append(*Make(), 3).ok());
  namespace fs = std::filesystem;
  using enum fs::perms;
  const fs::perms readable = owner_read | group_read | others_read;
  const fs::perms searchable = readable | owner_exec | group_exec | others_exec;
  for (const auto& entry : fs::directory_iterator(path_)) fs::permissions(entry, readable);
  fs::permissions(path_, searchable);
  fs::permissions(fs::path(path_).parent_path(), searchable);
  {
    const AsNobody nobody;
    const auto writer = Open();
    ASSERT_FALSE(writer.ok());
    EXPECT_EQ(writer.error().code, Code::kForbidden);
    EXPECT_THAT(writer.error().message, HasSubstr("make it writable"));
    const auto verifier = Open({.read_only = true});
    ASSERT_TRUE(verifier.ok()) << verifier.error().message;
    EXPECT_EQ((*verifier)->next_position(), 3);
    EXPECT_EQ(*(*verifier)->ReadEvent(2), LogEvent(IdOf(1), 2));
  }
  fs::permissions(fs::path(path_).parent_path(), searchable | owner_write);
  fs::permissions(path_, searchable | owner_write);
}

TEST_F(SqliteStoreTest, TheWriteAheadFileIsCheckpointedWhileCommitsGoOn) {
  const std::unique_ptr<Store> store = Make();
  for (int i = 0; i < 160; ++i) ASSERT_TRUE(Append(*store, 10, 60'000).ok());
  const auto wal = std::filesystem::file_size(path_ + "/log.db-wal");
  EXPECT_LT(wal, 40 << 20);
  EXPECT_GT(store->DiskBytes(), 96 << 20);
  EXPECT_EQ(*store->ReadEvent(5), LogEvent(IdOf(1), 5, 60'000));
}

// What a killed process leaves behind: more than the megabyte at which one write of it would be
// cut.
TEST_F(SqliteStoreTest, ALargeWriteAheadFileOfAProcessThatDiedIsRecoveredWhole) {
  constexpr size_t kEvents = 60, kBytes = 60'000;
  const std::string copy = directory_ / "copy";
  {
    const std::unique_ptr<Store> store = Make();
    for (size_t i = 0; i < kEvents; i += 10) ASSERT_TRUE(Append(*store, 10, kBytes).ok());
    const std::string wal = path_ + "/log.db-wal";
    ASSERT_GT(std::filesystem::file_size(wal), 1 << 20);
    // An orderly end would fold it into the database.
    std::filesystem::copy(path_, copy);
  }
  Result<std::unique_ptr<Store>> opened = OpenSqliteStore(copy, {.codec = RecordCodec::kRaw});
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ((*opened)->next_position(), static_cast<int64_t>(kEvents));
  for (const int64_t position : {int64_t{0}, int64_t{31}, int64_t{kEvents - 1}})
    EXPECT_EQ(*(*opened)->ReadEvent(position), LogEvent(IdOf(1), position, kBytes));
  EXPECT_TRUE(Append(**opened, 1).ok());
}

class FaultyDiskTest : public SqliteStoreTest {
 protected:
  void SetUp() override {
    made_ = Open(
        {.create = true, .log_id = IdOf(1), .vfs = faults_.name(), .codec = RecordCodec::kRaw});
    ASSERT_TRUE(made_.ok()) << made_.error().message;
    ASSERT_TRUE(Append(store(), 2).ok());
  }
  Store& store() { return **made_; }

  FaultyVfs faults_;
  Result<std::unique_ptr<Store>> made_ = Err(Code::kIo, "not made");
};

TEST_F(FaultyDiskTest, AFullDiskRefusesTheCommitAndTheNextOneMayWork) {
  faults_.write_result = SQLITE_FULL;
  const Status full = Append(store(), 1);
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().code, Code::kExhausted);
  EXPECT_THAT(full.error().message, HasSubstr("disk is full"));
  EXPECT_EQ(store().next_position(), 2);
  faults_.write_result = SQLITE_OK;
  EXPECT_TRUE(Append(store(), 1).ok());
  EXPECT_EQ(*store().ReadEvent(2), LogEvent(IdOf(1), 2));
}

TEST_F(FaultyDiskTest, AfterAFailedSyncNothingIsWrittenUntilReopened) {
  faults_.sync_result = SQLITE_IOERR_FSYNC;
  EXPECT_EQ(Append(store(), 1).error().code, Code::kIo);
  faults_.sync_result = SQLITE_OK;
  const int writes = faults_.writes;
  const Status refused = Append(store(), 1);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kIo);
  EXPECT_THAT(refused.error().message, HasSubstr("restart"));
  EXPECT_EQ(faults_.writes, writes);
  EXPECT_EQ(store().next_position(), 2);
  made_ = Err(Code::kIo, "closed");
  made_ = Open({.vfs = faults_.name(), .codec = RecordCodec::kRaw});
  ASSERT_TRUE(made_.ok()) << made_.error().message;
  EXPECT_GE(store().next_position(), 2);
  EXPECT_TRUE(Append(store(), 1).ok());
}

TEST_F(FaultyDiskTest, AFailedCheckpointStopsTheCommitsAfterItsOwn) {
  faults_.database_sync_result = SQLITE_IOERR_FSYNC;
  Status done;
  int64_t acknowledged = 2;
  while ((done = Append(store(), 10, 60'000)).ok()) acknowledged += 10;
  EXPECT_EQ(done.error().code, Code::kIo);
  EXPECT_EQ(store().next_position(), acknowledged);
  faults_.database_sync_result = SQLITE_OK;
  made_ = Err(Code::kIo, "closed");
  made_ = Open({.vfs = faults_.name(), .codec = RecordCodec::kRaw});
  ASSERT_TRUE(made_.ok()) << made_.error().message;
  EXPECT_EQ(store().next_position(), acknowledged);
}

TEST_F(FaultyDiskTest, NothingOfAWorkspaceOnAnotherFileSystemIsTouchedOutsideIt) {
  const std::string elsewhere = directory_ / "elsewhere";
  ASSERT_EQ(mkdir(elsewhere.c_str(), 0755), 0);
  const auto opened = OpenSqliteStore(
      elsewhere,
      {.create = true, .log_id = IdOf(1), .vfs = faults_.name(), .use_directory = false});
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_FALSE(std::filesystem::exists(elsewhere + "/lock"));
}

}  // namespace
}  // namespace signalbox
