#include "workspace/model_watcher.h"

#include "base/log.h"

namespace signalbox {
namespace {

// Intervals are of ten minutes and more, so that a minute late is nothing.
constexpr auto kBetweenWatches = std::chrono::minutes(1);
const Actor kWatch{ActorKind::kEngine, "model_watch"};

// There is no score to watch yet, or it was replaced while it was looked at.
bool ComesBackNextRound(const Error& error) {
  return error.code == Code::kNotFound || error.code == Code::kConflict;
}

}  // namespace

Status ModelWatchRound::ReadPlan() {
  std::optional<Digest> active;
  SB_TRY(workspace_.Ask([&](const Engine& engine) {
    if (const auto policy = engine.state().Active()) active = policy->hash;
  }));
  if (active == plan_of_) return {};
  std::vector<ModelWatchEntry> plan;
  if (active) {
    SB_ASSIGN(const Bytes blob, workspace_.store().ReadBlob(*active));
    SB_ASSIGN(const BundleFiles files, UnpackBundle(blob));
    SB_ASSIGN(plan, ModelWatchesOfBundle(files));
  }
  plan_ = std::move(plan);
  plan_of_ = active;
  return {};
}

Result<std::vector<ModelWatchReport>> ModelWatchRound::Run(TimeUs now) {
  SB_TRY(ReadPlan());
  std::vector<ModelWatchReport> reports;
  Status failed;
  for (const ModelWatchEntry& entry : plan_) {
    const auto last = watched_.find(entry.agent);
    if (last != watched_.end() && now < last->second + entry.every) continue;
    Result<ModelWatchReport> report =
        WatchModelInUse(workspace_, kWatch, entry.agent, entry.recalibrate);
    if (!report.ok() && ComesBackNextRound(report.error())) continue;
    // One that fails is not tried every minute.
    watched_[entry.agent] = now;
    if (report.ok())
      reports.push_back(std::move(*report));
    else
      failed = Within("`" + entry.agent + "`", report.error());
  }
  if (!failed.ok()) return failed.error();
  return reports;
}

ModelWatcher::ModelWatcher(Workspace& workspace)
    : clock_(workspace.clock()), round_(workspace), rounds_(kBetweenWatches, [this] { Once(); }) {}

void ModelWatcher::Once() {
  const Result<std::vector<ModelWatchReport>> reports = round_.Run(clock_.Now());
  if (!reports.ok() && reports.error().code != Code::kUnavailable)
    Log(LogLevel::kWarning, "a model was not watched: " + reports.error().message);
  if (reports.ok()) {
    for (const ModelWatchReport& report : *reports) {
      for (const std::string& line : report.told)
        Log(LogLevel::kInfo, "model " + report.agent + "@" + report.version + ": " + line);
    }
  }
}

}  // namespace signalbox
