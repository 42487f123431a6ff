// Prints, for row n of one CSV file and row n of another, what the pair scorer sees: its log odds
// in thousandths (companies', places' and people's), then each feature. tools/train_match.py and
// tools/eval_match.py read it.
//
//   match_features LEFT.csv RIGHT.csv
#include <algorithm>
#include <cstdio>

#include "insight/match/duplicates.h"
#include "main/command.h"
#include "main/match_table.h"

namespace signalbox {
namespace {

Status PrintFeatures(const std::string& left_path, const std::string& right_path) {
  SB_ASSIGN(const MatchTable left,
            ReadMatchTable(left_path, ColumnMap{}, MatchTableKind::kRecords));
  SB_ASSIGN(const MatchTable right,
            ReadMatchTable(right_path, ColumnMap{}, MatchTableKind::kRecords));
  std::vector<MatchProfile> left_profiles, right_profiles;
  WordCounts counts;
  for (const MatchRecord& record : left.records) left_profiles.push_back(ReadMatchProfile(record));
  for (const MatchRecord& record : right.records) {
    right_profiles.push_back(ReadMatchProfile(record));
    CountName(right_profiles.back().name, &counts);
  }
  std::printf("company_e3 place_e3 person_e3");
  for (size_t i = 0; i < kPairFeatures; ++i) {
    std::printf(" %s", std::string(PairFeatureName(static_cast<PairFeature>(i))).c_str());
  }
  std::printf("\n");
  for (size_t i = 0; i < std::min(left_profiles.size(), right_profiles.size()); ++i) {
    const MatchProfile &a = left_profiles[i], &b = right_profiles[i];
    const PairFeatures features = ComparePair(a, b, counts);
    std::printf("%d %d %d", LogOddsE3(features, kCompanyWeights),
                EvenLogOddsE3(a, b, counts, kPlaceWeights),
                EvenLogOddsE3(a, b, counts, kPersonWeights));
    for (const int32_t value : features.values_e3) std::printf(" %d", value);
    std::printf("\n");
  }
  return {};
}

}  // namespace
}  // namespace signalbox

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: match_features LEFT.csv RIGHT.csv\n");
    return signalbox::kExitWrongUse;
  }
  const signalbox::Status printed = signalbox::PrintFeatures(argv[1], argv[2]);
  return printed.ok() ? signalbox::kExitDone : signalbox::Fail(printed.error());
}
