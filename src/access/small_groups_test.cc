// Small groups: whatever the table, nobody computes what is not told, by knowing the rule either.
#include "access/small_groups.h"

#include <gmock/gmock.h>

#include <map>
#include <optional>
#include <set>

namespace signalbox {
namespace {

using testing::ElementsAre;

using Table = std::vector<int64_t>;

int64_t TotalOf(const Table& table) {
  int64_t total = 0;
  for (const int64_t group : table) total += group;
  return total;
}

// What a reader is told of a table: its groups, and the total last.
using Told = std::vector<std::optional<int64_t>>;
Told ToldOf(const Table& table, int64_t fewest) {
  const std::vector<bool> hidden = GroupsNotTold(table, fewest);
  Told told;
  for (size_t i = 0; i < table.size(); ++i)
    told.push_back(hidden[i] ? std::nullopt : std::optional(table[i]));
  const int64_t total = TotalOf(table);
  told.push_back(IsFew(total, fewest) ? std::nullopt : std::optional(total));
  return told;
}

// Calls `each` with every table of so many groups of up to `most` records.
template <typename Each>
void ForEveryTable(size_t groups, int64_t most, Each each) {
  Table table(groups, 0);
  for (;;) {
    each(table);
    size_t at = 0;
    while (at < groups && table[at] == most) table[at++] = 0;
    if (at == groups) return;
    ++table[at];
  }
}

// Which sizes each group that is not told can have, over all tables that tell the same.
struct Possible {
  std::vector<std::set<int64_t>> sizes;
};

void ExpectNothingCanBeComputed(size_t groups, int64_t most, int64_t fewest) {
  std::map<Told, Possible> by_told;
  ForEveryTable(groups, most, [&](const Table& table) {
    Possible& possible = by_told[ToldOf(table, fewest)];
    possible.sizes.resize(groups);
    for (size_t i = 0; i < groups; ++i) possible.sizes[i].insert(table[i]);
  });
  int64_t certain = 0;
  for (const auto& [told, possible] : by_told) {
    for (size_t i = 0; i < groups; ++i)
      certain += !told[i].has_value() && possible.sizes[i].size() < 2 ? 1 : 0;
  }
  EXPECT_EQ(certain, 0) << groups << " groups of up to " << most << ", fewest " << fewest;
}

TEST(SmallGroups, WhoeverKnowsTheRuleAndTheTotalComputesNoNumberThatIsNotTold) {
  ExpectNothingCanBeComputed(1, 40, 5);
  ExpectNothingCanBeComputed(2, 30, 5);
  ExpectNothingCanBeComputed(3, 18, 5);
  ExpectNothingCanBeComputed(4, 9, 5);
  ExpectNothingCanBeComputed(5, 6, 5);
  ExpectNothingCanBeComputed(4, 8, 3);
  ExpectNothingCanBeComputed(6, 4, 3);
  ExpectNothingCanBeComputed(3, 16, 7);
}

TEST(SmallGroups, NoGroupOfFewIsToldAndNoneIsComputedTogether) {
  for (const int64_t fewest : {3, 5, 8}) {
    ForEveryTable(4, 9, [&](const Table& table) {
      const std::vector<bool> hidden = GroupsNotTold(table, fewest);
      int64_t together = 0;
      for (size_t i = 0; i < table.size(); ++i) {
        EXPECT_TRUE(hidden[i] || !IsFew(table[i], fewest));
        together += hidden[i] ? table[i] : 0;
      }
      const bool total_told = !IsFew(TotalOf(table), fewest);
      EXPECT_FALSE(total_told && IsFew(together, fewest)) << "the rest of the total is few";
    });
  }
}

TEST(SmallGroups, WhereNoGroupIsSmallEveryNumberIsTold) {
  EXPECT_THAT(GroupsNotTold(Table{5, 0, 17, 5}, 5), ElementsAre(false, false, false, false));
  EXPECT_THAT(GroupsNotTold(Table{}, 5), ElementsAre());
  EXPECT_THAT(GroupsNotTold(Table{0, 0}, 5), ElementsAre(false, false)) << "about nobody";
}

TEST(SmallGroups, TheNextSmallestGoesWithASingleSmallOne) {
  EXPECT_THAT(GroupsNotTold(Table{40, 2, 9, 12}, 5), ElementsAre(false, true, true, false));
  EXPECT_THAT(GroupsNotTold(Table{9, 2, 9, 12}, 5), ElementsAre(true, true, true, false))
      << "those of the same size go together";
}

TEST(SmallGroups, TwoSmallOnesKeepEachOtherUnlessTheirSumTellsThem) {
  EXPECT_THAT(GroupsNotTold(Table{40, 2, 4, 12}, 5), ElementsAre(false, true, true, false));
  EXPECT_THAT(GroupsNotTold(Table{40, 1, 2, 12}, 5), ElementsAre(false, true, true, true))
      << "three together would be few";
  EXPECT_THAT(GroupsNotTold(Table{40, 4, 4, 12}, 5), ElementsAre(false, true, true, true))
      << "eight of two that have at most four each";
  EXPECT_THAT(GroupsNotTold(Table{40, 1, 1, 1, 1, 1, 12}, 5),
              ElementsAre(false, true, true, true, true, true, true))
      << "five of five that have at least one each";
}

TEST(SmallGroups, WhereNothingIsLeftToTellEmptyGroupsAreNotTold) {
  EXPECT_THAT(GroupsNotTold(Table{1, 1, 1, 1, 1, 0}, 5),
              ElementsAre(true, true, true, true, true, true));
  EXPECT_THAT(GroupsNotTold(Table{3, 0}, 5), ElementsAre(true, true));
}

TEST(SmallGroups, TheOrderOfGroupsSaysNothing) {
  Table table{4, 4, 9, 9, 20, 0};
  std::sort(table.begin(), table.end());
  std::map<int64_t, bool> first;
  do {
    const std::vector<bool> hidden = GroupsNotTold(table, 5);
    for (size_t i = 0; i < table.size(); ++i)
      EXPECT_EQ(first.try_emplace(table[i], hidden[i]).first->second, hidden[i]);
  } while (std::next_permutation(table.begin(), table.end()));
}

TEST(SmallGroups, FewIsSaidInWords) {
  EXPECT_EQ(FewWords(5), "fewer than 5");
  EXPECT_TRUE(IsFew(1, 5));
  EXPECT_TRUE(IsFew(4, 5));
  EXPECT_FALSE(IsFew(5, 5));
  EXPECT_FALSE(IsFew(0, 5));
}

}  // namespace
}  // namespace signalbox
