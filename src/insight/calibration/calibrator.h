// From a raw score to a probability, learned from scores whose outcomes are known. Never
// decreasing, so a calibrator changes no order, only what the number means.
//
// Two ways, the better chosen by cross-validation: Platt's (a logistic curve over the score, fitted
// with his smoothed targets; Platt 1999, Lin and others 2007) and isotonic regression by pooling
// adjacent violators, read linearly between the centres of its blocks so that scores that differ
// are not all made equal (centred isotonic regression, Oron and Flournoy 2017).
//
// Kept in whole numbers, so that the same score gives the same probability everywhere. Immutable
// and safe in any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/cbor.h"
#include "base/result.h"

namespace signalbox {

class Calibrator {
 public:
  enum class Way : uint8_t { kPlatt = 0, kIsotonic = 1 };

  // A block of isotonic regression: a score in millionths and its probability in millionths.
  struct Knot {
    int64_t score_e6 = 0;
    int64_t probability_e6 = 0;
    friend bool operator==(const Knot&, const Knot&) = default;
  };

  // Says one half to all.
  Calibrator() = default;

  // `score` and `outcome` are of one length; outcomes are 0 or 1. Without rows, the default one.
  static Calibrator FitPlatt(std::span<const double> score, std::span<const uint8_t> outcome);
  static Calibrator FitIsotonic(std::span<const double> score, std::span<const uint8_t> outcome);
  // The way whose log loss over `folds` held-back parts is the lower. The parts are every
  // `folds`-th row in the order of the score, so that all see the whole range.
  static Calibrator FitBest(std::span<const double> score, std::span<const uint8_t> outcome,
                            int folds = 5);
  // As FitBest, but only shifts and stretches the probabilities that `this` gives: for the few
  // outcomes that are there soon after a change.
  Calibrator Refit(std::span<const double> score, std::span<const uint8_t> outcome) const;

  // In millionths, 1 to 999,999: nothing is certain.
  int64_t ProbabilityE6(double score) const;
  double Probability(double score) const {
    return 1e-6 * static_cast<double>(ProbabilityE6(score));
  }

  Way way() const { return way_; }
  std::string_view WayName() const { return way_ == Way::kPlatt ? "platt" : "isotonic"; }

  void Encode(CborWriter* out) const;
  // kCorrupt for what Encode does not write.
  static Result<Calibrator> Decode(CborReader* in);

  friend bool operator==(const Calibrator&, const Calibrator&) = default;

 private:
  // A later shift of the log odds; the first of Platt's own curve.
  int64_t slope_e9_ = 0;
  int64_t offset_e9_ = 0;
  Way way_ = Way::kPlatt;
  std::vector<Knot> knots_;
  bool shifted_ = false;  // an isotonic curve whose log odds are then moved by slope and offset
};

}  // namespace signalbox
