#include "workspace/activity_runner.h"

#include "agents/http_agent.h"

namespace signalbox {
namespace {

// Activities handed out and not begun. Beyond it a full pool answers for them, and they come back after their backoff.
constexpr size_t kQueuedActivities = 4'096;

ActivityReport ReportOf(const Activity& activity) {
  ActivityReport report;
  report.run = activity.run;
  report.agent = activity.agent.id + "@" + activity.agent.version;
  report.body.step = activity.step;
  report.body.attempt = activity.attempt;
  report.body.task = activity.task;
  return report;
}

}  // namespace

ActivityRunner::ActivityRunner(size_t threads, HttpTransport& transport, const Clock& clock,
                               std::function<void(ActivityReport&&)> report)
    : transport_(transport), clock_(clock), report_(std::move(report)), queue_(kQueuedActivities) {
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

ActivityRunner::~ActivityRunner() {
  queue_.Close();
  for (std::thread& thread : threads_) thread.join();
}

void ActivityRunner::Dispatch(std::vector<Activity> activities) {
  for (Activity& activity : activities) {
    ActivityReport busy = ReportOf(activity);
    if (queue_.TryPush(std::move(activity))) continue;
    busy.body.outcome = Outcome::kError;
    busy.body.reason = "workers_busy";
    report_(std::move(busy));
  }
}

}  // namespace signalbox
