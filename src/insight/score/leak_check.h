// Looks for features that know the answer: one that predicts too well alone, or a value of one that
// nearly always means success. Such a column is usually filled in after the outcome. Pure.
#pragma once

#include <string>
#include <vector>

#include "insight/score/family_training.h"

namespace signalbox {

// The area under the ROC curve of one column alone from which it is suspected. An honest column of
// a lead reaches .77 in the sets we know; those filled in afterwards .80 to .92.
inline constexpr double kLeakAuc = 0.80;
// And a value that means success so often, for at least this share of all successes.
inline constexpr double kLeakRate = 0.94;
inline constexpr double kLeakShareOfPositives = 0.10;

// One warning in words for each suspect.
std::vector<std::string> LeakWarnings(const TrainingRows& training, const BinnedRows& binned);

}  // namespace signalbox
