// Pools through a decision: who is passed over and why, where a record goes when nobody can take
// it, and whose levels move.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "policy/policy_fixture.h"
#include "policy/pool_opening.h"

namespace signalbox {
namespace {

// Decides with one rule that sends everything to pool `p`, and folds the turns.
class PoolRules : public testing::Test {
 protected:
  void Use(const std::string& pools, const std::string& more = "") {
    policy_ = MustCompile({{"policy.yaml", PolicyText("  - {name: all, assign: {pool: p}}\n",
                                                      more + "pools:\n" + pools)}});
  }
  void Add(const std::string& ids, int64_t weight = 1, const std::string& team = "t") {
    for (const char id : ids) roster_.Upsert(Seller(std::string(1, id), team, weight));
  }

  Decision Ask(std::vector<std::string> previous = {}) {
    DecideInput input{lead_, roster_, pools_, now_, {}};
    input.previous_owners = std::move(previous);
    input.open = &open_;
    input.requests_wait = &requests_wait_;
    Decision decision = Decide(*policy_, input);
    if (decision.turn.has_value()) {
      PoolState& state = pools_[decision.turn->pool];
      EXPECT_TRUE(ApplyTurn(*decision.turn, now_, &state).ok());
      taken_ = TakenOf(*decision.turn, now_, state);
      ++open_[decision.owner];
    }
    return decision;
  }
  // Who gets the next `count`; `-` where nobody does.
  std::string Take(int count) {
    std::string takers;
    for (int i = 0; i < count; ++i) {
      const Decision decision = Ask();
      takers += decision.owner.empty() ? "-" : decision.owner;
    }
    return takers;
  }
  static std::string Lost(const Decision& decision, const std::string& person) {
    for (const Considered& one : decision.considered) {
      if (one.owner == person) return one.lost;
    }
    return {};
  }

  std::shared_ptr<const Policy> policy_;
  Roster roster_;
  PoolStates pools_;
  std::map<std::string, int64_t, std::less<>> open_;
  std::set<std::string, std::less<>> requests_wait_;
  Attributes lead_ = Lead({{Field::kSource, "form"}}, 100);
  TimeUs now_ = At("2026-11-20T10:00:00Z");
  TurnTaken taken_;
};

TEST_F(PoolRules, AMembersCapIsCountedByTheDayAndSaidWhenItIsReached) {
  Use("  p: {members: {team: t}, caps: [{per: member, limit: 2, each: day}]}\n");
  Add("ab");
  EXPECT_EQ(Take(5), "abab-");
  const Decision held = Ask();
  EXPECT_EQ(held.disposition, Disposition::kHold);
  EXPECT_EQ(held.reason, "all_out");
  EXPECT_EQ(Lost(held, "a"), "capped");
  EXPECT_EQ(PoolOpensAt(*policy_, "p", roster_, pools_, now_), At("2026-11-21T00:00:00Z"));
  now_ = At("2026-11-21T00:00:00Z");
  EXPECT_EQ(Take(1), "b") << "while a was capped, b had the share of both";
}

TEST_F(PoolRules, ACapOfSomeRecordsLetsTheOthersPass) {
  Use("  p: {members: {team: t}, caps: [{per: member, limit: 1, each: week, only: {lead.source: "
      "event}}]}\n");
  Add("ab");
  lead_ = Lead({{Field::kSource, "event"}});
  EXPECT_EQ(Take(3), "ab-");
  lead_ = Lead({{Field::kSource, "form"}});
  EXPECT_EQ(Take(2), "ba");
  lead_ = Lead({{Field::kSource, "event"}});
  now_ = At("2026-11-22T23:59:59Z");  // a Sunday
  EXPECT_EQ(Take(1), "-");
  now_ = At("2026-11-23T00:00:00Z");
  EXPECT_EQ(Take(1), "b");
}

TEST_F(PoolRules, AMembersDayIsThatOfTheirOwnZoneAndThePoolsThatOfThePolicy) {
  Use("  p: {members: {team: t}, caps: [{per: member, limit: 1, each: day}, {per: pool, limit: 3, "
      "each: day}]}\n",
      "zone: Europe/Berlin\n");
  Person tokyo = Seller("a", "t");
  tokyo.zone = "Asia/Tokyo";
  roster_.Upsert(tokyo);
  Add("b");
  now_ = At("2026-11-20T14:00:00Z");  // 23:00 in Tokyo, 15:00 in Berlin
  EXPECT_EQ(Take(3), "ab-");
  now_ = At("2026-11-20T15:00:00Z");  // midnight in Tokyo
  EXPECT_EQ(Take(2), "a-");
  now_ = At("2026-11-20T23:00:00Z");  // midnight in Berlin
  EXPECT_EQ(Take(2), "b-");
}

TEST_F(PoolRules, AHandedBackTurnGivesBackItsCapAndItsTurn) {
  Use("  p: {members: {team: t}, caps: [{per: member, limit: 1, each: day}]}\n");
  Add("ab");
  EXPECT_EQ(Take(1), "a");
  const TurnTaken first = taken_;
  EXPECT_EQ(Take(2), "b-");
  ASSERT_TRUE(CreditTurn(first, &pools_["p"]).ok());
  EXPECT_EQ(Take(2), "a-");
  // A day later the old turn is in no cap's count any more.
  now_ += kDayUs;
  EXPECT_EQ(Take(2), "ab");
  ASSERT_TRUE(CreditTurn(first, &pools_["p"]).ok());
  EXPECT_EQ(Take(1), "-");
}

TEST_F(PoolRules, PreviousOwnersAreSkippedWhereThePoolSaysSo) {
  Use("  p: {members: {team: t}, skip: previous_owners}\n");
  Add("abc");
  const Decision decision = Ask({"a", "b"});
  EXPECT_EQ(decision.owner, "c");
  EXPECT_EQ(Lost(decision, "a"), "previous owner");
  EXPECT_EQ(Ask({"a", "b", "c"}).reason, "all_out");
  Use("  p: {members: {team: t}}\n");
  EXPECT_EQ(Ask({"a", "b"}).owner, "a");
}

TEST_F(PoolRules, AnOwnerKeepsARecordOutOfTurnAndPaysForIt) {
  Use("  p: {members: {team: t}, sticky: [account, contact]}\n");
  Add("ab");
  lead_ = Lead({{Field::kContactOwner, "b"}});
  const Decision kept = Ask();
  EXPECT_EQ(kept.owner, "b");
  EXPECT_EQ(kept.reason, "kept_owner");
  lead_ = Lead({{Field::kContactOwner, "nobody"}});
  EXPECT_EQ(Take(2), "ab");
}

TEST_F(PoolRules, WhenAllAreOutThePoolAssignsAnywayOrAsksAnother) {
  Person away = Seller("a", "t");
  away.leaves = {{now_ - 1, now_ + kHourUs}};
  roster_.Upsert(away);
  Add("z", 1, "u");
  Use("  p: {members: {team: t}, all_out: assign_anyway}\n");
  Decision decision = Ask();
  EXPECT_EQ(decision.owner, "a");
  EXPECT_EQ(decision.reason, "assigned_anyway");
  Use("  p: {members: {team: t}, all_out: {fallback: q}}\n  q: {members: {team: u}}\n");
  decision = Ask();
  EXPECT_EQ(decision.owner, "z");
  EXPECT_EQ(decision.pool, "q");
  EXPECT_EQ(Lost(decision, "a"), "away");
  // Nobody there either: it waits for the pool that the rule named.
  roster_.RemovePerson("z");
  decision = Ask();
  EXPECT_EQ(decision.disposition, Disposition::kHold);
  EXPECT_EQ(decision.pool, "p");
  EXPECT_EQ(PoolOpensAt(*policy_, "p", roster_, pools_, now_), now_ + kHourUs);
}

TEST_F(PoolRules, WhoCatchesUpGetsWhatTheyMissedAndWhoIsResetDoesNot) {
  Person away = Seller("a", "t");
  away.leaves = {{now_ - 1, now_ + kHourUs}};
  for (const auto& [rule, after] : std::vector<std::pair<std::string, std::string>>{
           {"catch_up", "aaab"}, {"reset_to_level", "abab"}, {"keep_place", "abab"}}) {
    roster_ = Roster();
    pools_.clear();
    roster_.Upsert(away);
    Add("b");
    Use("  p: {members: {team: t}, on_return: " + rule + "}\n");
    now_ = At("2026-11-20T10:00:00Z");
    EXPECT_EQ(Take(3), "bbb");
    now_ += 2 * kHourUs;
    EXPECT_EQ(Take(4), after) << rule;
    int64_t sum = 0;
    for (const auto& member : pools_["p"].members) sum += member.level;
    EXPECT_EQ(sum, 0);
  }
}

TEST_F(PoolRules, AFreeDayOfTheCalendarIsALocalDayOfEachMember) {
  Use("  p: {members: {team: t}, calendar: dach}\n",
      "calendars: {dach: {closed: {2026-12-25: Christmas Day}}}\n");
  Person tokyo = Seller("a", "t");
  tokyo.zone = "Asia/Tokyo";
  roster_.Upsert(tokyo);
  Add("b");
  now_ = At("2026-12-24T20:00:00Z");  // the 25th in Tokyo
  const Decision decision = Ask();
  EXPECT_EQ(decision.owner, "b");
  EXPECT_EQ(Lost(decision, "a"), "holiday");
  now_ = At("2026-12-25T16:00:00Z");  // the 26th in Tokyo
  EXPECT_EQ(Take(1), "a");
}

TEST_F(PoolRules, MembersAreWhoeverTheConditionHoldsForAsTheRosterChanges) {
  Use("  p: {members: {where: '\"dach\" in person.skills'}}\n");
  Person a = Seller("a", "t"), b = Seller("b", "u");
  b.skills = {"dach"};
  roster_.Upsert(a);
  roster_.Upsert(b);
  EXPECT_EQ(Take(2), "bb");
  a.skills = {"dach"};
  roster_.Upsert(a);
  EXPECT_EQ(Take(1), "a");
}

TEST_F(PoolRules, LeastOpenGivesToWhoHasTheFewestForTheirWeight) {
  Use("  p: {members: {team: t}, strategy: least_open}\n");
  Add("a", 2);
  Add("b");
  EXPECT_EQ(Take(6), "ababaa");
  open_["a"] = 0;
  EXPECT_EQ(Take(3), "aaa");
}

TEST_F(PoolRules, LongestIdleAndStrideAndTiersGoByTheirRule) {
  Use("  p: {members: {team: t}, strategy: longest_idle}\n");
  Add("abc");
  EXPECT_EQ(Take(4), "abca");
  pools_.clear();
  roster_.Upsert(Seller("a", "t", 2));
  Use("  p: {members: {team: t}, strategy: stride}\n");
  EXPECT_EQ(Take(8), "abcaabca");
  pools_.clear();
  Use("  p: {members: {team: t}, strategy: tiers, tiers: {by: weight, then: rotation}}\n");
  EXPECT_EQ(Take(2), "aa");
  EXPECT_EQ(Lost(Ask(), "b"), "lower tier");
  Person a = Seller("a", "t", 2);
  a.paused_until = now_ + kHourUs;
  roster_.Upsert(a);
  EXPECT_EQ(Take(3), "bcb");
}

TEST_F(PoolRules, SharedTurnsCountInEveryPoolThatSharesThem) {
  Add("ab");
  Use("  p: {members: {team: t}, turn: {shared: s}}\n  q: {members: {team: t}, turn: {shared: "
      "s}}\n");
  EXPECT_EQ(Ask().owner, "a");
  const auto other = MustCompile(
      {{"policy.yaml",
        PolicyText("  - {name: all, assign: {pool: q}}\n",
                   "pools:\n  p: {members: {team: t}, turn: {shared: s}}\n  q: {members: {team: "
                   "t}, turn: {shared: s}}\n")}});
  EXPECT_EQ(Decide(*other, {lead_, roster_, pools_, now_, {}}).owner, "b");
}

TEST_F(PoolRules, BandsTakeTurnsOfTheirOwnAndCapsCountOverAll) {
  Use("  p:\n    members: {team: t}\n    bands: [{name: large, when: {lead.employees: 1000..}}]\n"
      "    caps: [{per: member, limit: 2, each: day}]\n");
  Add("ab");
  lead_ = Lead({}, 5000);
  EXPECT_EQ(Take(1), "a");
  lead_ = Lead({}, 10);
  EXPECT_EQ(Take(1), "a");
  EXPECT_EQ(Take(3), "bb-");
  EXPECT_EQ(pools_["p/large"].turns, 1);
}

TEST_F(PoolRules, ARecordOfMorePointsCountsAsSoManyTurns) {
  Use("  p: {members: {team: t}, points: [{when: {lead.employees: 1000..}, count: 3}]}\n");
  Add("ab");
  lead_ = Lead({}, 5000);
  EXPECT_EQ(Take(1), "a");
  lead_ = Lead({}, 10);
  EXPECT_EQ(Take(3), "bbb");
  EXPECT_EQ(Take(2), "ab");
}

TEST_F(PoolRules, AListLeavesRoomForRequestsAndWaitsBehindThem) {
  Use("  p:\n    members: {team: t}\n    caps: [{per: member, limit: 3, each: day}]\n"
      "    lanes: {list: {lead.source: list}, reserve: 2}\n");
  Add("ab");
  lead_ = Lead({{Field::kSource, "list"}});
  EXPECT_EQ(Take(10), "ab--------");
  EXPECT_TRUE(Ask().in_list);
  lead_ = Lead({{Field::kSource, "form"}});
  EXPECT_EQ(Take(5), "abab-");
  requests_wait_ = {"p"};
  now_ += kDayUs;
  lead_ = Lead({{Field::kSource, "list"}});
  EXPECT_EQ(Ask().reason, "behind_requests");
  requests_wait_.clear();
  EXPECT_EQ(Take(1), "b");
}

TEST(PoolsPage, EveryExampleCompilesWithoutFindings) {
  std::ifstream page(std::filesystem::path(SB_SOURCE_DIR) / "docs/pools.md");
  ASSERT_TRUE(page.is_open());
  std::string line, example;
  int examples = 0;
  bool inside = false;
  while (std::getline(page, line)) {
    if (line == "```yaml") {
      inside = true;
      example.clear();
    } else if (inside && line == "```") {
      inside = false;
      ++examples;
      EXPECT_EQ(AllFindings(CompilePolicy({{"policy.yaml", example}}, nullptr)), "") << example;
    } else if (inside) {
      example += line + "\n";
    }
  }
  EXPECT_GE(examples, 5);
}

TEST(PoolPeriods, EndAtLocalMidnightOnBothDaysOnWhichClocksChange) {
  const auto next = [](CapPeriod each, const char* now) {
    return NextPeriod(each, At(now), "Europe/Berlin");
  };
  EXPECT_EQ(next(CapPeriod::kDay, "2026-03-29T00:30:00Z"), At("2026-03-29T22:00:00Z"));
  EXPECT_EQ(next(CapPeriod::kDay, "2026-10-25T00:30:00Z"), At("2026-10-25T23:00:00Z"));
  EXPECT_EQ(next(CapPeriod::kWeek, "2026-10-23T10:00:00Z"), At("2026-10-25T23:00:00Z"));
  EXPECT_EQ(next(CapPeriod::kMonth, "2026-02-10T10:00:00Z"), At("2026-02-28T23:00:00Z"));
  EXPECT_EQ(next(CapPeriod::kMonth, "2026-12-31T23:30:00Z"), At("2027-01-31T23:00:00Z"));
  EXPECT_EQ(next(CapPeriod::kHour, "2026-12-31T23:30:00Z"), At("2027-01-01T00:00:00Z"));
  // Every period begins where the one before it ends.
  for (const CapPeriod each :
       {CapPeriod::kHour, CapPeriod::kDay, CapPeriod::kWeek, CapPeriod::kMonth}) {
    TimeUs now = At("2026-03-01T00:00:00Z");
    for (int i = 0; i < 400; ++i) {
      const TimeUs end = NextPeriod(each, now, "America/New_York");
      ASSERT_EQ(PeriodOf(each, end - 1, "America/New_York"),
                PeriodOf(each, now, "America/New_York"));
      ASSERT_NE(PeriodOf(each, end, "America/New_York"), PeriodOf(each, now, "America/New_York"));
      now = end;
    }
  }
}

}  // namespace
}  // namespace signalbox
