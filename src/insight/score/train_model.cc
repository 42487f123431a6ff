#include "insight/score/train_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "insight/score/family_training.h"
#include "insight/score/leak_check.h"
#include "insight/score/metrics.h"
#include "insight/score/significance.h"

namespace signalbox {
namespace {

// A column where more than this share of the cells cannot be read is likely of another type.
constexpr double kUnreadableShare = 0.05;
constexpr size_t kScoreBins = 10;
// A label of more values is told by the first of them.
constexpr size_t kMostLabelsTold = 8;

std::vector<ColumnBins> BinsOf(std::span<const ScoreColumn> columns, const LabelledRows& rows) {
  std::vector<ColumnBins> bins;
  for (const ScoreColumn& column : columns) {
    std::vector<double> numbers;
    std::vector<std::string_view> levels;
    for (const std::string_view cell : rows.cells[column.feature]) {
      const ColumnValue value = ReadCell(column, cell);
      if (value.missing) continue;
      if (column.is_number())
        numbers.push_back(value.number);
      else
        levels.push_back(value.level);
    }
    bins.push_back(column.is_number() ? ColumnBins::OfNumbers(std::move(numbers))
                                      : ColumnBins::OfLevels(levels));
  }
  return bins;
}

std::vector<std::string> CellWarnings(std::span<const ScoreColumn> columns,
                                      const LabelledRows& rows) {
  std::vector<std::string> warnings;
  for (const ScoreColumn& column : columns) {
    if (column.part != ScoreColumn::Part::kValue && column.part != ScoreColumn::Part::kDay)
      continue;
    double written = 0, unread = 0;
    for (const std::string_view cell : rows.cells[column.feature]) {
      if (cell.empty()) continue;
      written += 1;
      unread += ReadCell(column, cell).missing ? 1 : 0;
    }
    const auto& cells = rows.cells[column.feature];
    if (std::all_of(cells.begin(), cells.end(), [&](auto each) { return each == cells[0]; })) {
      warnings.push_back(fmt::format("all {} cells of `{}` are {}; it tells no lead from another",
                                     cells.size(), column.name,
                                     cells[0].empty() ? "blank" : fmt::format("`{}`", cells[0])));
    } else if (unread > kUnreadableShare * written) {
      warnings.push_back(fmt::format("{:.0f} % of the cells of `{}` are no {}; they count as blank",
                                     100 * unread / written, column.name,
                                     FeatureTypeName(column.type)));
    }
  }
  return warnings;
}

// Where the spec names no time but reads a date, that date is the time: by lot, a model would be
// judged on leads whose neighbours in time it was taught, and a season would look like knowledge.
ScoreSpec InTime(ScoreSpec spec) {
  if (spec.ordered_in_time()) return spec;
  const auto date = std::find_if(spec.features.begin(), spec.features.end(),
                                 [](const auto& each) { return each.type == FeatureType::kDate; });
  if (date != spec.features.end()) spec.time_column = date->column;
  return spec;
}

// The rows in the order that they are to be judged in; `ordered` is then the spec that says so.
Result<LabelledRows> RowsInOrder(const ScoreSpec& spec, const TextRows& rows, ScoreSpec* ordered) {
  *ordered = InTime(spec);
  SB_ASSIGN(LabelledRows labelled, LabelRows(*ordered, rows));
  const auto count = static_cast<int64_t>(labelled.rows());
  if (labelled.untimed < count) return labelled;
  if (!spec.time_column.empty()) {
    return Err(Code::kInvalid,
               fmt::format("`time` is `{}`, and none of its {} cells is a date or a number; write "
                           "dates such as 2026-01-31, or name another column",
                           spec.time_column, count));
  }
  *ordered = spec;
  return LabelRows(spec, rows);
}

// `model bias` would find nothing to compare.
std::vector<std::string> GroupWarnings(const ScoreSpec& spec, const TextRows& rows) {
  std::vector<std::string> warnings;
  for (const std::string& column : spec.group_columns) {
    if (rows.Find(column) < 0)
      warnings.push_back(fmt::format("the file has no column `{}`, which `groups` names", column));
  }
  return warnings;
}

std::vector<std::string> UntimedWarnings(const ScoreSpec& ordered, const LabelledRows& rows) {
  const auto share = static_cast<double>(rows.untimed) / static_cast<double>(rows.rows());
  if (share <= kUnreadableShare) return {};
  return {fmt::format("{} of {} rows have no date or number in `{}`; they count as the last ones",
                      rows.untimed, rows.rows(), ordered.time_column)};
}

// Values of the label beside those that mean success, kMostLabelsTold at most and one more.
std::set<std::string> OtherLabels(const ScoreSpec& spec, const TextRows& rows) {
  const int label = rows.Find(spec.label_column);
  std::set<std::string> others;
  if (label < 0) return others;
  for (const std::vector<std::string>& row : rows.rows) {
    const std::string& value = row[static_cast<size_t>(label)];
    if (!value.empty() && !IsLabelOf(spec.positive, value)) others.insert(value);
    if (others.size() > kMostLabelsTold) break;
  }
  return others;
}

std::string InBackticks(const std::set<std::string>& values) {
  std::string all;
  for (const std::string& value : values) all += (all.empty() ? "`" : ", `") + value + "`";
  return all;
}

// Values of the label that nobody named: they may be leads that are not over yet.
std::vector<std::string> UnnamedLabels(const ScoreSpec& spec, const TextRows& rows) {
  if (!spec.negative.empty()) return {};
  const std::set<std::string> unnamed = OtherLabels(spec, rows);
  if (unnamed.size() < 2) return {};
  const std::string all = InBackticks(unnamed);
  return {
      fmt::format("`{}` has the values {}, which all count as negative; where one means that the "
                  "lead is not over yet, name the others under `negative`",
                  spec.label_column, all)};
}

// A family, judged on the rows held back.
struct Judged {
  TrainedFamily family;
  Calibrator calibrator;          // of all held-back scores
  std::vector<double> predicted;  // each by a calibration that did not see its fold
  ScoreFigures figures;
};

Judged Judge(TrainedFamily family, std::span<const Fold> folds, std::span<const uint8_t> held) {
  Judged out;
  const std::vector<double>& scores = family.held_scores;
  size_t begin = 0;
  for (const Fold& fold : folds) {
    const size_t end = begin + fold.held.size();
    std::vector<double> other_scores;
    std::vector<uint8_t> other_outcome;
    for (size_t i = 0; i < scores.size(); ++i) {
      if (i >= begin && i < end) continue;
      other_scores.push_back(scores[i]);
      other_outcome.push_back(held[i]);
    }
    const Calibrator calibrator = Calibrator::FitBest(other_scores, other_outcome);
    for (; begin < end; ++begin) out.predicted.push_back(calibrator.Probability(scores[begin]));
  }
  out.calibrator = Calibrator::FitBest(scores, held);
  out.figures = MeasureScores(out.predicted, held);
  out.family = std::move(family);
  return out;
}

FiguresE6 InMillionths(const ScoreFigures& figures) {
  const auto e6 = [](double value) { return static_cast<int64_t>(std::llround(1e6 * value)); };
  return {figures.rows,         figures.positives, e6(figures.auc), e6(figures.pr_auc),
          e6(figures.log_loss), e6(figures.brier), e6(figures.ece), e6(figures.lift_10)};
}

// Losses of saying the base rate of the rows before, fold by fold.
std::vector<double> PriorLosses(std::span<const Fold> folds, std::span<const uint8_t> outcome,
                                std::span<const uint8_t> held) {
  std::vector<double> prior;
  for (const Fold& fold : folds) {
    double positives = 0.5;
    for (const uint32_t row : fold.fit) positives += outcome[row];
    prior.resize(prior.size() + fold.held.size(),
                 positives / (static_cast<double>(fold.fit.size()) + 1));
  }
  return RowLosses(prior, held);
}

void SetVerdict(const Judged& taken, std::span<const double> prior_losses,
                std::span<const uint8_t> held, std::string_view why_family,
                TrainingReport* report) {
  const PairedTest area = AucAgainstChance(taken.family.held_scores, held);
  const PairedTest loss = CompareMeans(prior_losses, RowLosses(taken.predicted, held));
  report->promotable = area.significant() && loss.significant();
  const std::string against = fmt::format(
      "AUC {:.3f} (p {:.2g} against chance), log loss {:.4f} against {:.4f} of the base rate alone "
      "(p {:.2g})",
      area.difference + 0.5, area.p_value, taken.figures.log_loss,
      taken.figures.log_loss + loss.difference, loss.p_value);
  report->verdict =
      report->promotable
          ? fmt::format("fit for promotion: {}; {}", against, why_family)
          : fmt::format("no promotion: it does not beat the base rate by a significant margin: {}",
                        against);
}

// What the model says of rows that it did not learn from, as it will say it in use: by the
// calibration of all of them, whose steps are the values that drift is looked for among.
std::vector<double> AsInUse(const Judged& taken) {
  std::vector<double> said;
  said.reserve(taken.family.held_scores.size());
  for (const double score : taken.family.held_scores)
    said.push_back(taken.calibrator.Probability(score));
  return said;
}

ScoreHistogram HistogramOf(std::vector<double> predicted) {
  std::sort(predicted.begin(), predicted.end());
  ScoreHistogram out;
  for (size_t i = 1; i < kScoreBins; ++i) {
    const int64_t edge = std::llround(1e6 * predicted[predicted.size() * i / kScoreBins]);
    if (out.edges_e6.empty() || out.edges_e6.back() < edge) out.edges_e6.push_back(edge);
  }
  out.rows.assign(out.edges_e6.size() + 1, 0);
  for (const double p : predicted) {
    const auto edge =
        std::upper_bound(out.edges_e6.begin(), out.edges_e6.end(), std::llround(1e6 * p));
    ++out.rows[static_cast<size_t>(edge - out.edges_e6.begin())];
  }
  return out;
}

std::vector<ColumnHistogram> HistogramsOf(const TrainingRows& training, const BinnedRows& binned) {
  std::vector<ColumnHistogram> out;
  for (uint32_t c = 0; c < training.columns.size(); ++c) {
    out.push_back({c, training.bins[c], std::vector<int64_t>(training.bins[c].Count(), 0)});
    for (size_t row = 0; row < binned.rows(); ++row) ++out.back().rows[binned.Row(row)[c]];
  }
  return out;
}

Status CheckEnough(const LabelledRows& rows, const ScoreSpec& spec, const TextRows& file) {
  const auto count = static_cast<int64_t>(rows.rows());
  const int64_t positives = rows.Positives();
  if (rows.rows() > kMaxTrainingRows) {
    return Err(Code::kInvalid, fmt::format("more than {} rows with an outcome; train on a sample",
                                           kMaxTrainingRows));
  }
  if (positives == count) {
    return Err(Code::kInvalid, fmt::format("all {} rows with an outcome are positive: `{}` needs "
                                           "rows of both",
                                           count, spec.label_column));
  }
  if (positives == 0) {
    std::set<std::string> there = OtherLabels(spec, file);
    const bool more = there.size() > kMostLabelsTold;
    if (more) there.erase(std::prev(there.end()));
    return Err(
        Code::kInvalid,
        fmt::format("all {} rows with an outcome are negative: `{}` has {}{}; write one of "
                    "them under `positive` as it is spelled there",
                    count, spec.label_column, InBackticks(there), more ? " and others" : ""));
  }
  if (count < kLeastTrainingRows || positives < kLeastRowsOfClass ||
      count - positives < kLeastRowsOfClass) {
    return Err(
        Code::kInvalid,
        fmt::format("{} rows with {} positives are too few to learn from; {} rows with {} of "
                    "each are the least",
                    count, positives, kLeastTrainingRows, kLeastRowsOfClass));
  }
  return {};
}

struct Choice {
  Judged taken;
  Judged other;
  std::string why;
};

Choice Choose(Judged card, Judged trees, FamilyChoice family, std::span<const uint8_t> held) {
  const PairedTest test = CompareAucs(trees.family.held_scores, card.family.held_scores, held);
  const bool better = test.significant() && trees.figures.log_loss <= card.figures.log_loss;
  const bool take_trees =
      family == FamilyChoice::kBoostedTrees || (family == FamilyChoice::kBest && better);
  std::string why =
      fmt::format("the boosted trees' AUC is {:.3f}, the points card's {:.3f} (p {:.2g}), so {}",
                  trees.figures.auc, card.figures.auc, test.p_value,
                  family != FamilyChoice::kBest ? "the family asked for was taken"
                  : better                      ? "the trees are taken"
                                                : "the card, which people can read, is taken");
  if (take_trees) return {std::move(trees), std::move(card), std::move(why)};
  return {std::move(card), std::move(trees), std::move(why)};
}

}  // namespace

Result<LeadModel> TrainLeadModel(const TrainingRequest& request, const TextRows& rows) {
  ScoreSpec ordered;
  SB_ASSIGN(const LabelledRows labelled, RowsInOrder(request.spec, rows, &ordered));
  SB_TRY(CheckEnough(labelled, request.spec, rows));
  LeadModel::Parts parts;
  parts.spec = request.spec;
  parts.columns = ColumnsOf(request.spec, labelled.cells);
  const TrainingRows training{parts.columns, BinsOf(parts.columns, labelled), &labelled};
  const BinnedRows binned = BinRows(training);
  TrainingReport& report = parts.report;
  report.spec_text = request.spec_text;
  report.rows_digest = request.rows_digest;
  report.seed = request.seed;
  report.rows = static_cast<int64_t>(labelled.rows());
  report.positives = labelled.Positives();
  report.left_out = labelled.left_out;
  report.warnings = LeakWarnings(training, binned);
  for (std::string& each : CellWarnings(parts.columns, labelled))
    report.warnings.push_back(std::move(each));
  for (std::string& each : UntimedWarnings(ordered, labelled))
    report.warnings.push_back(std::move(each));
  for (std::string& each : GroupWarnings(request.spec, rows))
    report.warnings.push_back(std::move(each));
  for (std::string& each : UnnamedLabels(request.spec, rows))
    report.warnings.push_back(std::move(each));

  const bool in_time = ordered.ordered_in_time();
  const std::vector<Fold> folds = MakeFolds(labelled.outcome, in_time, request.seed);
  report.judged_by = in_time ? "the later half in five blocks, each by the rows before it"
                             : "five parts by lot, each by the other four";
  if (!ordered.time_column.empty())
    report.judged_by += ", in the order of `" + ordered.time_column + "`";
  std::vector<uint8_t> held;
  for (const Fold& fold : folds)
    for (const uint32_t row : fold.held) held.push_back(labelled.outcome[row]);
  SB_ASSIGN(TrainedFamily card, TrainScorecard(training, folds));
  SB_ASSIGN(TrainedFamily trees, TrainBoostedTrees(training, folds, request.seed));
  Choice choice = Choose(Judge(std::move(card), folds, held), Judge(std::move(trees), folds, held),
                         request.family, held);
  SetVerdict(choice.taken, PriorLosses(folds, labelled.outcome, held), held, choice.why, &report);
  report.figures = InMillionths(choice.taken.figures);
  report.other = InMillionths(choice.other.figures);
  report.other_kind = choice.other.family.scorer->kind();
  parts.column_histograms = HistogramsOf(training, binned);
  parts.score_histogram = HistogramOf(AsInUse(choice.taken));
  parts.calibrator = choice.taken.calibrator;
  parts.scorer = std::move(choice.taken.family.scorer);
  return LeadModel(std::move(parts));
}

}  // namespace signalbox
