#include "workspace/turn_pace.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(TurnPace, WhoComesAloneWaitsForNobody) {
  EXPECT_EQ(PauseBeforeNextTurn(0, 0), 0);
  EXPECT_EQ(PauseBeforeNextTurn(kGatherFrom - 1, 0), 0);
}

TEST(TurnPace, ATurnOfSeveralIsFollowedByTheNextOneIntervalAfterItBegan) {
  EXPECT_EQ(PauseBeforeNextTurn(kGatherFrom, 0), kBetweenTurns);
  EXPECT_EQ(PauseBeforeNextTurn(200, 300), kBetweenTurns - 300);
}

TEST(TurnPace, ALongTurnIsFollowedByTheNextAtOnce) {
  EXPECT_EQ(PauseBeforeNextTurn(200, kBetweenTurns), 0);
  EXPECT_EQ(PauseBeforeNextTurn(200, 500 * kMillisecondUs), 0);
}

TEST(TurnPace, AClockThatWentBackPausesNoLongerThanTheInterval) {
  EXPECT_EQ(PauseBeforeNextTurn(200, -5 * kSecondUs), kBetweenTurns);
}

}  // namespace
}  // namespace signalbox
