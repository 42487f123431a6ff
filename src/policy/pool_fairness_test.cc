// How far anybody ever is from their share, measured; the shares are computed here anew, in long
// double, and know nothing of the levels.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/random.h"
#include "policy/pool.h"

namespace signalbox {
namespace {

const PoolSpec kPool{"p", "t", PoolStrategy::kWeighted};

struct Fleet {
  std::vector<Person> people;
  std::vector<long double> share;  // of all turns so far, less turns credited back
  std::vector<int64_t> turns;
  PoolState state;
  size_t employed;  // the first so many of `people` are in the team

  explicit Fleet(size_t count) : people(count), share(count), turns(count), employed(count) {
    for (size_t i = 0; i < count; ++i) {
      people[i].id = std::to_string(100 + i);
      people[i].weight = 1;
    }
  }

  // One turn among those whom `here` lets in; false when nobody could take it.
  template <typename Here>
  bool Turn(Here here) {
    std::vector<Candidate> candidates;
    long double total = 0;
    for (size_t i = 0; i < employed; ++i) {
      const bool present = here(i);
      candidates.push_back(
          {.person = &people[i], .absence = present ? Absence::kNone : Absence::kAway, .lost = {}});
      if (present) total += static_cast<long double>(people[i].weight);
    }
    const Pick pick = PickMember(kPool, state, candidates);
    if (pick.person.empty()) return false;
    for (size_t i = 0; i < employed; ++i) {
      if (candidates[i].absence != Absence::kNone) continue;
      share[i] += static_cast<long double>(people[i].weight) / total;
      if (people[i].id == pick.person) ++turns[i];
    }
    EXPECT_TRUE(ApplyTurn(pick.turn, 0, &state).ok());
    return true;
  }

  long double Worst() const {
    long double worst = 0;
    for (size_t i = 0; i < people.size(); ++i) {
      worst = std::max(worst, std::fabs(share[i] - static_cast<long double>(turns[i])));
    }
    return worst;
  }

  int64_t SumOfLevels() const {
    int64_t sum = 0;
    for (const auto& member : state.members) sum += member.level;
    return sum;
  }

  // Levels against the shares computed here: what rounding has done to them.
  long double Drift() const {
    long double worst = 0;
    for (size_t i = 0; i < people.size(); ++i) {
      const int64_t place = PlaceOf(state, people[i].id);
      if (place < 0) continue;
      const auto level = static_cast<long double>(state.members[static_cast<size_t>(place)].level);
      worst = std::max(
          worst, std::fabs(level / kLevelScale - (share[i] - static_cast<long double>(turns[i]))));
    }
    return worst;
  }
};

TEST(Fairness, FixedMembersAreNeverATurnFromTheirShareAtAnyPrefix) {
  SeededRandom random(1);
  long double worst = 0, drift = 0;
  for (int round = 0; round < 120; ++round) {
    Fleet fleet(1 + random.Below(60));
    const uint64_t widest = round % 3 == 0 ? 1 : round % 3 == 1 ? 10 : 1000;
    for (Person& person : fleet.people) {
      person.weight = 1 + static_cast<int64_t>(random.Below(widest));
    }
    for (int turn = 0; turn < 600; ++turn) {
      ASSERT_TRUE(fleet.Turn([](size_t) { return true; }));
      ASSERT_LT(fleet.Worst(), 1.0L) << "round " << round << " turn " << turn;
      worst = std::max(worst, fleet.Worst());
    }
    drift = std::max(drift, fleet.Drift());
    ASSERT_EQ(fleet.SumOfLevels(), 0);
  }
  EXPECT_LT(drift, 1e-6L);
  std::printf("fixed members: worst error %.4Lf turns, drift %.2Le\n", worst, drift);
}

// Half away: each member is away for a stretch of turns at a time, as people are.
long double WorstWithAbsences(uint64_t seed, uint64_t longest_stretch, uint64_t widest_weight) {
  SeededRandom random(seed);
  Fleet fleet(2 + random.Below(59));
  for (Person& person : fleet.people) {
    person.weight = 1 + static_cast<int64_t>(random.Below(widest_weight));
  }
  std::vector<bool> here(fleet.people.size(), true);
  std::vector<uint64_t> until(fleet.people.size(), 0);
  fleet.employed = fleet.people.size() / 2 + 1;
  long double worst = 0;
  for (uint64_t turn = 0; turn < 3'000; ++turn) {
    for (size_t i = 0; i < here.size(); ++i) {
      if (turn < until[i]) continue;
      here[i] = random.Below(2) == 0;
      until[i] = turn + 1 + random.Below(longest_stretch);
    }
    if (turn % 50 == 49 && fleet.employed < fleet.people.size()) ++fleet.employed;
    if (fleet.Turn([&](size_t i) { return here[i]; })) {
      worst = std::max(worst, fleet.Worst());
    }
  }
  EXPECT_EQ(fleet.SumOfLevels(), 0);
  EXPECT_LT(fleet.Drift(), 1e-6L);
  return worst;
}

TEST(Fairness, WithHalfTheTeamAwayAndOthersJoiningNobodyIsTwoTurnsFromTheirShare) {
  long double worst = 0;
  for (const uint64_t stretch : {1, 5, 40, 400}) {
    for (const uint64_t weight : {1, 3, 20}) {
      long double here = 0;
      for (uint64_t seed = 0; seed < 12; ++seed) {
        here = std::max(here, WorstWithAbsences(seed * 1000 + stretch, stretch, weight));
      }
      std::printf("half away, stretches to %llu turns, weights to %llu: worst error %.4Lf turns\n",
                  static_cast<unsigned long long>(stretch), static_cast<unsigned long long>(weight),
                  here);
      worst = std::max(worst, here);
    }
  }
  EXPECT_LE(worst, 2.0L);
}

TEST(Fairness, HandBacksKeepTheSumAndTheSharesOfTheOthers) {
  SeededRandom random(7);
  long double worst = 0;
  for (int round = 0; round < 30; ++round) {
    Fleet fleet(2 + random.Below(59));
    for (Person& person : fleet.people) person.weight = 1 + static_cast<int64_t>(random.Below(5));
    long double total = 0;
    for (const Person& person : fleet.people) total += static_cast<long double>(person.weight);
    for (int turn = 0; turn < 2'000; ++turn) {
      fleet.Turn([](size_t) { return true; });
      if (random.Below(5) == 0) {
        const size_t who = random.Below(fleet.people.size());
        if (fleet.turns[who] == 0) continue;
        ASSERT_TRUE(CreditTurn(fleet.people[who].id, &fleet.state).ok());
        --fleet.turns[who];
        for (size_t i = 0; i < fleet.people.size(); ++i) {
          fleet.share[i] -= static_cast<long double>(fleet.people[i].weight) / total;
        }
      }
      ASSERT_EQ(fleet.SumOfLevels(), 0);
      worst = std::max(worst, fleet.Worst());
    }
    // What hand-backs by chance have torn apart, turns without them heal.
    for (int turn = 0; turn < 3'000; ++turn) fleet.Turn([](size_t) { return true; });
    ASSERT_LT(fleet.Worst(), 1.0L);
    ASSERT_LT(fleet.Drift(), 1e-6L);
  }
  std::printf("hand-backs of a fifth of all turns: worst error %.4Lf turns\n", worst);
}

TEST(Fairness, WeightsThatChangeActFromTheNextTurn) {
  Fleet fleet(3);
  for (int turn = 0; turn < 300; ++turn) {
    if (turn == 150) fleet.people[2].weight = 4;
    fleet.Turn([](size_t) { return true; });
  }
  EXPECT_LT(fleet.Worst(), 2.0L);
  EXPECT_NEAR(static_cast<double>(fleet.turns[2]), 50 + 100, 1);
}

}  // namespace
}  // namespace signalbox
