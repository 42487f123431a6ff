// Agents of kind kModel, as workers ask them: the model file is read from the workspace's blobs by
// its hash, checked, and kept while it is asked.
//
// An answer names the model by kind and hash. A file that is gone, cut short, changed or of another
// version is `model_refused`: the run goes on with whoever else offers the capability, and nothing
// is answered by a model other than the one that the agent's version names. Thread safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "engine/core.h"
#include "store/store.h"
#include "workspace/account_index.h"

namespace signalbox {

class AskedModel;
class SentenceEncoder;

class ModelAgents {
 public:
  // What a feature that is no field of the record is worth for a lead now; empty for none.
  using FeatureCells =
      std::function<std::map<std::string, std::string>(const Activity& activity, TimeUs now)>;

  // All outlive it. `features` may be empty.
  ModelAgents(const Store& store, AccountIndex* accounts, FeatureCells features);
  ~ModelAgents();

  AgentResult Ask(const Activity& activity, TimeUs now);

 private:
  Result<std::shared_ptr<const AskedModel>> Open(const AgentSpec& agent);
  // Null where there is none: texts are read by their words alone, and the answer says so.
  const SentenceEncoder* Encoder();

  const Store& store_;
  AccountIndex* const accounts_;
  const FeatureCells features_;
  std::mutex mutex_;
  bool encoder_looked_for_ = false;
  std::unique_ptr<SentenceEncoder> encoder_;
  std::map<std::string, std::shared_ptr<const AskedModel>> open_;  // by hash
};

}  // namespace signalbox
