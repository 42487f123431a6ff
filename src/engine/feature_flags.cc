#include "engine/feature_flags.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "engine/policy_stages.h"
#include "engine/state.h"
#include "policy/findings.h"

namespace signalbox {
namespace {

constexpr int64_t kEverybodyE4 = 10'000;

// The domain keeps a flag apart from a version that would hash to the same.
Digest ExperimentOf(std::string_view name) {
  return Sha256({std::string_view("flag "), name});
}

}  // namespace

bool FlagIsOn(const FlagSettings& settings, std::string_view name, bool given, uint64_t share_key) {
  const auto set = settings.find(name);
  if (set == settings.end()) return given;
  if (set->second.share_e4 <= 0) return false;
  if (set->second.share_e4 >= kEverybodyE4) return true;
  return ShareBucket(ExperimentOf(name), share_key) < set->second.share_e4;
}

std::vector<std::string> FlagsOn(const Policy& policy, const FlagSettings& settings,
                                 uint64_t share_key) {
  std::vector<std::string> on;
  for (const auto& [name, given] : FlagsOf(policy)) {
    if (FlagIsOn(settings, name, given, share_key)) on.push_back(name);
  }
  return on;
}

const Attributes& RecordUnder(const Policy& policy, const Run& run, const State& state,
                              const FlagOverrides& given, Attributes* copy) {
  const auto& flags = FlagsOf(policy);
  const auto& own = FlagsOf(*run.policy->policy);
  if (flags.empty() || (given.empty() && &policy == run.policy->policy.get())) return run.record;
  std::vector<std::string> on;
  for (const auto& [name, by_default] : flags) {
    const auto forced = given.find(name);
    bool is_on = false;
    if (forced != given.end()) {
      is_on = forced->second;
    } else if (own.contains(name)) {
      const std::string* pinned = run.record.FindExtra(std::string(kFlagPrefix) + name);
      is_on = pinned != nullptr && *pinned == "true";
    } else {
      is_on = FlagIsOn(state.flags, name, by_default, state.leads[run.lead].share_key);
    }
    if (is_on) on.push_back(name);
  }
  *copy = run.record;
  PutFlags(policy, on, copy);
  return *copy;
}

Status CheckOverrides(const FlagOverrides& given, const std::vector<const Policy*>& policies) {
  std::set<std::string> known;
  for (const Policy* policy : policies) {
    for (const auto& [name, by_default] : FlagsOf(*policy)) known.insert(name);
  }
  for (const auto& [name, on] : given) {
    if (known.contains(name)) continue;
    const std::string hint = DidYouMean(name, {known.begin(), known.end()});
    return Err(Code::kInvalid, "no version here declares a flag `" + name + "`" +
                                   (hint.empty() ? "; see `flags:` in policy.yaml" : hint));
  }
  return {};
}

}  // namespace signalbox
