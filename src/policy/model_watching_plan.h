// Which learned models watch themselves, and how often, as versioned data of the policy.
// `models/NAME.yaml` of a bundle:
//
//   watch:
//     - {agent: score_lead, every: 6h}
//     - {agent: score_lead, every: 1d, recalibrate: false}   # tells, and changes nothing
//
// An agent is watched by its model in use; one that has none is passed over. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "policy/policy.h"

namespace signalbox {

class Findings;

// A watch reads every lead that was ever scored, so it is no thing of seconds.
inline constexpr TimeUs kShortestWatchUs = 10 * kMinuteUs;
inline constexpr TimeUs kLongestWatchUs = 366 * kDayUs;

struct ModelWatchEntry {
  std::string agent;
  TimeUs every = 0;
  bool recalibrate = true;  // after an alarm, as `model watch` does
};

// One entry an agent, in the order of files and lines. Mistakes become findings with file, line and
// column.
std::vector<ModelWatchEntry> CompileModelWatches(const BundleFiles& files, Findings* findings);
// Of a bundle that compiled.
Result<std::vector<ModelWatchEntry>> ModelWatchesOfBundle(const BundleFiles& files);

}  // namespace signalbox
