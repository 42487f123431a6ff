#include "policy/pool.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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
  EXPECT_TRUE(ApplyTurn(pick.turn, now, state).ok());
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

TEST(Rotation, WhoIsAwayIsPassedOverAndKeepsTheirPlace) {
  Person b = Rep("b");
  b.leaves = {{100, 200}};
  const Roster roster = RosterOf({Rep("a"), b, Rep("c")});
  PoolState state;
  EXPECT_EQ(TakeTurn(kRotating, roster, &state, 0), "a");
  EXPECT_EQ(NextInTurn(kRotating, state, roster), "b");
  EXPECT_EQ(TakeTurn(kRotating, roster, &state, 150), "c");
  EXPECT_EQ(TakeTurn(kRotating, roster, &state, 160), "a");
  EXPECT_EQ(TakeTurn(kRotating, roster, &state, 300), "b");
}

TEST(Rotation, ThePointerSurvivesTheRemovalOfMembersAndTheArrivalOfOthers) {
  Roster roster = RosterOf({Rep("b"), Rep("c"), Rep("d")});
  PoolState state;
  EXPECT_EQ(TakeTurns(2, kRotating, roster, &state), "bc");
  roster.RemovePerson("c");
  roster.RemovePerson("b");
  roster.Upsert(Rep("a"));
  // Who is new stands at the end, whatever their id.
  EXPECT_EQ(TakeTurns(3, kRotating, roster, &state), "dad");
  roster.Upsert(Rep("c"));
  EXPECT_EQ(TakeTurns(4, kRotating, roster, &state), "acda") << state.members.size();
}

TEST(Pools, NobodyAvailableIsAnAnswerWithoutATurn) {
  Person away = Rep("a");
  away.leaves = {{0, 100}};
  Person left = Rep("b");
  left.active = false;
  for (const PoolSpec& spec : {kRotating, kWeighing}) {
    PoolState state;
    EXPECT_EQ(TakeTurn(spec, RosterOf({away, left, Rep("c", 0)}), &state, 50), "");
    EXPECT_EQ(TakeTurn(spec, Roster(), &state), "");
    EXPECT_EQ(NextInTurn(spec, state, RosterOf({Rep("c", 0)})), "");
    EXPECT_EQ(NextInTurn(spec, state, RosterOf({away})), "a");
    EXPECT_TRUE(state.members.empty());
  }
}

TEST(Pools, WeightZeroNeverTakesATurn) {
  for (const PoolSpec& spec : {kRotating, kWeighing}) {
    PoolState state;
    EXPECT_EQ(TakeTurns(4, spec, RosterOf({Rep("a"), Rep("b", 0), Rep("c")}), &state), "acac");
  }
}

TEST(Pools, AWeightThatBecomesZeroTakesNoMoreTurnsAndAReturnIsNotCaughtUp) {
  Roster roster = RosterOf({Rep("a"), Rep("b")});
  PoolState state;
  TakeTurns(4, kWeighing, roster, &state);
  roster.Upsert(Rep("a", 0));
  EXPECT_EQ(TakeTurns(20, kWeighing, roster, &state), std::string(20, 'b'));
  roster.Upsert(Rep("a", 1));
  EXPECT_EQ(TakeTurns(4, kWeighing, roster, &state), "abab");
}

TEST(Pools, WhoIsExcludedFromALeadKeepsTheirPlaceForTheNext) {
  const Roster roster = RosterOf({Rep("a"), Rep("b"), Rep("c")});
  for (const PoolSpec& spec : {kRotating, kWeighing}) {
    PoolState state;
    EXPECT_EQ(TakeTurn(spec, roster, &state, 0, "a"), "b");
    EXPECT_NE(TakeTurn(spec, roster, &state), "b");
  }
}

TEST(Pools, AStateCanBeMadeInWhichAnyoneIsNext) {
  const Roster roster = RosterOf({Rep("a", 5), Rep("b", 1), Rep("c", 3)});
  for (const PoolSpec& spec : {kRotating, kWeighing}) {
    for (const char* next : {"a", "b", "c"}) {
      PoolState state = StateWithNext(spec, roster, next);
      EXPECT_EQ(NextInTurn(spec, state, roster), next);
      EXPECT_EQ(TakeTurn(spec, roster, &state), next);
    }
    EXPECT_TRUE(StateWithNext(spec, roster, "nobody").members.empty());
  }
}

TEST(Credit, ATurnHandedBackComesAgainAndLevelsStillAddUpToZero) {
  const Roster roster = RosterOf({Rep("a"), Rep("b"), Rep("c")});
  PoolState state;
  EXPECT_EQ(TakeTurns(3, kWeighing, roster, &state), "abc");
  ASSERT_TRUE(CreditTurn("a", &state).ok());
  EXPECT_EQ(state.members[0].turns, 0);
  EXPECT_EQ(state.members[0].level + state.members[1].level + state.members[2].level, 0);
  EXPECT_EQ(TakeTurns(4, kWeighing, roster, &state), "abca");
  EXPECT_EQ(CreditTurn("nobody", &state).error().code, Code::kCorrupt);
}

PoolSpec Resetting() {
  PoolSpec spec = kWeighing;
  spec.on_return = OnReturn::kResetToLevel;
  return spec;
}

// Two turns while b is away with a turn to their credit.
PoolState WhileAway(const Roster& with_leave) {
  PoolState state;
  EXPECT_EQ(TakeTurn(Resetting(), with_leave, &state, 0), "a");
  TakeTurn(Resetting(), with_leave, &state, 150);
  EXPECT_TRUE(state.members[1].away);
  EXPECT_NE(state.members[1].level, 0);
  return state;
}

Roster WithLeaveOfB() {
  Person b = Rep("b");
  b.leaves = {{100, 200}};
  return RosterOf({Rep("a"), b, Rep("c")});
}

TEST(ResetToLevel, WaitsForTheFirstTurnThatWhoReturnsCanTake) {
  const Roster roster = WithLeaveOfB();
  PoolState state = WhileAway(roster);
  TakeTurn(Resetting(), roster, &state, 300, "b");
  EXPECT_TRUE(state.members[1].away) << "back, but excluded from this record";
  std::vector<Candidate> candidates;
  ListCandidates(Resetting(), roster, 310, &candidates);
  const Pick pick = PickMember(Resetting(), state, candidates);
  EXPECT_EQ(pick.turn.returned, "\x02");
  ASSERT_TRUE(ApplyTurn(pick.turn, 310, &state).ok());
  EXPECT_FALSE(state.members[1].away);
}

TEST(ResetToLevel, APoolThatSharesTheTurnDoesNotForgetWhoIsAwayFromAnother) {
  const Roster roster = WithLeaveOfB();
  PoolState state = WhileAway(roster);
  TakeTurn(Resetting(), RosterOf({Rep("a"), Rep("c")}), &state, 300);
  EXPECT_TRUE(state.members[1].away);
}

TEST(Pools, AnyoneCanBeMadeNextInATargetWhateverTheWeights) {
  PoolSpec spec = kWeighing;
  spec.strategy = PoolStrategy::kTarget;
  const Roster roster = RosterOf({Rep("a", 5), Rep("b", 1), Rep("c", 1)});
  for (const char* next : {"a", "b", "c"}) {
    const PoolState state = StateWithNext(spec, roster, next);
    EXPECT_EQ(NextInTurn(spec, state, roster), next);
  }
}

// A turn that fits a state of two members, for spoiling.
PoolTurn GoodTurn() {
  PoolTurn turn;
  turn.pool = "desk-pool";
  turn.eligible = "\x03";
  turn.picked = 1;
  return turn;
}

TEST(Turn, WhatDoesNotFitTheStateIsRefusedAndChangesNothing) {
  PoolState state;
  TakeTurns(2, kWeighing, RosterOf({Rep("a"), Rep("b")}), &state);
  std::vector<PoolTurn> bad(10, GoodTurn());
  bad[0].picked = -1;
  bad[1].picked = 2;
  bad[2].eligible = "\x01";
  bad[3].eligible = "\x07";
  bad[4].eligible = Bytes("\x03\x01", 2);
  bad[5].joined = {{"a", 1}};
  bad[6].joined = {{"x", 1}, {"x", 1}};
  bad[7].joined = {{"x", kMaxWeight + 1}};
  bad[8].reweighted = {{2, 1}};
  bad[9].reweighted = {{1, 0}};
  for (size_t i = 0; i < bad.size(); ++i) {
    const Status status = ApplyTurn(bad[i], 0, &state);
    ASSERT_FALSE(status.ok()) << i;
    EXPECT_EQ(status.error().code, Code::kCorrupt);
    EXPECT_EQ(state.turns, 2);
    EXPECT_EQ(state.members.size(), 2u);
  }
  EXPECT_TRUE(ApplyTurn(GoodTurn(), 0, &state).ok());
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
