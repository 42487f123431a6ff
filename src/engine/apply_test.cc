#include "engine/apply.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(Apply, ATurnFoldsThoughItsMembersWereForgottenSince) {
  State state;
  // Two people whose events no longer open: their numbers stay, their ids are gone.
  state.person_ids = {"", ""};
  ev::TurnBody body;
  body.pool = "north";
  body.joined = {{1, 1}, {2, 3}};
  body.eligible.bytes = Bytes("\x03", 1);
  body.picked = 1;
  PoolState pool;
  const Status applied = ApplyTurn(TurnFromBody(body, state), &pool);
  ASSERT_TRUE(applied.ok()) << applied.error().message;
  ASSERT_EQ(pool.members.size(), 2);
  EXPECT_NE(pool.members[0].person, pool.members[1].person);
  EXPECT_EQ(pool.members[1].turns, 1);
}

}  // namespace
}  // namespace signalbox
