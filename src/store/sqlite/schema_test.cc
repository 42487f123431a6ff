#include "store/sqlite/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/test_directory.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

constexpr SchemaStep kNote = {2, "ALTER TABLE tasks ADD COLUMN note TEXT; "};
constexpr SchemaStep kIndex = {3, "CREATE INDEX by_note ON tasks(note);"};
constexpr SchemaStep kBroken = {3, "CREATE TABLE other(x); CREATE INDEX no ON missing(x);"};

class SchemaTest : public testing::Test {
 protected:
  SchemaTest() {
    Database database = Open();
    EXPECT_TRUE(CreateLogSchema(database, Id{}).ok());
    EXPECT_TRUE(database.Execute("INSERT INTO tasks VALUES(x'01', x'02', 3, x'04')").ok());
  }
  Database Open() {
    Result<Database> opened = Database::Open(directory_ / "log.db", {.create = true});
    EXPECT_TRUE(opened.ok());
    return std::move(*opened);
  }
  static int64_t Count(Database& database, const char* query) {
    const Result<int64_t> count = database.QueryInt(query);
    EXPECT_TRUE(count.ok()) << query;
    return count.ok() ? *count : -1;
  }
  static int64_t Version(Database& database) { return Count(database, "PRAGMA user_version"); }

  TestDirectory directory_;
};

TEST_F(SchemaTest, AnOlderFileTakesEveryStepAndKeepsWhatItHeld) {
  {
    Database database = Open();
    ASSERT_TRUE(BringForward(database, std::vector{kNote, kIndex}).ok());
  }
  Database database = Open();
  EXPECT_EQ(Version(database), 3);
  EXPECT_EQ(Count(database, "SELECT not_before FROM tasks WHERE note IS NULL"), 3);
  EXPECT_EQ(Count(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'by_note'"), 1);
}

TEST_F(SchemaTest, AStepIsTakenOnce) {
  Database database = Open();
  ASSERT_TRUE(BringForward(database, std::vector{kNote}).ok());
  ASSERT_TRUE(BringForward(database, std::vector{kNote, kIndex}).ok());
  EXPECT_EQ(Version(database), 3);
}

TEST_F(SchemaTest, AStepThatFailsLeavesTheFileAtTheVersionBeforeIt) {
  Database database = Open();
  const Status done = BringForward(database, std::vector{kNote, kBroken});
  ASSERT_FALSE(done.ok());
  EXPECT_THAT(done.error().message, HasSubstr("from format 2 to 3"));
  EXPECT_EQ(Version(database), 2);
  EXPECT_EQ(Count(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'other'"), 0);
  ASSERT_TRUE(BringForward(database, std::vector{kNote, kIndex}).ok()) << "the next opener goes on";
  EXPECT_EQ(Version(database), 3);
}

TEST_F(SchemaTest, AFileOfThisVersionIsLeftAlone) {
  Database database = Open();
  EXPECT_TRUE(CheckLogSchema(database, OlderLog::kRefuse).ok());
  EXPECT_TRUE(CheckLogSchema(database, OlderLog::kBringForward).ok());
  EXPECT_EQ(Version(database), kLogSchemaVersion);
}

}  // namespace
}  // namespace signalbox
