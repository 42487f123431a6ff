// Watches, outcome by outcome, whether a model's probabilities still keep their word. An alarm
// rises when outcomes come more often, or more rarely, than was said, by more than chance gives;
// after it, the newest outcomes tell how to calibrate anew.
//
// Two sums, one for each direction, of how much better the newest outcomes are told by odds twice
// (or half) those said: Page's cumulative sum of log-likelihood ratios (Page 1954; for
// risk-adjusted outcomes Steiner and others 2000). Each outcome counts against its own probability,
// so a mix of other leads is no alarm. Not thread safe; feed it in the order in which outcomes come
// in.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "insight/calibration/calibrator.h"

namespace signalbox {

// The sum at which an alarm rises. A sum that begins at 0 reaches h by chance about once in e^h
// rises, so this is once in some ten thousand outcomes and more.
inline constexpr double kAlarmSum = 9;
// Outcomes that recalibration learns from, the newest.
inline constexpr size_t kWatchWindow = 500;
// Below so many outcomes since the alarm's change began, what would be measured is mostly the luck
// that raised the alarm.
inline constexpr size_t kLeastToRecalibrate = 100;

struct CalibrationAlarm {
  bool too_low = false;       // outcomes come more often than said
  int64_t outcome = 0;        // at which one, from 1
  int64_t since_outcome = 0;  // where the sum began to rise: about where the change was
};

class CalibrationWatch {
 public:
  // Of outcomes that were said with `probability` from `raw_score`. An alarm when this one raised
  // it; after an alarm there is none until Restart.
  std::optional<CalibrationAlarm> Add(double raw_score, double probability, bool positive);

  // The calibration for what came since the change (of an alarm that was raised), from `before`.
  // Nothing while fewer than kLeastToRecalibrate outcomes came since.
  std::optional<Calibrator> Recalibrate(const Calibrator& before) const;
  // With a new calibration in use.
  void Restart();

  const std::optional<CalibrationAlarm>& alarm() const { return alarm_; }
  int64_t outcomes() const { return outcomes_; }

 private:
  struct Outcome {
    double raw_score = 0;
    bool positive = false;
    int64_t number = 0;
  };

  int64_t outcomes_ = 0;
  double sum_low_ = 0, sum_high_ = 0;  // of odds said too low, too high
  int64_t low_since_ = 1, high_since_ = 1;
  std::optional<CalibrationAlarm> alarm_;
  std::deque<Outcome> newest_;
};

}  // namespace signalbox
