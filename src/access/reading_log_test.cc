#include "access/reading_log.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "access/access_fixture.h"

namespace signalbox {
namespace {

class ReadingLogTest : public AccessFixture {
 protected:
  std::string Path() const { return folder_ + "/readings.db"; }
  static ReadingEvent Read(std::string who) {
    return {0, 0, "read", std::move(who), "GET /v1/leads", "email", 3};
  }
};

TEST_F(ReadingLogTest, WhatIsRecordedIsThereAfterARestartNewestFirst) {
  {
    ReadingLog log(Path(), clock_);
    ASSERT_TRUE(log.Record(Read("user_a")).ok());
    clock_.Advance(kSecondUs);
    ASSERT_TRUE(log.Record(Read("user_b")).ok());
  }
  ReadingLog log(Path(), clock_);
  ASSERT_TRUE(log.Record(Read("user_c")).ok());
  const auto events = log.List({});
  ASSERT_TRUE(events.ok());
  ASSERT_EQ(events->size(), 3u);
  EXPECT_EQ((*events)[0].principal, "user_c");
  EXPECT_EQ((*events)[2].position, 1);
  EXPECT_EQ((*events)[2].count, 3);
  EXPECT_EQ((*events)[1].time - (*events)[2].time, kSecondUs);
  ReadingFilter of_b;
  of_b.principal = "user_b";
  EXPECT_EQ(log.List(of_b)->size(), 1u);
  EXPECT_TRUE(log.Verify().ok());
}

TEST_F(ReadingLogTest, StrangersAreCountedBySourceAndMinute) {
  ReadingLog log(Path(), clock_);
  for (int i = 0; i < 3; ++i) log.CountDenial("10.0.0.1");
  log.CountDenial("10.0.0.2");
  clock_.Advance(kMinuteUs);
  log.CountDenial("10.0.0.1");
  const auto events = log.List({});
  ASSERT_TRUE(events.ok());
  ASSERT_EQ(events->size(), 3u);
  EXPECT_EQ((*events)[2].principal, "10.0.0.1");
  EXPECT_EQ((*events)[2].count, 3);
  EXPECT_EQ((*events)[0].count, 1);
  EXPECT_EQ((*events)[0].time - (*events)[2].time, kMinuteUs);
}

TEST_F(ReadingLogTest, MoreSourcesThanItKeepsAreCountedTogether) {
  ReadingLog log(Path(), clock_);
  for (int i = 0; i < 1'500; ++i) log.CountDenial(std::to_string(i));
  ReadingFilter rest;
  rest.principal = "other sources";
  const auto events = log.List(rest);
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->front().count, 500);
}

TEST_F(ReadingLogTest, WhileTheFileCannotBeWrittenRecordFailsAndAfterwardsItWorks) {
  ReadingLog log(Path(), clock_, 0);
  ASSERT_TRUE(log.Record(Read("user_a")).ok());
  {
    auto other = Database::Open(Path(), Database::Options{});
    ASSERT_TRUE(other.ok());
    ASSERT_TRUE(other->Execute("BEGIN IMMEDIATE").ok());
    EXPECT_FALSE(log.Record(Read("user_b")).ok());
    ASSERT_TRUE(other->Execute("ROLLBACK").ok());
  }
  ASSERT_TRUE(log.Record(Read("user_c")).ok());
  EXPECT_EQ(log.List({})->size(), 2u);
  EXPECT_TRUE(log.Verify().ok());
}

TEST_F(ReadingLogTest, ARowThatWasChangedOrCutOutIsNoticed) {
  ReadingLog log(Path(), clock_);
  for (const char* who : {"user_a", "user_b", "user_c"}) ASSERT_TRUE(log.Record(Read(who)).ok());
  auto other = Database::Open(Path(), Database::Options{});
  ASSERT_TRUE(other->Execute("UPDATE readings SET count = 2 WHERE position = 2").ok());
  EXPECT_EQ(log.Verify().error().code, Code::kCorrupt);
  ASSERT_TRUE(other->Execute("UPDATE readings SET count = 3 WHERE position = 2").ok());
  EXPECT_TRUE(log.Verify().ok());
  ASSERT_TRUE(other->Execute("DELETE FROM readings WHERE position = 3").ok());
  EXPECT_EQ(log.Verify().error().code, Code::kCorrupt);
}

TEST_F(ReadingLogTest, AFolderThatIsNotThereFailsOnlyTheRecord) {
  ReadingLog log(folder_ + "/none/readings.db", clock_);
  log.CountDenial("10.0.0.1");
  EXPECT_FALSE(log.Record(Read("user_a")).ok());
}

TEST_F(ReadingLogTest, TheOldestRowsExpireAndTheRestOfTheChainStaysProven) {
  ReadingLog log(Path(), clock_);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(log.Record(Read("user_old")).ok());
  clock_.Advance(kDayUs);
  const TimeUs day_two = clock_.Now();
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(log.Record(Read("user_new")).ok());
  EXPECT_EQ(log.OlderThan(day_two - kDayUs)->rows, 0);
  const auto old = log.OlderThan(day_two);
  ASSERT_TRUE(old.ok());
  EXPECT_EQ(old->rows, 3);
  EXPECT_EQ(old->last, 3);
  ASSERT_TRUE(log.Expire(*old, "retention").ok());
  const auto events = log.List({});
  ASSERT_EQ(events->size(), 3u);
  EXPECT_EQ(events->back().principal, "user_new");
  EXPECT_EQ(events->front().kind, "expired");
  EXPECT_EQ(events->front().count, 3);
  EXPECT_TRUE(log.Verify().ok());
  EXPECT_EQ(log.OlderThan(day_two)->rows, 0) << "once";
}

TEST_F(ReadingLogTest, WhatExpiredIsNotInTheFileAnyMoreAndTheChainGoesOnAfterARestart) {
  {
    ReadingLog log(Path(), clock_);
    ASSERT_TRUE(log.Record(Read("user_zqplanted")).ok());
    clock_.Advance(kDayUs);
    ASSERT_TRUE(log.Expire(*log.OlderThan(clock_.Now()), "retention").ok());
  }
  ReadingLog log(Path(), clock_);
  ASSERT_TRUE(log.Record(Read("user_new")).ok());
  EXPECT_EQ(log.List({})->front().position, 3);
  EXPECT_TRUE(log.Verify().ok());
  for (const char* end : {"", "-wal"}) {
    std::ifstream file(Path() + end, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(bytes.find("zqplanted"), std::string::npos) << end;
  }
}

TEST_F(ReadingLogTest, RowsThatSomebodyTookAwayByHandAreNotTakenForExpiredOnes) {
  ReadingLog log(Path(), clock_);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(log.Record(Read("user_a")).ok());
  clock_.Advance(kDayUs);
  ASSERT_TRUE(log.Expire({2, 2, log.OlderThan(clock_.Now())->hash}, "by hand").ok());
  EXPECT_EQ(log.Verify().error().code, Code::kCorrupt) << "a hash of another row";
}

TEST_F(ReadingLogTest, AnAnchorThatWasMovedWithoutARowIsNoticed) {
  ReadingLog log(Path(), clock_);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(log.Record(Read("user_a")).ok());
  auto other = Database::Open(Path(), Database::Options{});
  ASSERT_TRUE(other
                  ->Execute("INSERT INTO expired SELECT 1, position, hash FROM readings WHERE "
                            "position = 2; DELETE FROM readings WHERE position <= 2;")
                  .ok());
  const Status found = log.Verify();
  ASSERT_FALSE(found.ok());
  EXPECT_NE(found.error().message.find("no row says"), std::string::npos);
}

}  // namespace
}  // namespace signalbox
