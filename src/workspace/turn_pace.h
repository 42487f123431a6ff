// How long the engine's thread gathers before its next turn.
//
// A turn is one commit, and a commit has costs that do not grow with what it holds: a page of each
// table and one sync of the disk. While leads come faster than that is worth, a turn begins at the
// earliest one interval after the last began; a lead that comes alone waits for nobody. Pure.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/clock.h"

namespace signalbox {

// Half as many commits at 8,800 leads a second on two cores, and a tenth less processor time, for
// half a millisecond more of the median (docs/decisions/gathered-commits.md).
inline constexpr TimeUs kBetweenTurns = kMillisecondUs;
// Fewer are no load, and somebody may be sending them one after the other.
inline constexpr size_t kGatherFrom = 4;

// After a turn that did `done` things and took `took` altogether, waiting for the first included.
inline TimeUs PauseBeforeNextTurn(size_t done, TimeUs took) {
  if (done < kGatherFrom) return 0;
  return std::clamp<TimeUs>(kBetweenTurns - took, 0, kBetweenTurns);
}

}  // namespace signalbox
