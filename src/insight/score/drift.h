// Whether the leads that are scored now are still those that the model learned from: for every
// column and for the score, the population stability index and a two-sample test over the bins that
// training kept.
//
// Both must speak before it counts as drift: with many rows a test finds what does not matter, and
// with few the index moves by chance. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "insight/score/lead_model.h"

namespace signalbox {

// The usual reading of the index: below .1 nothing, from .25 a change to act on.
inline constexpr double kPsiWatch = 0.10;
inline constexpr double kPsiAct = 0.25;

// The index: sum over bins of (now - then) * ln(now / then), shares of rows, each bin with half a
// row more so that an empty one does not weigh without end.
double PopulationStability(std::span<const int64_t> then, std::span<const int64_t> now);

// Pearson's test of whether both samples may be of one distribution: how often chance alone gives
// differences as large. 1 where a sample is empty. Bins that are empty in both do not count.
double TwoSamplePValue(std::span<const int64_t> then, std::span<const int64_t> now);

// The upper tail of the chi-squared distribution (the regularised incomplete gamma function by its
// series and continued fraction; Numerical Recipes, section 6.2).
double ChiSquaredTail(double value, double degrees);

struct DriftFinding {
  enum class Level : uint8_t { kSteady, kWatch, kAct };
  std::string what;  // a column, or `score`
  double psi = 0;
  double p_value = 1;
  Level level = Level::kSteady;
};

// The score first, then each column of the model. `cells` are rows of the model's features, as
// LeadModel::ScoreE6 takes them.
std::vector<DriftFinding> FindDrift(const LeadModel& model,
                                    std::span<const std::vector<std::string_view>> cells);

}  // namespace signalbox
