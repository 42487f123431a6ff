// Pairs of records in one list that are one company or one person. One thread.
#pragma once

#include <cstdint>
#include <vector>

#include "insight/match/match_list.h"
#include "insight/match/matcher.h"

namespace signalbox {

// A pair stands alone: no other candidate competes with it.
inline constexpr MatchThresholds kDuplicateThresholds{.match_e4 = 5'000, .none_e4 = 2'000};

struct DuplicatePair {
  uint32_t first = 0, second = 0;  // numbers in the list, first < second
  int32_t chance_e4 = 0;
  MatchOutcome outcome = MatchOutcome::kNone;  // kMatch or kAmbiguous
};

// Every pair that is not `kNone`, ascending by numbers. What is said of two records does not depend
// on which comes first. `weights` say what the records are: companies or people.
Result<std::vector<DuplicatePair>> FindDuplicates(const PairWeights& weights,
                                                  const MatchThresholds& thresholds,
                                                  MatchList* list);

// Log odds of a pair, the same whichever side stands left.
int32_t EvenLogOddsE3(const MatchProfile& a, const MatchProfile& b, const WordCounts& counts,
                      const PairWeights& weights);

}  // namespace signalbox
