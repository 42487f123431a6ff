// A model in use, watched: leads are scored in order, their outcomes come some rows later, and what
// CalibrationWatch finds is acted on or only told. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "insight/calibration/calibration_watch.h"
#include "insight/score/drift.h"
#include "insight/score/labelled_rows.h"
#include "insight/score/lead_model.h"
#include "insight/score/metrics.h"

namespace signalbox {

struct StreamPlan {
  size_t outcomes_late = 0;  // rows between a lead and its outcome
  // Whether an alarm is followed by a new calibration as soon as enough outcomes came since.
  bool recalibrate = true;
};

// Rows count from 1, in the order of the stream.
struct StreamAlarm {
  int64_t row = 0;    // when it was told
  int64_t since = 0;  // about where the change began
  bool too_low = false;
};

struct StreamRecalibration {
  int64_t row = 0;    // the first one that it scored
  int64_t since = 0;  // about where the change began that it answers
  Calibrator calibrator;
  // Of the rows from here to the next one or the end: what the calibration before would have said,
  // and what this one said.
  double ece_before = 0, ece_after = 0;
  // Of what was said, with the calibration of its time: from the change to here, and from here to
  // the end of the stream, later calibrations and all.
  double ece_of_change = 0, ece_of_rest = 0;
};

struct StreamReport {
  int64_t rows = 0;
  ScoreFigures figures;      // of what was said, each row with the calibration of its time
  ScoreFigures as_promoted;  // of what the first calibration would have said
  std::vector<StreamAlarm> alarms;
  std::vector<StreamRecalibration> recalibrations;
  std::vector<DriftFinding> drift;
  bool retrain = false;
  std::string why_retrain;  // empty without
};

StreamReport WatchStream(const LeadModel& model, const LabelledRows& rows, StreamPlan plan);

}  // namespace signalbox
