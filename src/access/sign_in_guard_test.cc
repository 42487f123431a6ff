#include "access/sign_in_guard.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

constexpr TimeUs kNow = 1'790'000'000 * kSecondUs;

TEST(SignInGuard, AfterFiveSlipsThePairWaitsAndOthersDoNot) {
  SignInGuard guard;
  const SignInTry pair{"lena", "10.0.0.1"};
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(guard.Begin(pair, kNow).ok());
  EXPECT_EQ(guard.Begin(pair, kNow).error().code, Code::kExhausted);
  EXPECT_EQ(guard.WaitSeconds(pair, kNow), 300);
  EXPECT_TRUE(guard.Begin({"lena", "10.0.0.2"}, kNow).ok());
  EXPECT_TRUE(guard.Begin({"jonas", "10.0.0.1"}, kNow).ok());
  EXPECT_TRUE(guard.Begin(pair, kNow + 5 * kMinuteUs).ok());
}

TEST(SignInGuard, OneSourceIsStoppedWhateverLoginsItTries) {
  SignInGuard guard;
  int taken = 0;
  for (int i = 0; i < 100; ++i)
    taken += guard.Begin({"login" + std::to_string(i), "10.0.0.1"}, kNow).ok() ? 1 : 0;
  EXPECT_EQ(taken, 30);
}

TEST(SignInGuard, ASuccessForgetsTheSlips) {
  SignInGuard guard;
  const SignInTry pair{"lena", "10.0.0.1"};
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 2; ++i)
      ASSERT_TRUE(guard.Begin({"x" + std::to_string(round), "9"}, kNow).ok() || round > 14);
    ASSERT_TRUE(guard.Begin(pair, kNow).ok()) << round;
    guard.Succeeded(pair);
  }
}

TEST(SignInGuard, AKnownDeviceHasAWindowOfItsOwn) {
  SignInGuard guard;
  for (int i = 0; i < 200; ++i) (void)guard.Begin({"lena", std::to_string(i)}, kNow);
  const SignInTry known{"lena", "10.0.0.1", true};
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(guard.Begin(known, kNow).ok());
  EXPECT_FALSE(guard.Begin(known, kNow).ok());
}

TEST(SignInGuard, WhoeverSignsInOftenIsNotStopped) {
  SignInGuard guard;
  const SignInTry pair{"lena", "10.0.0.1"}, known{"jonas", "10.0.0.1", true};
  for (int round = 0; round < 200; ++round) {
    ASSERT_TRUE(guard.Begin(pair, kNow).ok()) << round;
    guard.Succeeded(pair);
    ASSERT_TRUE(guard.Begin(known, kNow).ok()) << round;
    guard.Succeeded(known);
  }
}

TEST(SignInGuard, AFloodFromEverywhereLocksOutNobodyWhoseDeviceIsKnownAndEndsByItself) {
  SignInGuard guard;
  bool refused = false;
  for (int i = 0; i < 20'000 && !refused; ++i) {
    const std::string one = std::to_string(i);
    refused = !guard.Begin({"login" + one, "source" + one}, kNow).ok();
  }
  ASSERT_TRUE(refused) << "what is counted has a bound";
  const SignInTry new_here{"lena", "10.0.0.1"}, known{"jonas", "10.0.0.2", true};
  EXPECT_EQ(guard.Begin(new_here, kNow).error().code, Code::kExhausted);
  EXPECT_TRUE(guard.Begin(known, kNow).ok());
  EXPECT_TRUE(guard.Begin(new_here, kNow + kHourUs).ok());
}

}  // namespace
}  // namespace signalbox
