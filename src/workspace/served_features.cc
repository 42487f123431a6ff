#include "workspace/served_features.h"

#include <optional>

#include "base/log.h"
#include "workspace/model_rows.h"

namespace signalbox {

Result<std::shared_ptr<const FeatureSet>> ServedFeatures::SetOf(const Digest& policy) {
  const std::lock_guard lock(mutex_);
  if (set_ != nullptr && policy_ == policy) return set_;
  SB_ASSIGN(const Bytes blob, workspace_->store().ReadBlob(policy));
  SB_ASSIGN(const BundleFiles files, UnpackBundle(blob));
  SB_ASSIGN(FeatureSet set, FeaturesOfBundle(files));
  set_ = std::make_shared<const FeatureSet>(std::move(set));
  policy_ = policy;
  return set_;
}

std::map<std::string, std::string> ServedFeatures::Of(const Activity& activity) {
  std::optional<LeadEntry> entry;
  Digest policy{};
  const Status asked = workspace_->Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const auto lead = state.lead_by_id.find(activity.lead);
    if (lead == state.lead_by_id.end()) return;
    entry = state.leads.At(lead->second);
    // A run that is only thought of is no run here: it would be one of the version that holds.
    const Run* run = state.FindRun(activity.run);
    const auto version = run != nullptr ? run->policy : state.VersionFor(*entry);
    if (version == nullptr)
      entry.reset();
    else
      policy = version->hash;
  });
  if (!asked.ok() || !entry) return {};
  const Result<std::shared_ptr<const FeatureSet>> set = SetOf(policy);
  if (set.ok() && (*set)->empty()) return {};
  const Result<LeadHistory> history =
      ReadLeadHistory(workspace_->store(), workspace_->keys(), *entry);
  if (!set.ok() || !history.ok()) {
    Log(LogLevel::kError, "the features of a lead could not be read: " +
                              (set.ok() ? history.error().message : set.error().message));
    return {};
  }
  // The moment that the log has for the asking, so that a training row has the same.
  const TimeUs at = activity.deadline - activity.agent.timeout_us;
  return FeatureCellsAt(**set, *history, activity.record, at);
}

}  // namespace signalbox
