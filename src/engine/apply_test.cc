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
  const Status applied = ApplyTurn(TurnFromBody(body, state), 0, &pool);
  ASSERT_TRUE(applied.ok()) << applied.error().message;
  ASSERT_EQ(pool.members.size(), 2);
  EXPECT_NE(pool.members[0].person, pool.members[1].person);
  EXPECT_EQ(pool.members[1].turns, 1);
}

TEST(Apply, AnEventOfANewerVersionIsRefusedAndFoldsNothing) {
  State state;
  Event event;
  event.entity_kind = EntityKind::kWorkspace;
  event.type = static_cast<uint16_t>(EventType::kEngineStarted);
  event.clear = EncodeBody(ev::EngineStarted{});
  for (const auto& [type, schema] : {std::pair<uint16_t, uint16_t>{event.type, kEventSchema + 1},
                                     {uint16_t{999}, kEventSchema}}) {
    Event newer = event;
    newer.type = type;
    newer.schema = schema;
    const Status refused = ApplyEvent(newer, {}, {}, &state);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, Code::kUnsupported);
    EXPECT_NE(refused.error().message.find("written by a newer version"), std::string::npos);
    EXPECT_EQ(state.next_position, 0);
  }
  EXPECT_TRUE(ApplyEvent(event, {}, {}, &state).ok());
}

TEST(Apply, AnEventFromBeforeAKeyExistedReadsWithItsDefault) {
  // {0: 1, 1: 2, 2: "late"}: as ResultRefused was written when it had three keys.
  const Bytes early = Bytes("\xa3\x00\x01\x01\x02\x02\x64late", 11);
  const auto body = DecodeBody<ev::ResultRefused>(early);
  ASSERT_TRUE(body.ok());
  EXPECT_EQ(body->step, 1);
  EXPECT_EQ(body->reason, "late");
  EXPECT_TRUE(body->run.IsZero());
  EXPECT_FALSE(body->wrote);
  EXPECT_EQ(EncodeBody(*body), early) << "a key at its default is not written";
}

TEST(Apply, AKeyThatNobodyKnowsYetIsRefused) {
  // {0: "sandbox", 23: 1}
  const Bytes newer = Bytes("\xa2\x00\x67sandbox\x17\x01", 12);
  EXPECT_EQ(DecodeBody<ev::WorkspaceCreated>(newer).error().code, Code::kCorrupt);
}

}  // namespace
}  // namespace signalbox
