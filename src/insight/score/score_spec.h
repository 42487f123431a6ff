// What a score is to be learned from: SPEC.yaml of `signalbox model train`.
//
//   name: warm leads              optional
//   purpose: who is called first  optional; stands on the model's card
//   label: {column: Converted, positive: 1}      negative: [..] optional; other rows are left out
//   time: created                 optional: the rows stand in the order of this date or number, and
//                                 what is chosen is chosen on the later ones; `time: row` for rows
//                                 that stand in order already
//   groups: [country]             optional: columns whose groups the bias report compares
//   features:
//     - {column: visits, type: number, known_at_routing: true, monotone: up}
//
// Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

enum class FeatureType : uint8_t { kNumber = 0, kCategory = 1, kBoolean = 2, kText = 3, kDate = 4 };
std::string_view FeatureTypeName(FeatureType type);

// Which way the score may go as the value rises.
enum class Monotone : int8_t { kDown = -1, kNone = 0, kUp = 1 };

struct ScoreFeature {
  std::string column;
  FeatureType type = FeatureType::kNumber;
  Monotone monotone = Monotone::kNone;
  // How a date such as 01-02-2018 is read.
  bool day_first = true;
};

struct ScoreSpec {
  std::string name;
  std::string purpose;
  std::string label_column;
  std::vector<std::string> positive;
  std::vector<std::string> negative;  // empty: every other value but a blank one
  std::string time_column;            // empty: no order in time
  bool rows_in_time_order = false;
  std::vector<std::string> group_columns;
  std::vector<ScoreFeature> features;

  bool ordered_in_time() const { return rows_in_time_order || !time_column.empty(); }
};

// Wider than any CRM's export.
inline constexpr size_t kMaxScoreFeatures = 500;

// `where` begins an error. kInvalid with the line for what is not such a spec; for a feature that
// is not known at routing time, for the label among the features, and for a feature that does not
// say whether it is known.
Result<ScoreSpec> ParseScoreSpec(std::string_view text, std::string_view where);

}  // namespace signalbox
