#include "sim/sim_disk.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/sim_vfs.h"
#include "store/event.h"
#include "store/sqlite/sqlite_store.h"

namespace signalbox {
namespace {

// Fates are drawn by the seed; over so many of them every one comes up.
constexpr uint64_t kSeeds = 50;

std::string Content(const SimDisk& disk, const std::string& name) {
  BytesView bytes;
  return disk.Read(name, 0, 1 << 20, &bytes) == DiskResult::kOk ? std::string(bytes) : "none";
}

TEST(SimDisk, WhatWasSyncedLastsAndWhatWasNotMayBeLostTornOrKept) {
  bool lost = false, torn = false, kept = false;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    SimDisk disk(seed);
    ASSERT_EQ(disk.Create("f"), DiskResult::kOk);
    ASSERT_EQ(disk.Write("f", 0, std::string(2048, 'a')), DiskResult::kOk);
    ASSERT_EQ(disk.Sync("f"), DiskResult::kOk);
    ASSERT_EQ(disk.Write("f", 1024, std::string(1024, 'b')), DiskResult::kOk);
    disk.Die();
    EXPECT_EQ(disk.Write("f", 0, "x"), DiskResult::kIo);
    disk.Restart(true);
    const std::string content = Content(disk, "f");
    ASSERT_EQ(content.size(), 2048);
    EXPECT_EQ(content.substr(0, 1024), std::string(1024, 'a'));
    const auto written = std::count(content.begin(), content.end(), 'b');
    EXPECT_EQ(written % 512, 0);
    lost |= written == 0, torn |= written == 512, kept |= written == 1024;
  }
  EXPECT_TRUE(lost && torn && kept);
}

TEST(SimDisk, WithoutLossOfPowerEverythingWrittenIsThere) {
  SimDisk disk(1);
  ASSERT_EQ(disk.Create("f"), DiskResult::kOk);
  ASSERT_EQ(disk.Write("f", 0, "written"), DiskResult::kOk);
  disk.Die();
  disk.Restart(false);
  EXPECT_EQ(Content(disk, "f"), "written");
}

TEST(SimDisk, AfterAFailedSyncALaterOneDoesNotBringBackWhatItGaveUp) {
  bool gone = false;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    SimDisk disk(seed);
    ASSERT_EQ(disk.Create("f"), DiskResult::kOk);
    ASSERT_EQ(disk.Write("f", 0, "written"), DiskResult::kOk);
    disk.FailNextSync();
    EXPECT_EQ(disk.Sync("f"), DiskResult::kIo);
    EXPECT_EQ(disk.Sync("f"), DiskResult::kOk);
    EXPECT_EQ(Content(disk, "f"), "written");
    disk.Restart(true);
    gone |= Content(disk, "f") != "written";
  }
  EXPECT_TRUE(gone);
}

TEST(SimDisk, ADeletedFileMayComeBackUnlessItsDirectoryWasSynced) {
  for (const bool synced : {false, true}) {
    bool back = false;
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
      SimDisk disk(seed);
      ASSERT_EQ(disk.Create("f"), DiskResult::kOk);
      ASSERT_EQ(disk.Sync("f"), DiskResult::kOk);
      ASSERT_EQ(disk.Delete("f", synced), DiskResult::kOk);
      EXPECT_FALSE(disk.Exists("f"));
      disk.Restart(true);
      back |= disk.Exists("f");
    }
    EXPECT_EQ(back, !synced);
  }
}

TEST(SimDisk, AFullDiskTakesNothingThatGrowsAndEverythingElse) {
  SimDisk disk(1);
  ASSERT_EQ(disk.Create("f"), DiskResult::kOk);
  ASSERT_EQ(disk.Write("f", 0, "four"), DiskResult::kOk);
  disk.SetFull(true);
  EXPECT_EQ(disk.Write("f", 2, "long"), DiskResult::kFull);
  EXPECT_EQ(disk.Write("f", 0, "FOUR"), DiskResult::kOk);
  EXPECT_EQ(Content(disk, "f"), "FOUR");
}

class StoreOnSimDisk {
 public:
  explicit StoreOnSimDisk(uint64_t seed) : disk(seed), vfs("sim-disk-test", &disk) {
    log_id.bytes.fill(7);
    Open();
  }

  void Open() {
    const OpenOptions options{
        .create = true, .log_id = log_id, .vfs = vfs.name(), .use_directory = false};
    Result<std::unique_ptr<Store>> opened = OpenSqliteStore("/w", options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store = std::move(*opened);
  }

  Status Add() {
    Event event;
    event.log_id = log_id;
    event.epoch = store->epoch();
    event.position = store->next_position();
    event.entity = log_id;
    CommitBatch batch;
    batch.events.push_back(EncodeEvent(event));
    return store->Commit(batch, store->epoch(), store->next_position());
  }

  void Restart(bool power_lost) {
    disk.Die();
    store.reset();
    vfs.ProcessEnded();
    disk.Restart(power_lost);
    Open();
  }

  Id log_id;
  SimDisk disk;
  SimVfs vfs;
  std::unique_ptr<Store> store;
};

TEST(SimDisk, CommitsAfterAFailedSyncAndANewProcessSurviveTheLossOfPower) {
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    StoreOnSimDisk on(seed);
    ASSERT_TRUE(on.Add().ok());
    on.disk.FailNextSync();
    EXPECT_FALSE(on.Add().ok());
    on.Restart(false);
    ASSERT_TRUE(on.Add().ok());
    const int64_t acknowledged = on.store->next_position();
    on.Restart(true);
    EXPECT_EQ(on.store->next_position(), acknowledged) << "seed " << seed;
  }
}

TEST(SimDisk, ANewLogSurvivesTheLossOfPowerWhateverJournalComesBack) {
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    StoreOnSimDisk on(seed);
    ASSERT_TRUE(on.Add().ok());
    on.Restart(true);
    EXPECT_EQ(on.store->next_position(), 1) << "seed " << seed;
  }
}

}  // namespace
}  // namespace signalbox
