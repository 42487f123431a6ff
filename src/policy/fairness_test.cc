#include "policy/fairness.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

TEST(Fairness, AnEvenSharingHasIndexOne) {
  EXPECT_EQ(JainE4({5, 5, 5, 5}), 10'000);
  EXPECT_EQ(JainE4({}), 10'000);
  EXPECT_EQ(JainE4({0, 0}), 10'000);
}

TEST(Fairness, OneOfFourWithEverythingHasAQuarter) {
  EXPECT_EQ(JainE4({8, 0, 0, 0}), 2'500);
}

TEST(Fairness, TheIndexOfThePaperExample) {
  // (1 + 2 + 3)^2 / (3 * (1 + 4 + 9)) = 36 / 42.
  EXPECT_EQ(JainE4({1, 2, 3}), 8'571);
}

RC_GTEST_PROP(FairnessProperty, TheIndexLiesBetweenOneNthAndOne, ()) {
  const auto values = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<int64_t>>(rc::gen::inRange<int64_t>(0, int64_t{1} << 39)));
  const int64_t index = JainE4(values);
  RC_ASSERT(index <= 10'000);
  RC_ASSERT(index >= 10'000 / static_cast<int64_t>(values.size()) - 1);
}

// A pool's decisions, folded as the closed loop does.
class PoolTurns : public testing::Test {
 protected:
  void Decided(TimeUs now) {
    const Decision decision = Decide(*policy_, {lead_, roster_, pools_, now, {}});
    if (decision.turn.has_value()) {
      ASSERT_TRUE(ApplyTurn(*decision.turn, 0, &pools_[decision.pool]).ok());
    }
    ledger_.Add(decision, pools_[decision.pool]);
  }
  PoolFairness Pool() const {
    const std::vector<PoolFairness> pools = ledger_.Pools();
    EXPECT_EQ(pools.size(), 1u);
    return pools.front();
  }

  std::shared_ptr<const Policy> policy_ =
      MustCompile({{"policy.yaml",
                    PolicyText("  - {name: all, assign: {pool: desk}}\n",
                               "pools:\n  desk: {members: {team: desk}, strategy: weighted}\n")}});
  Roster roster_;
  PoolStates pools_;
  Attributes lead_;
  FairnessLedger ledger_;
};

TEST_F(PoolTurns, TwoEqualRepsGetFifteenOfThirtyAndIndexOne) {
  roster_.Upsert(Seller("ada", "desk"));
  roster_.Upsert(Seller("bob", "desk"));
  for (int i = 0; i < 30; ++i) Decided(At("2026-05-04T10:00:00Z") + i);
  const PoolFairness pool = Pool();
  ASSERT_EQ(pool.members.size(), 2u);
  EXPECT_EQ(pool.members[0].turns, 15);
  EXPECT_EQ(pool.members[1].turns, 15);
  EXPECT_EQ(pool.jain_e4, 10'000);
  EXPECT_EQ(pool.members[0].deviation(), 0);
}

TEST_F(PoolTurns, WhoWasOffHoursIsBelowTheIdealAndTheCauseIsSaid) {
  roster_.Upsert(Seller("ada", "desk"));
  Person bob = Seller("bob", "desk");
  bob.hours = WorkingWeek();
  roster_.Upsert(bob);
  // A Saturday: Bob is at home.
  for (int i = 0; i < 10; ++i) Decided(At("2026-05-09T10:00:00Z") + i);
  const PoolFairness pool = Pool();
  const MemberFairness& away = pool.members[1];
  EXPECT_EQ(away.person, "bob");
  EXPECT_EQ(away.turns, 0);
  EXPECT_EQ(away.entitled, 5 * kLevelScale);
  EXPECT_EQ(away.available, 0);
  EXPECT_EQ(away.missed.at("off hours"), 5 * kLevelScale);
  EXPECT_EQ(pool.jain_e4, 5'000);
  // Ada has all ten, and all of them while she was the only one there.
  EXPECT_EQ(pool.members[0].available, 10 * kLevelScale);
}

TEST_F(PoolTurns, NobodyAtWorkIsCountedAndGivesNoTurn) {
  Person bob = Seller("bob", "desk");
  bob.hours = WorkingWeek();
  roster_.Upsert(bob);
  Decided(At("2026-05-09T10:00:00Z"));
  const PoolFairness pool = Pool();
  EXPECT_EQ(pool.all_out, 1);
  EXPECT_EQ(pool.turns, 0);
  EXPECT_EQ(pool.furthest, -1);
}

}  // namespace
}  // namespace signalbox
