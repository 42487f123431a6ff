// What an operator wants to see at a glance, read in one piece (docs/operations.md says what each
// tells).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "agents/agent_health.h"
#include "base/clock.h"
#include "workspace/commit_feed.h"
#include "workspace/trace_exporter.h"

namespace signalbox {

class Views;
class Workspace;

// Answers of agents outside the process, by agent and outcome, since it was made. Counts on the
// engine's thread what is rare beside everything else; reading may come from any thread.
class AnswerCounts {
 public:
  // The feed outlives it.
  explicit AnswerCounts(CommitFeed& feed);
  ~AnswerCounts();
  AnswerCounts(const AnswerCounts&) = delete;
  AnswerCounts& operator=(const AnswerCounts&) = delete;

  // By `id@version` and outcome.
  std::map<std::pair<std::string, std::string>, int64_t> Read() const;

 private:
  void Count(const std::vector<Emitted>& events);

  CommitFeed& feed_;
  int64_t subscription_ = 0;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, int64_t> counts_;
};

struct AgentFigures {
  std::string name;  // id@version
  BreakerState breaker = BreakerState::kClosed;
  int64_t calls_out = 0;
};

struct WaitingFigures {
  std::string pool;
  bool list = false;  // the lane of records that nobody asked for
  int64_t records = 0;
};

struct OperatorFigures {
  bool asked = false;  // false: the engine did not answer, and what is its own is missing
  int64_t open_runs = 0;
  std::vector<WaitingFigures> waiting;
  int64_t timers = 0;
  TimeUs timers_behind_us = 0;  // how long the first of them has been due
  int64_t calls_out = 0;
  int64_t sla_breaches = 0;
  int64_t quarantined = 0;
  std::vector<AgentFigures> agents;
  std::map<std::pair<std::string, std::string>, int64_t> answers;
  std::vector<std::pair<std::string, int64_t>> leads;  // by status, as lists show them
  bool store_failed = false;
  int64_t disk_free = 0, log_bytes = 0;
  int64_t head_size = -1;
  TimeUs head_signed_at = 0;
  TraceCounts traces;
};

// Asks the engine, the views and the disk; not from the engine's thread.
OperatorFigures ReadFigures(Workspace& workspace, const Views& views, const AnswerCounts& answers);

}  // namespace signalbox
