#include "insight/match/pair_scorer.h"

#include <algorithm>

namespace signalbox {

int32_t LogOddsE3(const PairFeatures& features, const PairWeights& weights) {
  int64_t sum_e6 = int64_t{weights.base_e3} * 1000;
  for (size_t i = 0; i < kPairFeatures; ++i) {
    sum_e6 += int64_t{weights.weights_e3[i]} * features.values_e3[i];
  }
  // Sums beyond any real weights stay within the type.
  constexpr int64_t kBound = 1'000'000;
  return static_cast<int32_t>(std::clamp(sum_e6 / 1000, -kBound, kBound));
}

uint64_t OddsE6(int32_t log_odds_e3) {
  // Powers of e: the whole ones times 10^6, those below one times 10^9 so that they stay exact.
  static constexpr uint64_t kPowersE6[] = {
      1'000'000,      2'718'282,      7'389'056,      20'085'537,    54'598'150,
      148'413'159,    403'428'793,    1'096'633'158,  2'980'957'987, 8'103'083'928,
      22'026'465'795, 59'874'141'715, 162'754'791'419};
  static constexpr uint64_t kInversesE9[] = {
      1'000'000'000, 367'879'441, 135'335'283, 49'787'068, 18'315'639, 6'737'947, 2'478'752,
      911'882,       335'463,     123'410,     45'400,     16'702,     6'144};
  log_odds_e3 = std::clamp(log_odds_e3, -kMostLogOddsE3, kMostLogOddsE3);
  // A whole part below or at the value and a rest from 0 to 1.
  int32_t whole = log_odds_e3 / 1000;
  if (log_odds_e3 < whole * 1000) --whole;
  const auto rest_e3 = static_cast<uint64_t>(log_odds_e3 - whole * 1000);
  // Taylor's series; the ninth term is below one part in 300,000.
  uint64_t power_e9 = 1'000'000'000, term_e9 = power_e9;
  for (uint64_t n = 1; n <= 8; ++n) {
    term_e9 = term_e9 * rest_e3 / (1000 * n);
    power_e9 += term_e9;
  }
  const uint64_t rest_e6 = power_e9 / 1000;
  if (whole >= 0) return kPowersE6[whole] * rest_e6 / 1'000'000;
  return kInversesE9[-whole] * rest_e6 / 1'000'000'000;
}

int32_t ChanceE4(int32_t log_odds_e3) {
  const uint64_t odds_e6 = OddsE6(log_odds_e3);
  return static_cast<int32_t>(odds_e6 * 10'000 / (odds_e6 + 1'000'000));
}

}  // namespace signalbox
