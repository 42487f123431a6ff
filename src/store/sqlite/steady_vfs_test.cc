#include "store/sqlite/steady_vfs.h"

#include <gmock/gmock.h>

#include "store/sqlite/database.h"
#include "store/sqlite/faulty_vfs.h"
#include "store/sqlite/test_directory.h"

namespace signalbox {
namespace {

// What lies over it stays registered as long as the process.
FaultyVfs& Below() {
  static auto& below = *new FaultyVfs;
  return below;
}

class SteadyVfsTest : public testing::Test {
 protected:
  void SetUp() override { Below().sync_result = SQLITE_OK; }

  // Two megabytes, and their way through the write-ahead file.
  Database Make(SteadyFiles files) {
    Database database = *Database::Open(directory_ / "x.db",
                                        {.create = true, .vfs = SteadyVfs(files, Below().name())});
    EXPECT_TRUE(
        database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; CREATE TABLE t(b)")
            .ok());
    return database;
  }
  static Status Fill(Database& database) {
    return database.Execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 512) "
        "INSERT INTO t SELECT randomblob(4000) FROM n");
  }

  const TestDirectory directory_;
};

TEST_F(SteadyVfsTest, EveryQuarterMegabyteOfTheDatabaseIsSyncedThoughNobodyAsks) {
  Database database = Make(SteadyFiles::kDatabase);
  const int before = Below().syncs;
  ASSERT_TRUE(Fill(database).ok());
  EXPECT_EQ(Below().syncs, before) << "the write-ahead file is not";
  ASSERT_TRUE(database.Checkpoint(Database::CheckpointMode::kPassive).ok());
  EXPECT_GE(Below().syncs, before + 7);
  EXPECT_LE(Below().syncs, before + 10);
}

TEST_F(SteadyVfsTest, OfALargeTransactionTheWriteAheadFileIsSyncedAsItIsWritten) {
  Database database = Make(SteadyFiles::kDatabaseAndWriteAhead);
  const int before = Below().syncs;
  ASSERT_TRUE(Fill(database).ok());
  EXPECT_GE(Below().syncs, before + 7);
}

TEST_F(SteadyVfsTest, ASyncThatFailsIsTheWritersError) {
  Database database = Make(SteadyFiles::kDatabase);
  ASSERT_TRUE(Fill(database).ok());
  Below().sync_result = SQLITE_IOERR_FSYNC;
  const Status failed = database.Checkpoint(Database::CheckpointMode::kPassive);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, Code::kIo);
}

TEST_F(SteadyVfsTest, WhatIsWrittenThroughItAnOrdinaryConnectionReads) {
  Database database = *Database::Open(
      directory_ / "y.db", {.create = true, .vfs = SteadyVfs(SteadyFiles::kDatabaseAndWriteAhead)});
  ASSERT_TRUE(database.Execute("PRAGMA journal_mode=WAL; CREATE TABLE t(b)").ok());
  ASSERT_TRUE(Fill(database).ok());
  Database other = *Database::Open(directory_ / "y.db", {.read_only = true});
  EXPECT_EQ(*other.QueryInt("SELECT count(*) FROM t"), 512);
  ASSERT_TRUE(database.Checkpoint(Database::CheckpointMode::kTruncate).ok());
  EXPECT_EQ(*other.QueryInt("SELECT count(*) FROM t"), 512);
  EXPECT_EQ(
      *other.QueryInt("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"),
      1);
}

}  // namespace
}  // namespace signalbox
