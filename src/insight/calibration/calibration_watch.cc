#include "insight/calibration/calibration_watch.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace signalbox {
namespace {

constexpr double kOddsRatio = 2;

// How much likelier the outcome is when the odds are `ratio` times those said, as a logarithm.
double LogLikelihoodRatio(double probability, bool positive, double ratio) {
  const double p = std::clamp(probability, 1e-6, 1 - 1e-6);
  return (positive ? std::log(ratio) : 0) - std::log(1 - p + ratio * p);
}

}  // namespace

std::optional<CalibrationAlarm> CalibrationWatch::Add(double raw_score, double probability,
                                                      bool positive) {
  ++outcomes_;
  newest_.push_back({raw_score, positive, outcomes_});
  if (newest_.size() > kWatchWindow) newest_.pop_front();
  if (alarm_) return std::nullopt;
  const auto step = [&](double ratio, double* sum, int64_t* since) {
    *sum += LogLikelihoodRatio(probability, positive, ratio);
    if (*sum > 0) return;
    *sum = 0;
    *since = outcomes_ + 1;
  };
  step(kOddsRatio, &sum_low_, &low_since_);
  step(1 / kOddsRatio, &sum_high_, &high_since_);
  if (sum_low_ < kAlarmSum && sum_high_ < kAlarmSum) return std::nullopt;
  const bool too_low = sum_low_ >= kAlarmSum;
  alarm_ = CalibrationAlarm{too_low, outcomes_, too_low ? low_since_ : high_since_};
  return alarm_;
}

std::optional<Calibrator> CalibrationWatch::Recalibrate(const Calibrator& before) const {
  if (!alarm_) return std::nullopt;
  std::vector<double> scores;
  std::vector<uint8_t> outcomes;
  for (const Outcome& each : newest_) {
    if (each.number < alarm_->since_outcome) continue;
    scores.push_back(each.raw_score);
    outcomes.push_back(each.positive ? 1 : 0);
  }
  if (scores.size() < kLeastToRecalibrate) return std::nullopt;
  return before.Refit(scores, outcomes);
}

void CalibrationWatch::Restart() {
  *this = CalibrationWatch();
}

}  // namespace signalbox
