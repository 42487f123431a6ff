#include "workspace/master_key.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "base/bytes.h"

namespace signalbox {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong = std::chrono::minutes(10);
const std::string kDigits(64, 'a');

Result<Key> Ask(const std::string& command, milliseconds limit = kLong) {
  return MasterKeyFromCommand(command.c_str(), limit);
}

TEST(MasterKeyCommand, WhatItPrintsIsTheKey) {
  const Result<Key> key = Ask("echo " + kDigits);
  ASSERT_TRUE(key.ok()) << key.error().message;
  EXPECT_EQ(ToHex(View(*key)), kDigits);
}

TEST(MasterKeyCommand, OneThatFailsOrPrintsSomethingElseGivesNoKey) {
  EXPECT_EQ(Ask("echo " + kDigits + "; exit 3").error().code, Code::kUnavailable);
  EXPECT_EQ(Ask("echo short").error().code, Code::kInvalid);
  EXPECT_EQ(Ask("yes " + kDigits + " | head -c 1000000").error().code, Code::kInvalid);
  EXPECT_EQ(Ask("cat").error().code, Code::kInvalid) << "there is nothing on its standard input";
}

TEST(MasterKeyCommand, OneThatHangsIsKilledWithAllThatItStarted) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  // Held open by whatever runs, so that its end is the end of them all.
  const std::string held = " >&" + std::to_string(ends[1]);
  const Result<Key> key =
      Ask("echo " + kDigits + "; sleep 600" + held + " & sleep 600" + held, milliseconds(50));
  close(ends[1]);
  ASSERT_FALSE(key.ok());
  EXPECT_EQ(key.error().code, Code::kDeadline);
  EXPECT_THAT(key.error().message, testing::HasSubstr("did not end within 0.05 seconds"));
  EXPECT_THAT(key.error().message, testing::HasSubstr("run it by hand"));
  EXPECT_THAT(key.error().message, testing::Not(testing::HasSubstr("aaaa")));
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 0) << "nothing of it is alive";
  close(ends[0]);
}

TEST(MasterKeyCommand, WhatItLeftBehindIsNotWaitedFor) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  // What is left behind inherits the end that it reads from, and ends with the other.
  ASSERT_EQ(fcntl(ends[0], F_SETFD, 0), 0);
  const std::string command =
      "sh -c 'read line' <&" + std::to_string(ends[0]) + " & echo " + kDigits;
  EXPECT_TRUE(Ask(command).ok());
  close(ends[0]), close(ends[1]);
}

}  // namespace
}  // namespace signalbox
