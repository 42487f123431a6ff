// From rows with outcomes to a model: reads, checks for leaks, trains both families, calibrates
// each, and takes the points card unless the trees beat it by more than chance. Says whether the
// one taken beats knowing only the base rate, which promotion asks for.
//
// The same rows, spec and seed give the same bytes. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "insight/score/lead_model.h"

namespace signalbox {

enum class FamilyChoice : uint8_t { kBest, kScorecard, kBoostedTrees };

struct TrainingRequest {
  ScoreSpec spec;
  std::string spec_text;    // as the spec was written; kept in the model
  std::string rows_digest;  // SHA-256 of the file, in hex
  uint64_t seed = 1;
  FamilyChoice family = FamilyChoice::kBest;
};

// Rows beyond these would take hours here; take a sample.
inline constexpr size_t kMaxTrainingRows = 2'000'000;
// Below these no figure of held-back rows means anything.
inline constexpr int64_t kLeastTrainingRows = 100;
inline constexpr int64_t kLeastRowsOfClass = 10;

// kInvalid for a file that the spec does not fit or that has too few rows or one class only.
Result<LeadModel> TrainLeadModel(const TrainingRequest& request, const TextRows& rows);

}  // namespace signalbox
