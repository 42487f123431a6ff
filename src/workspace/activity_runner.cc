#include "workspace/activity_runner.h"

#include "agents/http_agent.h"
#include "engine/activity_report.h"

namespace signalbox {
namespace {

// Activities handed out and not begun. Beyond it a full pool answers for them, and they come back
// after their backoff.
constexpr size_t kQueuedActivities = 4'096;

}  // namespace

ActivityRunner::ActivityRunner(size_t threads, HttpTransport& transport, ModelAgents& models,
                               const Clock& clock, std::function<void(ActivityReport&&)> report)
    : transport_(transport),
      models_(models),
      clock_(clock),
      report_(std::move(report)),
      queue_(kQueuedActivities) {
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

ActivityRunner::~ActivityRunner() {
  queue_.Close();
  for (std::thread& thread : threads_) thread.join();
}

void ActivityRunner::Dispatch(std::vector<Activity> activities) {
  for (Activity& activity : activities) {
    ActivityReport busy = ReportOn(activity);
    if (queue_.TryPush(std::move(activity))) continue;
    busy.body.outcome = Outcome::kError;
    busy.body.reason = "workers_busy";
    report_(std::move(busy));
  }
}

AgentResult ActivityRunner::Carry(const Activity& activity) {
  if (activity.agent.kind == AgentKind::kModel) return models_.Ask(activity, clock_.Now());
  const AgentCall call{activity.agent,   activity.capability, FormatId("run", activity.run),
                       activity.step_id, activity.record,     activity.idempotency_key,
                       clock_.Now()};
  return CallHttpAgent(transport_, call);
}

void ActivityRunner::Work() {
  std::vector<Activity> taken;
  for (bool open = true; open;) {
    taken.clear();
    open = queue_.PopSome(1, std::chrono::seconds(1), &taken);
    for (const Activity& activity : taken) {
      const TimeUs began = clock_.Steady();
      AgentResult result = Carry(activity);
      ActivityReport report = ReportOn(activity);
      report.body.outcome = result.outcome;
      report.body.reason = std::move(result.reason);
      report.body.confidence_e4 = result.confidence_e4;
      for (const Evidence& e : result.evidence) {
        report.body.evidence.push_back({e.code, static_cast<int64_t>(e.field), e.weight});
      }
      report.body.models = std::move(result.model_ids);
      report.body.retry_after_us = result.retry_after_us;
      report.body.duration_us = clock_.Steady() - began;
      // A write may have been carried out unless the agent says that it took nothing.
      const bool refused =
          report.body.reason.starts_with("agent_http_4") || report.body.reason == "agent_bad_input";
      const bool lost = report.body.outcome == Outcome::kError && !refused;
      report.body.unknown = lost && activity.agent.effects > EffectClass::kRead;
      report.output = std::move(result.output);
      report_(std::move(report));
    }
  }
}

}  // namespace signalbox
