// From what a pair says (pair_features.h) to how likely it is one: an additive model on the scale
// of log odds, learned by logistic regression (tools/train_match.py; docs/models/match.md says from
// what), evaluated in whole numbers. Pure; thread safe.
#pragma once

#include <array>
#include <cstdint>

#include "insight/match/pair_features.h"

namespace signalbox {

struct PairWeights {
  int32_t base_e3 = 0;                              // log odds of a pair that says nothing
  std::array<int32_t, kPairFeatures> weights_e3{};  // of a feature's full value
};

// Of companies (accounts, leads with a company), of places (shops, restaurants: the same name
// elsewhere is another one) and of people (contacts, customers).
extern const PairWeights kCompanyWeights;
extern const PairWeights kPlaceWeights;
extern const PairWeights kPersonWeights;
// Raised when weights or features change: confidences of different versions do not compare.
inline constexpr int kPairScorerVersion = 1;

// Natural log odds in thousandths.
int32_t LogOddsE3(const PairFeatures& features, const PairWeights& weights);

// e to the power of log odds, times a million. Beyond +-kMostLogOddsE3, one in 160,000, chances are
// certain for whoever acts on them, and the odds are those of the bound.
inline constexpr int32_t kMostLogOddsE3 = 12'000;
uint64_t OddsE6(int32_t log_odds_e3);
// Chances in ten thousandths.
int32_t ChanceE4(int32_t log_odds_e3);

}  // namespace signalbox
