// A model judged on rows with outcomes, and whether it may come into use. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "insight/promotion_verdict.h"
#include "insight/score/labelled_rows.h"
#include "insight/score/lead_model.h"
#include "insight/score/metrics.h"

namespace signalbox {

struct JudgedRows {
  std::vector<double> raw, predicted;
  std::vector<uint8_t> outcome;
  int64_t left_out = 0;
  ScoreFigures figures;
};
// kInvalid when a column of the model is not there, or no row has an outcome.
Result<JudgedRows> JudgeModel(const LeadModel& model, const TextRows& rows);

// Whether `candidate` may replace `champion`, null for none, by rows that neither was trained on
// (`rows_digest` is SHA-256 of their file in hex): it has to beat chance, and the champion, by more
// than chance gives.
Result<PromotionVerdict> JudgePromotion(const LeadModel& candidate, const LeadModel* champion,
                                        const TextRows& rows, std::string_view rows_digest);

}  // namespace signalbox
