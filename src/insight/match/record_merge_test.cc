#include "insight/match/record_merge.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace signalbox {
namespace {

MergeSource Source(std::string id, std::string name, std::string phone, std::string owner,
                   int64_t changed_us) {
  MergeSource source;
  source.record[MatchField::kId] = std::move(id);
  source.record[MatchField::kName] = std::move(name);
  source.record[MatchField::kPhone] = std::move(phone);
  source.record[MatchField::kOwner] = std::move(owner);
  source.changed_us = changed_us;
  return source;
}

TEST(MatchMerge, TheOwnedRecordIsMasterThenTheFullestThenTheOldest) {
  EXPECT_EQ(ElectMaster(std::vector{Source("1", "A", "1", "", 1), Source("2", "", "", "jo", 9)}),
            1U);
  EXPECT_EQ(ElectMaster(std::vector{Source("1", "A", "", "", 1), Source("2", "A", "1", "", 9)}),
            1U);
  EXPECT_EQ(ElectMaster(std::vector{Source("1", "A", "1", "", 9), Source("2", "A", "1", "", 1)}),
            1U);
}

TEST(MatchMerge, EachFieldGoesByItsRuleAndTheIdStays) {
  const std::vector sources = {Source("1", "Acme", "", "jo", 5),
                               Source("2", "Acme Group", "11", "", 9),
                               Source("3", "ACME", "22", "", 1)};
  MergePolicy policy;
  const auto merged = [&](FieldRule rule) {
    policy.rules.fill(rule);
    return MergeRecords(sources, policy).merged;
  };
  EXPECT_EQ(merged(FieldRule::kMaster)[MatchField::kName], "Acme");
  EXPECT_EQ(merged(FieldRule::kMaster)[MatchField::kPhone], "11");
  EXPECT_EQ(merged(FieldRule::kOldest)[MatchField::kName], "ACME");
  EXPECT_EQ(merged(FieldRule::kNewest)[MatchField::kName], "Acme Group");
  EXPECT_EQ(merged(FieldRule::kFuller)[MatchField::kName], "Acme Group");
  EXPECT_EQ(merged(FieldRule::kNewest)[MatchField::kId], "1");
}

// Whatever is merged by whatever rules, the master comes back as it was, and nothing given by any
// source is missing from a field of the result.
RC_GTEST_PROP(MatchMerge, AMergeCanBeTakenBackAndLosesNoField,
              (const std::vector<std::vector<std::string>>& rows, uint8_t rule)) {
  std::vector<MergeSource> sources(1 + rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    sources[i].changed_us = static_cast<int64_t>(i * 7 % 5);
    for (size_t f = 0; f < std::min(rows[i].size(), kMatchFields); ++f) {
      sources[i].record.fields[f] = rows[i][f];
    }
  }
  MergePolicy policy;
  policy.rules.fill(static_cast<FieldRule>(rule % 4));
  const RecordMerge merge = MergeRecords(sources, policy);
  RC_ASSERT(TakeBack(merge).fields == sources[merge.master].record.fields);
  for (size_t f = 1; f < kMatchFields; ++f) {
    const bool given = std::ranges::any_of(
        sources, [&](const MergeSource& one) { return !one.record.fields[f].empty(); });
    RC_ASSERT(given == !merge.merged.fields[f].empty());
  }
}

}  // namespace
}  // namespace signalbox
