#include "policy/pool.h"

#include <gtest/gtest.h>

#include <map>

namespace signalbox {
namespace {

Person Rep(const std::string& id, int64_t weight = 1) {
  Person person;
  person.id = id;
  person.team = "desk";
  person.weight = weight;
  return person;
}

Roster RosterOf(const std::vector<Person>& people) {
  Roster roster;
  for (const Person& person : people) roster.Upsert(person);
  return roster;
}

// Takes one turn and folds it; empty when nobody could.
std::string TakeTurn(const PoolSpec& spec, const Roster& roster, PoolState* state, TimeUs now = 0,
                     const std::string& excluded = "") {
  std::vector<Candidate> candidates;
  ListCandidates(spec, roster, now, &candidates);
  for (Candidate& candidate : candidates) {
    if (candidate.person->id == excluded) candidate.lost = "excluded";
  }
  const Pick pick = PickMember(spec, *state, candidates);
  if (pick.person.empty()) return "";
  EXPECT_EQ(pick.pointer_before, NextInTurn(spec, *state, roster));
  EXPECT_TRUE(ApplyTurn(pick.turn, state).ok());
  EXPECT_EQ(pick.pointer_after, NextInTurn(spec, *state, roster));
  return std::string(pick.person);
}

std::string TakeTurns(int count, const PoolSpec& spec, const Roster& roster, PoolState* state) {
  std::string takers;
  for (int i = 0; i < count; ++i) takers += TakeTurn(spec, roster, state);
  return takers;
}

const PoolSpec kRotating{"desk-pool", "desk", PoolStrategy::kRotation};
const PoolSpec kWeighing{"desk-pool", "desk", PoolStrategy::kWeighted};

TEST(Rotation, EverybodyTakesTurnsInOrder) {
  PoolState state;
  EXPECT_EQ(TakeTurns(7, kRotating, RosterOf({Rep("c"), Rep("a"), Rep("b")}), &state), "abcabca");
}

TEST(Weighted, TwoEqualRepsTakeFifteenOfThirtyEach) {
  PoolState state;
  TakeTurns(30, kWeighing, RosterOf({Rep("a"), Rep("b")}), &state);
  EXPECT_EQ(state.members[0].turns, 15);
  EXPECT_EQ(state.members[1].turns, 15);
}

TEST(Weighted, EqualMembersTakeTurnsInTheirOrderHoweverMany) {
  for (int count : {1, 2, 3, 5, 7, 11, 15, 26}) {
    Roster roster;
    std::string order;
    for (int i = 0; i < count; ++i) {
      order.push_back(static_cast<char>('a' + i));
      roster.Upsert(Rep(order.substr(order.size() - 1)));
    }
    PoolState state;
    for (int round = 0; round < 50; ++round) {
      ASSERT_EQ(TakeTurns(count, kWeighing, roster, &state), order) << count << " round " << round;
    }
  }
}

}  // namespace
}  // namespace signalbox
