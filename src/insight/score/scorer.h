// What both families of models are to the rest: from the values of a lead's columns to a raw score,
// and on request to what each column did to it. Immutable; any thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "insight/score/score_columns.h"

namespace signalbox {

// A score's unit for people: so many points double the odds.
inline constexpr double kPointsToDouble = 20;
// Log odds of one point.
inline constexpr double kLogOddsOfPoint = 0.69314718055994531 / kPointsToDouble;

// What one column did to a score, against the average lead of the training rows.
struct ScoreEffect {
  uint32_t column = 0;
  double points = 0;
  std::string value;  // what the column held, in words: `3 to below 12`, `blank`
};

class Scorer {
 public:
  virtual ~Scorer() = default;
  // The kind of the model file: `scorecard`, `boosted_trees`.
  virtual std::string_view kind() const = 0;
  // Log odds before calibration. `values` has one for each column of the model.
  virtual double RawScore(std::span<const ColumnValue> values) const = 0;
  // One for each column that the family reads.
  virtual Result<std::vector<ScoreEffect>> Effects(std::span<const ColumnValue> values) const = 0;
  // Appends the family's own part of the payload.
  virtual void Encode(CborWriter* out) const = 0;
};

}  // namespace signalbox
