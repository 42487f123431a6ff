// From a record to the cells that a lead score reads: each feature's column is a field of the lead
// (`title_level`, `lead.title_level` or `account.type`), a field that the policy declares of its
// own, or a defined feature (policy/features.h). The same in serving and in training rows. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "insight/score/score_spec.h"
#include "lead/attributes.h"

namespace signalbox {

struct ScoreCell {
  std::string column;          // as the model names it
  std::optional<Field> field;  // none: an extra of the record, under `column`
};

// One for each feature. kInvalid naming every column that is neither a field nor in `known`, and
// one that the score itself writes.
Result<std::vector<ScoreCell>> BindScoreCells(const ScoreSpec& spec,
                                              const std::vector<std::string>& known);
// The same, taking what is no field for an extra.
std::vector<ScoreCell> ScoreCellsOf(const ScoreSpec& spec);

// `12`, `true`, the text; times as ISO 8601; empty where it is missing.
std::string CellOf(const Attributes& record, const ScoreCell& cell);
std::vector<std::string> CellsOf(const Attributes& record, const std::vector<ScoreCell>& cells);

}  // namespace signalbox
