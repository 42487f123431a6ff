// Defined features of one lead while it is routed: read from its own events, as of the moment that
// its agent was asked. By the code that makes training rows (workspace/model_rows.h).
//
// Thread safe; called by workers, who wait for the engine's thread once.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/core.h"
#include "policy/features.h"

namespace signalbox {

class Workspace;

class ServedFeatures {
 public:
  explicit ServedFeatures(Workspace* workspace) : workspace_(workspace) {}

  // By name, of the features that the run's version of the policy defines. Empty where it defines
  // none, or the lead is no longer there.
  std::map<std::string, std::string> Of(const Activity& activity);

 private:
  Result<std::shared_ptr<const FeatureSet>> SetOf(const Digest& policy);

  Workspace* const workspace_;
  std::mutex mutex_;
  Digest policy_{};
  std::shared_ptr<const FeatureSet> set_;  // of `policy_`
};

}  // namespace signalbox
