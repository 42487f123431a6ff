// A model that scores leads, whole: what it reads, the family that computes, the calibration, what
// it was trained on and with what result. This is what a model file of the kinds `scorecard` and
// `boosted_trees` holds.
//
// The report is part of the bytes, so that a model cannot be parted from what is known about it.
// Nothing in it depends on when or where it was trained. Immutable; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "insight/calibration/calibrator.h"
#include "insight/model_file.h"
#include "insight/score/column_bins.h"
#include "insight/score/scorer.h"

namespace signalbox {

// Figures in millionths.
struct FiguresE6 {
  int64_t rows = 0, positives = 0;
  int64_t auc = 0, pr_auc = 0, log_loss = 0, brier = 0, ece = 0, lift_10 = 0;
};

struct TrainingReport {
  std::string spec_text;
  std::string rows_digest;  // SHA-256 of the file in hex
  uint64_t seed = 0;
  int64_t rows = 0, positives = 0, left_out = 0;
  std::string judged_by;  // how the rows for the figures were held back, in words
  FiguresE6 figures;      // of this model, on rows that it had not seen
  FiguresE6 other;        // of the family that was not taken
  std::string other_kind;
  bool promotable = false;
  std::string verdict;                // in words, with the figures that it rests on
  std::vector<std::string> warnings;  // of leaks, of columns that could not be read
};

// How often the training rows fell into each of a column's bins, for telling drift.
struct ColumnHistogram {
  uint32_t column = 0;
  ColumnBins bins;
  std::vector<int64_t> rows;
};

// Ten bins of the calibrated score, by tenths of the held-back training rows: upper edges and rows.
struct ScoreHistogram {
  std::vector<int64_t> edges_e6;  // ascending; bin i is below edges[i], the last above all
  std::vector<int64_t> rows;
};

struct ScoreReason {
  std::string column;
  std::string value;
  int32_t points = 0;
};

class LeadModel {
 public:
  struct Parts {
    ScoreSpec spec;
    std::vector<ScoreColumn> columns;
    std::unique_ptr<Scorer> scorer;
    Calibrator calibrator;
    TrainingReport report;
    std::vector<ColumnHistogram> column_histograms;
    ScoreHistogram score_histogram;
  };
  explicit LeadModel(Parts parts) : parts_(std::move(parts)) {}

  // The model file's bytes.
  Bytes Encode() const;
  // Of the file's payload. kUnsupported for a kind that is no lead score, kCorrupt otherwise.
  static Result<LeadModel> Decode(const ModelFile& file);

  // `cells[i]` is the lead's cell for feature i of `spec()`.
  double RawScore(std::span<const std::string_view> cells) const;
  // Calibrated, in millionths.
  int64_t ScoreE6(std::span<const std::string_view> cells) const {
    return parts_.calibrator.ProbabilityE6(RawScore(cells));
  }
  // The columns that did most for and against, largest first, at most `most` of each.
  struct Reasons {
    std::vector<ScoreReason> for_it, against_it;
  };
  Result<Reasons> ReasonsFor(std::span<const std::string_view> cells, size_t most) const;

  // The same model with another calibration; it is another model, with another hash.
  Result<LeadModel> Recalibrated(Calibrator calibrator, std::string why) const;

  const ScoreSpec& spec() const { return parts_.spec; }
  const std::vector<ScoreColumn>& columns() const { return parts_.columns; }
  const Scorer& scorer() const { return *parts_.scorer; }
  const Calibrator& calibrator() const { return parts_.calibrator; }
  const TrainingReport& report() const { return parts_.report; }
  const std::vector<ColumnHistogram>& column_histograms() const { return parts_.column_histograms; }
  const ScoreHistogram& score_histogram() const { return parts_.score_histogram; }

 private:
  Parts parts_;
};

}  // namespace signalbox
