#include "insight/match/duplicates.h"

#include <algorithm>

namespace signalbox {

int32_t EvenLogOddsE3(const MatchProfile& a, const MatchProfile& b, const WordCounts& counts,
                      const PairWeights& weights) {
  return (LogOddsE3(ComparePair(a, b, counts), weights) +
          LogOddsE3(ComparePair(b, a, counts), weights)) /
         2;
}

Result<std::vector<DuplicatePair>> FindDuplicates(const PairWeights& weights,
                                                  const MatchThresholds& thresholds,
                                                  MatchList* list) {
  std::vector<std::pair<uint32_t, uint32_t>> pairs;
  std::vector<uint32_t> candidates;
  for (uint32_t number = 0; number < list->size(); ++number) {
    candidates.clear();
    SB_TRY(FindCandidates(list->at(number).profile, list, &candidates));
    for (const uint32_t other : candidates) {
      if (other != number) pairs.emplace_back(std::min(number, other), std::max(number, other));
    }
  }
  // A pair may be found from either side or from both.
  std::ranges::sort(pairs);
  const auto rest = std::ranges::unique(pairs);
  pairs.erase(rest.begin(), rest.end());
  std::vector<DuplicatePair> found;
  for (const auto& [first, second] : pairs) {
    DuplicatePair pair{first, second};
    pair.chance_e4 = ChanceE4(
        EvenLogOddsE3(list->at(first).profile, list->at(second).profile, list->counts(), weights));
    if (pair.chance_e4 < thresholds.none_e4) continue;
    pair.outcome =
        pair.chance_e4 >= thresholds.match_e4 ? MatchOutcome::kMatch : MatchOutcome::kAmbiguous;
    found.push_back(pair);
  }
  return found;
}

}  // namespace signalbox
