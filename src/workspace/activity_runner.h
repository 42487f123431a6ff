// The activity runner: a bounded pool of threads that carry out activities (HTTP agents, learned
// models) and report what came of them.
#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"
#include "base/clock.h"
#include "engine/engine.h"
#include "ports/http_client.h"
#include "workspace/model_agents.h"

namespace signalbox {

class ActivityRunner {
 public:
  // `report` is called from the pool's threads. `transport`, `models` and `clock` outlive the
  // runner.
  ActivityRunner(size_t threads, HttpTransport& transport, ModelAgents& models, const Clock& clock,
                 std::function<void(ActivityReport&&)> report);
  // Ends after the calls that are out.
  ~ActivityRunner();

  // Any thread. Activities beyond the queue's bound are answered as failed at once, so that they
  // are retried later.
  void Dispatch(std::vector<Activity> activities);

 private:
  void Work();
  AgentResult Carry(const Activity& activity);

  HttpTransport& transport_;
  ModelAgents& models_;
  const Clock& clock_;
  std::function<void(ActivityReport&&)> report_;
  BoundedQueue<Activity> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace signalbox
