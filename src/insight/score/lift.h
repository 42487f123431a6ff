// How much more often than on the whole a model's best tenth of leads succeeds, and its second
// best, and so on. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace signalbox {

struct LiftTenth {
  int64_t rows = 0;
  double positive_rate = 0;
  // How many times the base rate that is; 1 where there is no positive.
  double lift = 1;
};

// Ten of them, the best first, each ending at its tenth of the rows rounded up, so that the first
// one's lift is ScoreFigures::lift_10. Of a group tied across a border each side has its share. Of
// fewer than ten rows, as many as have any.
std::vector<LiftTenth> LiftByTenth(std::span<const double> predicted,
                                   std::span<const uint8_t> outcome);

}  // namespace signalbox
