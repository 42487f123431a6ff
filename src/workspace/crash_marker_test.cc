#include "workspace/crash_marker.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/limits.h"

namespace signalbox {
namespace {

InputKey Key(uint8_t number, InputKind kind = InputKind::kLead) {
  InputKey key{kind, {}};
  key.id.bytes[15] = number;
  return key;
}

class CrashMarkerTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/signalbox-test-XXXXXX";
    directory_ = mkdtemp(name);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::unique_ptr<CrashMarker> Open() {
    auto marker = CrashMarker::Open(directory_);
    EXPECT_TRUE(marker.ok()) << marker.error().message;
    return std::move(*marker);
  }

  // A process of its own holds them and is killed.
  void DieWith(const std::vector<InputKey>& keys) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto marker = CrashMarker::Open(directory_);
      if (marker.ok()) (*marker)->Hold(keys);
      kill(getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
  }

  int64_t DeathsOf(const InputKey& key) {
    for (const Suspect& suspect : Open()->Suspects()) {
      if (suspect.input == key) return suspect.deaths;
    }
    return 0;
  }

  std::string directory_;
};

TEST_F(CrashMarkerTest, WhatWasInHandWhenTheProcessWasKilledIsCounted) {
  DieWith({Key(1), Key(2)});
  EXPECT_EQ(DeathsOf(Key(1)), 1);
  EXPECT_EQ(DeathsOf(Key(2)), 1);
  DieWith({Key(2)});
  EXPECT_EQ(DeathsOf(Key(1)), 1);
  EXPECT_EQ(DeathsOf(Key(2)), 2);
  EXPECT_EQ(DeathsOf(Key(2, InputKind::kTimer)), 0) << "kinds are told apart";
}

TEST_F(CrashMarkerTest, WhoeverLetsGoBeforeItEndsLeavesNoSuspect) {
  {
    const auto marker = Open();
    const InputKey key = Key(1);
    marker->Hold({&key, 1});
    marker->Hold({});
  }
  EXPECT_FALSE(Open()->HasSuspects());
}

TEST_F(CrashMarkerTest, ASurvivorIsCleared) {
  DieWith({Key(1), Key(2), Key(3)});
  const auto marker = Open();
  marker->Survived(Key(2));
  EXPECT_FALSE(marker->IsSuspect(Key(2)));
  EXPECT_TRUE(marker->IsSuspect(Key(1)));
  EXPECT_TRUE(marker->IsSuspect(Key(3)));
}

TEST_F(CrashMarkerTest, WhatWasInHandWhenTheMachineWentDownIsNoSuspect) {
  DieWith({Key(1)});
  // The boot id stands behind the magic.
  std::fstream file(directory_ + "/in_hand", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(8);
  file << "00000000-another-boot-of-the-machine";
  file.close();
  EXPECT_FALSE(Open()->HasSuspects());
}

TEST_F(CrashMarkerTest, AFileThatDoesNotReadIsBegunAnew) {
  std::ofstream(directory_ + "/in_hand", std::ios::binary) << std::string(200'000, '\xff');
  EXPECT_FALSE(Open()->HasSuspects());
  DieWith({Key(1)});
  EXPECT_EQ(DeathsOf(Key(1)), 1);
}

TEST_F(CrashMarkerTest, MoreThanItHoldsIsCutAndForgottenInOrder) {
  std::vector<InputKey> many;
  for (size_t i = 0; i < 4 * kBatchInputs; ++i) {
    many.push_back(Key(0));
    many.back().id.bytes[0] = static_cast<uint8_t>(i >> 8);
    many.back().id.bytes[1] = static_cast<uint8_t>(i);
  }
  DieWith(many);
  EXPECT_EQ(Open()->Suspects().size(), 2 * kBatchInputs);
  DieWith({Key(9)});
  EXPECT_EQ(DeathsOf(Key(9)), 1);
  EXPECT_EQ(DeathsOf(many[0]), 0) << "the oldest gave way";
  EXPECT_EQ(DeathsOf(many[1]), 1);
}

}  // namespace
}  // namespace signalbox
