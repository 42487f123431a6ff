#include "insight/score/lead_model.h"

#include <algorithm>
#include <cmath>

#include "base/clock.h"
#include "insight/score/boosted_trees.h"
#include "insight/score/scorecard.h"

namespace signalbox {
namespace {

// Raised when the payload's form changes.
constexpr uint64_t kLeadPayloadVersion = 1;
constexpr size_t kMaxModelColumns = 20'000;

Error DamagedPayload() {
  return Err(Code::kCorrupt, "the model's payload is damaged");
}

void EncodeFigures(const FiguresE6& figures, CborWriter* out) {
  out->Array(8);
  for (const int64_t each : {figures.rows, figures.positives, figures.auc, figures.pr_auc,
                             figures.log_loss, figures.brier, figures.ece, figures.lift_10}) {
    out->Int(each);
  }
}

FiguresE6 DecodeFigures(CborReader* in) {
  FiguresE6 figures;
  if (in->Array() != 8) in->Fail();
  for (int64_t* each : {&figures.rows, &figures.positives, &figures.auc, &figures.pr_auc,
                        &figures.log_loss, &figures.brier, &figures.ece, &figures.lift_10}) {
    *each = in->Int();
  }
  return figures;
}

void EncodeReport(const TrainingReport& report, CborWriter* out) {
  out->Array(13);
  out->Text(report.spec_text);
  out->Text(report.rows_digest);
  out->Uint(report.seed);
  for (const int64_t each : {report.rows, report.positives, report.left_out}) out->Int(each);
  out->Text(report.judged_by);
  EncodeFigures(report.figures, out);
  EncodeFigures(report.other, out);
  out->Text(report.other_kind);
  out->Bool(report.promotable);
  out->Text(report.verdict);
  out->Array(report.warnings.size());
  for (const std::string& warning : report.warnings) out->Text(warning);
}

TrainingReport DecodeReport(CborReader* in) {
  TrainingReport report;
  if (in->Array() != 13) in->Fail();
  report.spec_text = in->Text();
  report.rows_digest = in->Text();
  report.seed = in->Uint();
  for (int64_t* each : {&report.rows, &report.positives, &report.left_out}) *each = in->Int();
  report.judged_by = in->Text();
  report.figures = DecodeFigures(in);
  report.other = DecodeFigures(in);
  report.other_kind = in->Text();
  report.promotable = in->Bool();
  report.verdict = in->Text();
  for (size_t left = in->Array(); left > 0 && in->ok(); --left)
    report.warnings.emplace_back(in->Text());
  return report;
}

void EncodeNumbers(const std::vector<int64_t>& numbers, CborWriter* out) {
  out->Array(numbers.size());
  for (const int64_t each : numbers) out->Int(each);
}

std::vector<int64_t> DecodeNumbers(CborReader* in) {
  std::vector<int64_t> numbers;
  for (size_t left = in->Array(); left > 0 && in->ok(); --left) numbers.push_back(in->Int());
  return numbers;
}

Result<std::unique_ptr<Scorer>> DecodeScorer(std::string_view kind, CborReader* in,
                                             size_t columns) {
  if (kind == "scorecard") return Scorecard::Decode(in, columns);
  return BoostedTrees::Decode(in, columns);
}

Status DecodeHistograms(CborReader* in, LeadModel::Parts* parts) {
  for (size_t left = in->Array(); left > 0 && in->ok(); --left) {
    ColumnHistogram histogram;
    if (in->Array() != 3) return DamagedPayload();
    const uint64_t column = in->Uint();
    if (column >= parts->columns.size()) return DamagedPayload();
    histogram.column = static_cast<uint32_t>(column);
    SB_ASSIGN(histogram.bins, ColumnBins::Decode(in));
    histogram.rows = DecodeNumbers(in);
    if (histogram.rows.size() != histogram.bins.Count()) return DamagedPayload();
    parts->column_histograms.push_back(std::move(histogram));
  }
  ScoreHistogram& scores = parts->score_histogram;
  scores.edges_e6 = DecodeNumbers(in);
  scores.rows = DecodeNumbers(in);
  if (!std::is_sorted(scores.edges_e6.begin(), scores.edges_e6.end()) ||
      scores.rows.size() != scores.edges_e6.size() + 1 || !in->AtEnd()) {
    return DamagedPayload();
  }
  return {};
}

// A day as a date and a boolean as yes or no, whatever bin or number the family saw.
std::string ValueWords(const ScoreColumn& column, const ColumnValue& value, std::string seen) {
  if (value.missing) return seen;
  if (column.type == FeatureType::kBoolean) return value.number >= 0.5 ? "yes" : "no";
  if (column.part == ScoreColumn::Part::kDay)
    return FormatTime(static_cast<TimeUs>(value.number) * kDayUs).substr(0, 10);
  return seen;
}

}  // namespace

Bytes LeadModel::Encode() const {
  Bytes payload;
  CborWriter out(&payload);
  out.Array(8);
  out.Uint(kLeadPayloadVersion);
  EncodeReport(parts_.report, &out);
  out.Array(parts_.columns.size());
  for (const ScoreColumn& column : parts_.columns) EncodeColumn(column, &out);
  parts_.scorer->Encode(&out);
  parts_.calibrator.Encode(&out);
  out.Array(parts_.column_histograms.size());
  for (const ColumnHistogram& histogram : parts_.column_histograms) {
    out.Array(3);
    out.Uint(histogram.column);
    histogram.bins.Encode(&out);
    EncodeNumbers(histogram.rows, &out);
  }
  EncodeNumbers(parts_.score_histogram.edges_e6, &out);
  EncodeNumbers(parts_.score_histogram.rows, &out);
  return EncodeModelFile(parts_.scorer->kind(), payload);
}

Result<LeadModel> LeadModel::Decode(const ModelFile& file) {
  if (file.kind != "scorecard" && file.kind != "boosted_trees") {
    return Err(Code::kUnsupported, "a model of the kind `" + file.kind +
                                       "` is no score of leads; `signalbox model eval` and `nlu "
                                       "understand` read intents, `model promote --workspace` "
                                       "takes every kind");
  }
  CborReader in(file.payload);
  if (in.Array() != 8) return DamagedPayload();
  if (in.Uint() != kLeadPayloadVersion || !in.ok()) {
    return Err(Code::kUnsupported,
               "the model was written by another version of this program; train it again");
  }
  Parts parts;
  parts.report = DecodeReport(&in);
  if (!in.ok()) return DamagedPayload();
  SB_ASSIGN(parts.spec, ParseScoreSpec(parts.report.spec_text, "the model's spec"));
  const size_t columns = in.Array();
  if (columns > kMaxModelColumns) return DamagedPayload();
  for (size_t i = 0; i < columns; ++i) {
    SB_ASSIGN(ScoreColumn column, DecodeColumn(&in));
    if (column.feature >= parts.spec.features.size()) return DamagedPayload();
    parts.columns.push_back(std::move(column));
  }
  SB_ASSIGN(parts.scorer, DecodeScorer(file.kind, &in, columns));
  SB_ASSIGN(parts.calibrator, Calibrator::Decode(&in));
  SB_TRY(DecodeHistograms(&in, &parts));
  return LeadModel(std::move(parts));
}

double LeadModel::RawScore(std::span<const std::string_view> cells) const {
  // Values of one lead; kept by the thread, since a score must not allocate.
  thread_local std::vector<ColumnValue> values;
  values.clear();
  for (const ScoreColumn& column : parts_.columns)
    values.push_back(ReadCell(column, cells[column.feature]));
  return parts_.scorer->RawScore(values);
}

Result<LeadModel::Reasons> LeadModel::ReasonsFor(std::span<const std::string_view> cells,
                                                 size_t most) const {
  std::vector<ColumnValue> values;
  for (const ScoreColumn& column : parts_.columns)
    values.push_back(ReadCell(column, cells[column.feature]));
  SB_ASSIGN(std::vector<ScoreEffect> effects, parts_.scorer->Effects(values));
  std::stable_sort(effects.begin(), effects.end(), [](const ScoreEffect& a, const ScoreEffect& b) {
    return std::abs(a.points) > std::abs(b.points);
  });
  Reasons reasons;
  for (const ScoreEffect& effect : effects) {
    const auto points = static_cast<int32_t>(std::lround(effect.points));
    if (points == 0) continue;
    std::vector<ScoreReason>& side = points > 0 ? reasons.for_it : reasons.against_it;
    const ScoreColumn& column = parts_.columns[effect.column];
    if (side.size() < most)
      side.push_back(
          {column.name, ValueWords(column, values[effect.column], effect.value), points});
  }
  return reasons;
}

Result<LeadModel> LeadModel::Recalibrated(Calibrator calibrator, std::string why) const {
  // Through its bytes: a scorer has no copy, and the bytes are all that it is.
  SB_ASSIGN(const ModelFile file, DecodeModelFile(Encode()));
  SB_ASSIGN(LeadModel model, Decode(file));
  model.parts_.calibrator = std::move(calibrator);
  model.parts_.report.warnings.push_back(std::move(why));
  return model;
}

}  // namespace signalbox
