// How well probabilities keep their word: of what was said to happen with .7, seven in ten should.
//
// Bins are of equal width over [0, 1], 15 unless said (Guo and others 2017, "On Calibration of
// Modern Neural Networks"). Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace signalbox {

inline constexpr int kReliabilityBins = 15;

struct ReliabilityBin {
  int64_t rows = 0;
  double mean_predicted = 0;  // 0 where there is no row
  double positive_rate = 0;   // what came of them
};

// `predicted` and `outcome` are of one length; an outcome is 0 or 1. A probability of 1 is in the
// last bin.
std::vector<ReliabilityBin> ReliabilityTable(std::span<const double> predicted,
                                             std::span<const uint8_t> outcome,
                                             int bins = kReliabilityBins);

// The mean over rows of how far a bin's prediction is from what came; 0 for an empty table.
double ExpectedCalibrationError(std::span<const ReliabilityBin> table);

}  // namespace signalbox
