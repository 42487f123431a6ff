// A scorecard that a test teaches from rows of its own.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "insight/score/train_model.h"

namespace signalbox {

// The file of the model that `csv` teaches by `spec`. Slow under sanitizers: keep what it gives.
inline Bytes TaughtScorecard(const char* spec, const std::string& csv) {
  const Result<ModelRowsText> rows = ReadModelRowsText(csv);
  EXPECT_TRUE(rows.ok());
  TrainingRequest request;
  request.spec = ParseScoreSpec(spec, "spec").value();
  request.spec_text = spec;
  request.rows_digest = rows->digest;
  request.family = FamilyChoice::kScorecard;
  const Result<LeadModel> model = TrainLeadModel(request, rows->rows);
  EXPECT_TRUE(model.ok()) << model.error().message;
  return model->Encode();
}

}  // namespace signalbox
