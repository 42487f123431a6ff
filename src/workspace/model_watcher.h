// Watches the models in use by itself, as often as the active policy says
// (policy/model_watching_plan.h). What is found are the events of `model watch`; a round that finds
// nothing leaves none.
//
// When a model was watched last is not remembered over a start: the first round after it watches
// every model, and what was told before is not told again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/rounds.h"
#include "policy/model_watching_plan.h"
#include "workspace/model_watching.h"
#include "workspace/workspace.h"

namespace signalbox {

// By hand, what the thread below does. One thread at a time, never the engine's.
class ModelWatchRound {
 public:
  explicit ModelWatchRound(Workspace& workspace) : workspace_(workspace) {}  // outlives it

  // Watches what is due at `now`, and says what was found, by agent. An agent without a score in
  // use is passed over and asked again in the next round; so is one whose model changed meanwhile.
  // Other errors are told when every agent had its turn.
  Result<std::vector<ModelWatchReport>> Run(TimeUs now);

 private:
  Status ReadPlan();

  Workspace& workspace_;
  std::optional<Digest> plan_of_;  // the bundle that plan_ was read from
  std::vector<ModelWatchEntry> plan_;
  std::map<std::string, TimeUs> watched_;  // by agent
};

// Rounds on a thread of its own, while it lives.
class ModelWatcher {
 public:
  explicit ModelWatcher(Workspace& workspace);  // outlives it

 private:
  void Once();

  const Clock& clock_;
  ModelWatchRound round_;
  Rounds rounds_;
};

}  // namespace signalbox
