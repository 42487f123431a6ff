// Which feature flags of a policy are on for a record: what the workspace set, over the default.
//
// A flag that is set for a share of the leads is on for those whose key falls into it. The key is
// that of canaries (ShareKey), the experiment is the flag's name alone, so a record keeps its side
// while the share grows and from version to version. A run pins the answer when it begins
// (RunStarted), for ever. Folded state: changes through ApplyEvent only. Engine thread only.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "engine/policy_events.h"
#include "policy/flags.h"

namespace signalbox {

struct FlagSetting {
  int64_t share_e4 = 0;  // 0: off, 10'000: on
  PersonRef by = 0;      // 0: nobody said
  TimeUs since = 0;
};
// By name; a flag that is not here has the default of the version that asks.
using FlagSettings = std::map<std::string, FlagSetting, std::less<>>;

// Given by hand where a decision is tried, over everything else.
using FlagOverrides = std::map<std::string, bool, std::less<>>;

bool FlagIsOn(const FlagSettings& settings, std::string_view name, bool given, uint64_t share_key);

// The flags of `policy` that are on, by name.
std::vector<std::string> FlagsOn(const Policy& policy, const FlagSettings& settings,
                                 uint64_t share_key);

struct Run;
struct State;

// The record of a run as `policy` reads it, which need not be the run's own: the run's own flags
// are as it pinned them, others as they are set now. `copy` holds it where it is not the run's.
const Attributes& RecordUnder(const Policy& policy, const Run& run, const State& state,
                              const FlagOverrides& given, Attributes* copy);

// kInvalid for a flag that neither policy declares, naming the one that is meant.
Status CheckOverrides(const FlagOverrides& given, const std::vector<const Policy*>& policies);

}  // namespace signalbox
