#include "insight/score/stream_watch.h"

#include <fmt/format.h>

#include <cmath>

#include "insight/score/significance.h"

namespace signalbox {
namespace {

// A calibration moves all probabilities alike; a model that needs a third no longer fits.
constexpr size_t kRecalibrationsToRetrain = 3;

// Why the model itself, and not only its calibration, is worth learning anew; empty when it is not.
std::string WhyRetrain(const LeadModel& model, const StreamReport& report,
                       std::span<const double> raw, std::span<const uint8_t> outcome) {
  const double trained = 1e-6 * static_cast<double>(model.report().figures.auc);
  const PairedTest now = AucAgainstChance(raw, outcome);
  if (!report.figures.one_class() && now.standard_error > 0) {
    const double z = (trained - 0.5 - now.difference) / now.standard_error;
    const double p_value = 0.5 * std::erfc(z / std::sqrt(2.0));
    if (p_value < kSignificance) {
      return fmt::format("the AUC is {:.3f} and was {:.3f} in training (p {:.2g})",
                         now.difference + 0.5, trained, p_value);
    }
  }
  if (report.recalibrations.size() >= kRecalibrationsToRetrain)
    return fmt::format("it was calibrated anew {} times", report.recalibrations.size());
  // Other leads alone need no new model, and neither does another base rate alone.
  for (const DriftFinding& each : report.drift) {
    if (each.level == DriftFinding::Level::kAct && !report.alarms.empty()) {
      return fmt::format(
          "outcomes do not come as said, and the leads are others: `{}` has drifted, stability "
          "index {:.2f}",
          each.what, each.psi);
    }
  }
  return "";
}

void MeasureRecalibrations(std::span<const double> raw, std::span<const double> said,
                           std::span<const uint8_t> outcome, const Calibrator& first,
                           StreamReport* report) {
  std::vector<StreamRecalibration>& all = report->recalibrations;
  for (size_t i = 0; i < all.size(); ++i) {
    const Calibrator& before = i == 0 ? first : all[i - 1].calibrator;
    const auto begin = static_cast<size_t>(all[i].row - 1);
    const size_t end = i + 1 < all.size() ? static_cast<size_t>(all[i + 1].row - 1) : raw.size();
    std::vector<double> was, is;
    for (size_t row = begin; row < end; ++row) {
      was.push_back(before.Probability(raw[row]));
      is.push_back(all[i].calibrator.Probability(raw[row]));
    }
    const auto came = outcome.subspan(begin, end - begin);
    all[i].ece_before = ExpectedCalibrationError(ReliabilityTable(was, came));
    all[i].ece_after = ExpectedCalibrationError(ReliabilityTable(is, came));
    const auto since = static_cast<size_t>(all[i].since - 1);
    all[i].ece_of_change = ExpectedCalibrationError(ReliabilityTable(
        said.subspan(since, begin - since), outcome.subspan(since, begin - since)));
    all[i].ece_of_rest =
        ExpectedCalibrationError(ReliabilityTable(said.subspan(begin), outcome.subspan(begin)));
  }
}

}  // namespace

StreamReport WatchStream(const LeadModel& model, const LabelledRows& rows, StreamPlan plan) {
  StreamReport report;
  report.rows = static_cast<int64_t>(rows.rows());
  Calibrator calibrator = model.calibrator();
  CalibrationWatch watch;
  int64_t watched_from = 0;  // outcomes before the watch began anew
  std::vector<double> raw, said, promoted;
  std::vector<std::vector<std::string_view>> cells(rows.rows());
  for (size_t row = 0; row < rows.rows(); ++row) {
    cells[row].resize(rows.cells.size());
    rows.Row(row, cells[row]);
    raw.push_back(model.RawScore(cells[row]));
    said.push_back(calibrator.Probability(raw.back()));
    promoted.push_back(model.calibrator().Probability(raw.back()));
    if (row < plan.outcomes_late) continue;
    const size_t known = row - plan.outcomes_late;
    // Judged by the calibration in use now: what was said before a new one is no fault of it.
    const std::optional<CalibrationAlarm> alarm =
        watch.Add(raw[known], calibrator.Probability(raw[known]), rows.outcome[known] != 0);
    if (alarm) {
      report.alarms.push_back(
          {static_cast<int64_t>(row) + 1, watched_from + alarm->since_outcome, alarm->too_low});
    }
    if (!plan.recalibrate) continue;
    if (std::optional<Calibrator> next = watch.Recalibrate(calibrator)) {
      calibrator = *std::move(next);
      const int64_t since = watched_from + watch.alarm()->since_outcome;
      watch.Restart();
      watched_from = static_cast<int64_t>(known) + 1;
      report.recalibrations.push_back({static_cast<int64_t>(row) + 2, since, calibrator});
    }
  }
  // One that came with the last row scored nothing.
  if (!report.recalibrations.empty() && report.recalibrations.back().row > report.rows)
    report.recalibrations.pop_back();
  report.figures = MeasureScores(said, rows.outcome);
  report.as_promoted = MeasureScores(promoted, rows.outcome);
  MeasureRecalibrations(raw, said, rows.outcome, model.calibrator(), &report);
  report.drift = FindDrift(model, cells);
  report.why_retrain = WhyRetrain(model, report, raw, rows.outcome);
  report.retrain = !report.why_retrain.empty();
  return report;
}

}  // namespace signalbox
