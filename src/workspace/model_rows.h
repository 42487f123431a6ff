// Training rows out of a workspace: a row for each time that a lead was scored, with the columns of
// a spec as they stood at that moment, and what became of it since. Point-in-time: nothing of a row
// but its outcome is later than the moment (policy/features.h).
//
// Any thread but the engine's.
#pragma once

#include <string>
#include <vector>

#include "insight/score/score_columns.h"
#include "workspace/lead_past.h"
#include "workspace/workspace.h"

namespace signalbox {

inline constexpr std::string_view kOutcomeColumn = "outcome";  // won, lost, or blank while open
inline constexpr std::string_view kScoredAtColumn = "scored_at";

struct ScoredRow {
  ScoredMoment moment;
  std::vector<std::string> cells;  // by feature of the spec
  std::optional<LeadOutcome> outcome;
};

// The features of the active policy; none where it defines none.
Result<FeatureSet> ActiveFeatures(Workspace& workspace);

// What the model reads that is no field of the record, by column.
std::map<std::string, std::string> FeatureCellsAt(const FeatureSet& features,
                                                  const LeadHistory& history,
                                                  const Attributes& record, TimeUs at);

// Every scoring in the workspace, of leads whose person was not forgotten, in the order of the
// log. kInvalid naming columns that leads here do not have.
Result<std::vector<ScoredRow>> ReadScoredRows(Workspace& workspace, const ScoreSpec& spec);

// As CSV: `lead`, `scored_at`, the columns of the spec, `outcome`. For `model train`.
Result<std::string> ModelRowsCsv(Workspace& workspace, const ScoreSpec& spec);

}  // namespace signalbox
