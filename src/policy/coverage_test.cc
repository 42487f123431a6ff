#include "policy/coverage.h"

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

TEST(Coverage, NextIsWhoHasTheTurnThatTheRecordWouldTake) {
  const auto policy = MustCompile(
      {{"policy.yaml", PolicyText("  - {name: all, assign: {pool: p}}\n",
                                  "pools:\n  p:\n    members: {team: t}\n    turn: {shared: desk}\n"
                                  "    bands: [{name: big, when: {lead.employees: 100..}}]\n")}});
  Roster roster;
  for (const char* id : {"a", "b", "c"}) roster.Upsert(Seller(id, "t"));
  const PoolSpec spec{"p", "t", PoolStrategy::kWeighted};
  PoolStates pools;
  pools["shared:desk"] = StateWithNext(spec, roster, "b");
  pools["shared:desk/big"] = StateWithNext(spec, roster, "c");
  const Attributes small = Lead({}, 5), big = Lead({}, 500);
  EXPECT_EQ(WhoCovers(*policy, {small, roster, pools, 0, {}}).next, "b");
  EXPECT_EQ(WhoCovers(*policy, {big, roster, pools, 0, {}}).next, "c");
}

}  // namespace
}  // namespace signalbox
