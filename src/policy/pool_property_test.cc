// Fairness as properties: each test prints the worst case that it met. Shares are computed here
// anew, in long double, and know nothing of the levels.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/random.h"
#include "policy/pool.h"

namespace signalbox {
namespace {

struct Worst {
  long double error = 0;
  void See(long double other) { error = std::max(error, other); }
};

// A team whose members are there or not, with the fluid share of each.
class Team {
 public:
  Team(PoolStrategy strategy, const std::vector<int64_t>& weights)
      : people_(weights.size()), share_(weights.size()), turns_(weights.size()) {
    spec_.id = "p";
    spec_.strategy = strategy;
    for (size_t i = 0; i < weights.size(); ++i) {
      people_[i].id = std::to_string(100 + i);
      people_[i].weight = weights[i];
    }
  }

  // Whoever `here` lets in has a share; -1 when nobody could take it.
  template <typename Here>
  int64_t Turn(int64_t points, Here here) {
    std::vector<Candidate> candidates;
    long double total = 0;
    std::vector<bool> present(people_.size());
    for (size_t i = 0; i < people_.size(); ++i) {
      present[i] = here(i);
      Candidate& candidate = candidates.emplace_back();
      candidate.person = &people_[i];
      if (!present[i]) candidate.absence = Absence::kAway;
      if (present[i]) total += static_cast<long double>(people_[i].weight);
    }
    PickTerms terms;
    terms.points = points;
    const Pick pick = PickMember(spec_, state_, candidates, terms);
    if (pick.person.empty()) return -1;
    RC_ASSERT(ApplyTurn(pick.turn, 0, &state_).ok());
    int64_t taker = -1;
    for (size_t i = 0; i < people_.size(); ++i) {
      if (!present[i]) continue;
      share_[i] += static_cast<long double>(points * people_[i].weight) / total;
      if (people_[i].id == pick.person) taker = static_cast<int64_t>(i);
    }
    turns_[static_cast<size_t>(taker)] += points;
    last_ = present;
    return taker;
  }

  // A turn of one point that does not count: it goes back to who had it, and its shares from who
  // was there last.
  void HandBack(size_t who) {
    RC_ASSERT(CreditTurn(people_[who].id, &state_).ok());
    --turns_[who];
    long double total = 0;
    for (size_t i = 0; i < people_.size(); ++i)
      total += last_[i] ? static_cast<long double>(people_[i].weight) : 0;
    for (size_t i = 0; i < people_.size(); ++i) {
      if (last_[i]) share_[i] -= static_cast<long double>(people_[i].weight) / total;
    }
  }

  long double Furthest() const {
    long double worst = 0;
    for (size_t i = 0; i < people_.size(); ++i)
      worst = std::max(worst, std::fabs(share_[i] - static_cast<long double>(turns_[i])));
    return worst;
  }
  long double FurthestPair() const {
    long double worst = 0;
    for (size_t i = 0; i < people_.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        const auto one = static_cast<long double>(people_[i].weight);
        const auto other = static_cast<long double>(people_[j].weight);
        const auto both = static_cast<long double>(turns_[i] + turns_[j]);
        const long double ideal = both * one / (one + other);
        worst = std::max(worst, std::fabs(static_cast<long double>(turns_[i]) - ideal));
      }
    }
    return worst;
  }
  int64_t SumOfLevels() const {
    int64_t sum = 0;
    for (const auto& member : state_.members) sum += member.level;
    return sum;
  }
  size_t size() const { return people_.size(); }
  int64_t turns(size_t who) const { return turns_[who]; }

 private:
  PoolSpec spec_;
  std::vector<Person> people_;
  std::vector<long double> share_;
  std::vector<int64_t> turns_;
  std::vector<bool> last_;
  PoolState state_;
};

std::vector<int64_t> Weights(size_t most) {
  const auto count = *rc::gen::inRange<size_t>(1, most + 1);
  const auto widest = *rc::gen::element<int64_t>(1, 3, 10, 1000);
  return *rc::gen::container<std::vector<int64_t>>(count, rc::gen::inRange<int64_t>(1, widest + 1));
}

TEST(FairnessProperty, WeightedIsLessThanOneTurnFromIdealAtEveryPrefix) {
  Worst worst;
  EXPECT_TRUE(rc::check("fixed members", [&] {
    Team team(PoolStrategy::kWeighted, Weights(60));
    for (int turn = 0; turn < 300; ++turn) {
      team.Turn(1, [](size_t) { return true; });
      worst.See(team.Furthest());
      RC_ASSERT(team.Furthest() < 1.0L);
    }
    RC_ASSERT(team.SumOfLevels() == 0);
  }));
  std::printf("weighted, fixed members: worst error %.4Lf turns (bound 1)\n", worst.error);
}

TEST(FairnessProperty, StrideIsNeverMoreThanOneTurnOffBetweenAnyTwo) {
  Worst worst;
  EXPECT_TRUE(rc::check("pairs", [&] {
    Team team(PoolStrategy::kStride, Weights(20));
    for (int turn = 0; turn < 200; ++turn) {
      team.Turn(1, [](size_t) { return true; });
      worst.See(team.FurthestPair());
      // Levels are read to a millionth of a turn.
      RC_ASSERT(team.FurthestPair() <= 1.0L + 1e-5L);
    }
  }));
  std::printf("stride, fixed members: worst pairwise error %.4Lf turns (bound 1)\n", worst.error);
}

// Turns between two mornings, when caps begin anew.
constexpr uint64_t kDayTurns = 100;
constexpr int64_t kNoCap = INT64_MAX;

// Half of the members have a cap of their own, from one record a day to four times an even share.
std::vector<int64_t> CapsOfHalf(size_t count, SeededRandom* random) {
  std::vector<int64_t> caps(count, kNoCap);
  for (int64_t& cap : caps) {
    if (random->Below(2) == 0) cap = 1 + static_cast<int64_t>(random->Below(4 * kDayTurns / count));
  }
  return caps;
}

// Half away in stretches, some join late, caps run out, and a record in twenty is handed back soon
// after it was given, its turn of the day's cap with it.
void LiveThrough(uint64_t seed, Worst* worst) {
  SeededRandom random(seed);
  const size_t count = 2 + random.Below(59);
  const uint64_t widest = std::vector<uint64_t>{1, 3, 20}[random.Below(3)];
  const uint64_t stretch = std::vector<uint64_t>{1, 5, 40, 400}[random.Below(4)];
  std::vector<int64_t> weights;
  for (size_t i = 0; i < count; ++i)
    weights.push_back(1 + static_cast<int64_t>(random.Below(widest)));
  Team team(PoolStrategy::kWeighted, weights);
  const size_t at_first = count / 2 + 1;
  std::vector<bool> here(count, true);
  std::vector<uint64_t> until(count, 0);
  const std::vector<int64_t> caps = CapsOfHalf(count, &random);
  std::vector<int64_t> today(count, 0);
  std::vector<std::pair<size_t, uint64_t>> lately;  // who, and when
  for (uint64_t turn = 0; turn < 1'500; ++turn) {
    const size_t employed = std::min<size_t>(count, at_first + turn / 50);
    if (turn % kDayTurns == 0) std::fill(today.begin(), today.end(), 0);
    for (size_t i = 0; i < count; ++i) {
      if (turn < until[i]) continue;
      here[i] = random.Below(2) == 0;
      until[i] = turn + 1 + random.Below(stretch);
    }
    const int64_t taker =
        team.Turn(1, [&](size_t i) { return i < employed && here[i] && today[i] < caps[i]; });
    if (taker >= 0) {
      ++today[static_cast<size_t>(taker)];
      lately.emplace_back(static_cast<size_t>(taker), turn);
      if (lately.size() > 10) lately.erase(lately.begin());
    }
    if (!lately.empty() && random.Below(20) == 0) {
      const size_t which = random.Below(lately.size());
      const auto [who, when] = lately[which];
      if (here[who]) {
        team.HandBack(who);
        if (when / kDayTurns == turn / kDayTurns) --today[who];
      }
      lately.erase(lately.begin() + static_cast<ptrdiff_t>(which));
    }
    worst->See(team.Furthest());
  }
  EXPECT_EQ(team.SumOfLevels(), 0);
}

TEST(FairnessProperty, LeaveJoinsCapsAndHandBacksStayWithinTwoTurnsOfTheFluidShare) {
  Worst worst;
  int beyond = 0;
  EXPECT_TRUE(rc::check("life", [&] {
    const auto seed = *rc::gen::arbitrary<uint64_t>();
    Worst here;
    LiveThrough(seed, &here);
    worst.See(here.error);
    beyond += here.error > 2.0L ? 1 : 0;
    RC_ASSERT(here.error <= 3.0L);
  }));
  // Of a thousand lives about two pass two turns, where hand-backs fall on one member several times
  // before the next turn.
  EXPECT_LE(beyond, 2);
  std::printf("weighted, half away, joins, caps, hand-backs: worst error %.4Lf turns (bound 2)\n",
              worst.error);
}

// More comes than all caps together allow, so that at the end of each day one member after the
// other reaches theirs and the last has the whole share of what is left: pool.h says why no rule
// keeps that within two turns, and what the rule of ours is held to here.
TEST(FairnessProperty, ADayThatExhaustsEveryCapCostsNoMoreThanTheLastTurnsOfItAlone) {
  for (const size_t count : {size_t{5}, size_t{20}, size_t{60}}) {
    Team team(PoolStrategy::kWeighted, std::vector<int64_t>(count, 1));
    long double harmonic = 0;
    for (size_t i = 1; i <= count; ++i) harmonic += 1.0L / static_cast<long double>(i);
    SeededRandom random(count);
    Worst here;
    for (int day = 0; day < 20; ++day) {
      const auto cap = static_cast<int64_t>(1 + random.Below(4));
      std::vector<int64_t> today(count, 0);
      for (int64_t taker = 0; taker >= 0;) {
        taker = team.Turn(1, [&](size_t i) { return today[i] < cap; });
        if (taker >= 0) ++today[static_cast<size_t>(taker)];
        here.See(team.Furthest());
      }
    }
    EXPECT_GE(here.error, harmonic - 1 - 1e-6L);
    EXPECT_LE(here.error, harmonic);
    std::printf("%zu members, every cap exhausted: worst error %.4Lf turns (at least %.4Lf)\n",
                count, here.error, harmonic - 1);
  }
}

TEST(FairnessProperty, PointsStayWithinTheLargestRecordOfTheShare) {
  Worst worst;
  EXPECT_TRUE(rc::check("points", [&] {
    Team team(PoolStrategy::kWeighted, Weights(30));
    const auto most = *rc::gen::inRange<int64_t>(2, 10);
    long double furthest = 0;
    for (int turn = 0; turn < 300; ++turn) {
      const auto points = *rc::gen::inRange<int64_t>(1, most + 1);
      team.Turn(points, [](size_t) { return true; });
      furthest = std::max(furthest, team.Furthest());
    }
    worst.See(furthest / static_cast<long double>(most));
    RC_ASSERT(furthest <= 2.0L * static_cast<long double>(most));
    RC_ASSERT(team.SumOfLevels() == 0);
  }));
  std::printf("weighted, points: worst error %.4Lf of the largest record\n", worst.error);
}

// Nothing is promised here: all but two are sent away at every turn, which is the game of the
// header's source. What it comes to is printed.
TEST(FairnessProperty, TwoPresentAtATimeAreMeasuredAndNotPromised) {
  for (const size_t count : {size_t{4}, size_t{16}, size_t{60}}) {
    Team team(PoolStrategy::kWeighted, std::vector<int64_t>(count, 1));
    SeededRandom random(count);
    Worst worst;
    for (int turn = 0; turn < 4'000; ++turn) {
      const size_t one = random.Below(count), other = (one + 1 + random.Below(count - 1)) % count;
      team.Turn(1, [&](size_t i) { return i == one || i == other; });
      worst.See(team.Furthest());
    }
    EXPECT_LT(worst.error, static_cast<long double>(count));
    std::printf("two of %zu present at a time: worst error %.4Lf turns (no promise)\n", count,
                worst.error);
  }
}

}  // namespace
}  // namespace signalbox
