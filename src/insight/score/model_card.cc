#include "insight/score/model_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "insight/score/scorecard.h"

namespace signalbox {
namespace {

double FromE6(int64_t number) {
  return 1e-6 * static_cast<double>(number);
}

std::string FiguresRow(std::string_view name, const FiguresE6& f) {
  return fmt::format("| {} | {:.3f} | {:.3f} | {:.4f} | {:.4f} | {:.3f} | {:.2f} |\n", name,
                     FromE6(f.auc), FromE6(f.pr_auc), FromE6(f.log_loss), FromE6(f.brier),
                     FromE6(f.ece), FromE6(f.lift_10));
}

int32_t PointsRange(const CardColumn& column) {
  const auto [least, most] = std::minmax_element(column.points.begin(), column.points.end());
  return *most - *least;
}

std::string BinWords(const ScoreColumn& column, const ColumnBins& bins, size_t bin) {
  if (column.type == FeatureType::kBoolean && bins.Count() == 3 && bin > 0)
    return bin == 1 ? "no" : "yes";
  return bins.Words(bin);
}

}  // namespace

std::string PointsTable(const LeadModel& model) {
  const auto* card = dynamic_cast<const Scorecard*>(&model.scorer());
  if (card == nullptr)
    return "boosted trees have no points of their own; ask for the reasons of a row with "
           "`--data`\n";
  std::vector<const CardColumn*> columns;
  for (const CardColumn& column : card->columns()) columns.push_back(&column);
  std::stable_sort(columns.begin(), columns.end(), [](const CardColumn* a, const CardColumn* b) {
    return PointsRange(*a) > PointsRange(*b);
  });
  std::string out = fmt::format("every lead begins with {} points; {:.0f} more double the odds\n",
                                card->base_points(), kPointsToDouble);
  for (const CardColumn* column : columns) {
    out += fmt::format("\n{}\n", model.columns()[column->column].name);
    for (size_t bin = 0; bin < column->points.size(); ++bin)
      out += fmt::format("  {:+4}  {}\n", column->points[bin],
                         BinWords(model.columns()[column->column], column->bins, bin));
  }
  return out;
}

std::string ModelCardText(const LeadModel& model, std::string_view id) {
  const TrainingReport& report = model.report();
  const ScoreSpec& spec = model.spec();
  std::string out = fmt::format("# {}\n\n", spec.name.empty() ? "A score of leads" : spec.name);
  if (!spec.purpose.empty()) out += fmt::format("**For:** {}\n\n", spec.purpose);
  out += fmt::format("- model `{}`\n- family `{}`, calibrated by {}\n", id, model.scorer().kind(),
                     model.calibrator().WayName());
  out += fmt::format(
      "- trained on {} rows, {} of them positive (`{}`); {} without an outcome left "
      "out\n- the file's SHA-256 is `{}`, the seed {}\n",
      report.rows, report.positives, spec.label_column, report.left_out, report.rows_digest,
      report.seed);
  out += fmt::format("- **{}**\n\n", report.verdict);
  out += fmt::format("## Results\n\nOn rows that it had not seen: {}.\n\n", report.judged_by);
  out +=
      "| family | AUC | PR-AUC | log loss | Brier | ECE | lift at 10 % "
      "|\n|---|---|---|---|---|---|---|\n";
  out += FiguresRow(fmt::format("{} (taken)", model.scorer().kind()), report.figures);
  out += FiguresRow(report.other_kind, report.other);
  out += "\n## What it reads\n\n| column | type | direction |\n|---|---|---|\n";
  for (const ScoreFeature& feature : spec.features) {
    out += fmt::format("| {} | {} | {} |\n", feature.column, FeatureTypeName(feature.type),
                       feature.monotone == Monotone::kUp     ? "up"
                       : feature.monotone == Monotone::kDown ? "down"
                                                             : "free");
  }
  out +=
      "\nEach is declared as known before the lead is routed. A blank value and one that training "
      "did not see are taken.\n";
  if (!report.warnings.empty()) out += "\n## Warnings\n\n";
  for (const std::string& warning : report.warnings) out += "- " + warning + "\n";
  return out;
}

}  // namespace signalbox
