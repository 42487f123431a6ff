#include "store/sqlite/checkpointer.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "store/sqlite/database.h"
#include "store/sqlite/test_directory.h"

namespace signalbox {
namespace {

class CheckpointerTest : public testing::Test {
 protected:
  CheckpointerTest() : path_(directory_ / "x.db") {}

  Database Make() const {
    Database database = *Database::Open(path_, {.create = true});
    EXPECT_TRUE(database.Execute("PRAGMA journal_mode=WAL; CREATE TABLE t(b)").ok());
    return database;
  }
  static void Fill(Database& database, const std::string& rows) {
    ASSERT_TRUE(database
                    .Execute(("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                              "WHERE i < " +
                              rows + ") INSERT INTO t SELECT randomblob(4000) FROM n")
                                 .c_str())
                    .ok());
  }

  const TestDirectory directory_;
  const std::string path_;
};

TEST_F(CheckpointerTest, TheWriteAheadFileBeginsAnewOnceTheWriterHasMovedWhatCameMeanwhile) {
  Database writer = Make();
  Checkpointer beside(path_);
  Fill(writer, "600");
  ASSERT_GT(writer.WalPages(), 600);
  beside.Begin();
  beside.Wait();
  EXPECT_FALSE(beside.under_way());
  const std::optional<Status> ended = beside.TakeEnded();
  ASSERT_TRUE(ended.has_value());
  EXPECT_TRUE(ended->ok()) << ended->error().message;
  EXPECT_GT(std::filesystem::file_size(path_), 600u * 4'000u) << "they are in the database";
  Fill(writer, "2");
  EXPECT_LT(writer.WalPages(), 20);
  EXPECT_EQ(*writer.QueryInt("SELECT count(*) FROM t"), 602);
}

TEST_F(CheckpointerTest, WhatCameOfItIsToldOnceAndNothingBefore) {
  Database writer = Make();
  Checkpointer beside(path_);
  EXPECT_FALSE(beside.TakeEnded().has_value());
  beside.Begin();
  beside.Wait();
  EXPECT_TRUE(beside.TakeEnded().has_value());
  EXPECT_FALSE(beside.TakeEnded().has_value());
}

TEST_F(CheckpointerTest, ADatabaseThatCannotBeReadIsTold) {
  std::ofstream(path_) << std::string(8'192, 'x');
  Checkpointer beside(path_);
  for (int round = 0; round < 2; ++round) {
    beside.Begin();
    beside.Wait();
    const std::optional<Status> ended = beside.TakeEnded();
    ASSERT_TRUE(ended.has_value());
    ASSERT_FALSE(ended->ok());
    EXPECT_EQ(ended->error().code, Code::kCorrupt);
  }
}

}  // namespace
}  // namespace signalbox
