#include "workspace/operator_figures.h"

#include <algorithm>

#include "workspace/disk_room.h"
#include "workspace/views.h"
#include "workspace/workspace.h"

namespace signalbox {

AnswerCounts::AnswerCounts(CommitFeed& feed) : feed_(feed) {
  subscription_ = feed_.Subscribe([this](const std::vector<Emitted>& events) { Count(events); });
}

AnswerCounts::~AnswerCounts() {
  feed_.Unsubscribe(subscription_);
}

void AnswerCounts::Count(const std::vector<Emitted>& events) {
  for (const Emitted& emitted : events) {
    if (static_cast<EventType>(emitted.event.type) != EventType::kStepReported) continue;
    const auto body = DecodeBody<ev::StepReported>(emitted.event.clear);
    if (!body.ok()) continue;
    const std::lock_guard lock(mutex_);
    ++counts_[{emitted.event.actor.ref, std::string(OutcomeName(body->outcome))}];
  }
}

std::map<std::pair<std::string, std::string>, int64_t> AnswerCounts::Read() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

OperatorFigures ReadFigures(Workspace& workspace, const Views& views, const AnswerCounts& answers) {
  OperatorFigures figures;
  const TimeUs now = workspace.clock().Now();
  const Status asked = workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    figures.open_runs = static_cast<int64_t>(state.runs.size());
    for (const auto& [lane, records] : state.waiting) {
      if (!records.empty())
        figures.waiting.push_back({lane.pool, lane.list, static_cast<int64_t>(records.size())});
    }
    figures.timers = static_cast<int64_t>(engine.timers().size());
    figures.timers_behind_us = std::max<TimeUs>(0, engine.timers().Behind(now));
    figures.calls_out = state.registry.calls_out();
    figures.sla_breaches = state.sla_breaches;
    figures.quarantined = static_cast<int64_t>(state.quarantined.size());
    for (const AgentSpec* spec : state.registry.All()) {
      if (spec->kind == AgentKind::kLocal) continue;
      const AgentHealth* health = state.registry.HealthOf(spec->id, spec->version);
      if (health == nullptr) continue;
      figures.agents.push_back(
          {spec->id + "@" + spec->version, health->StateAt(spec->breaker, now), health->running});
    }
  });
  figures.asked = asked.ok();
  figures.answers = answers.Read();
  if (const auto counts = views.CountByStatus(); counts.ok()) {
    for (const auto& [status, count] : *counts)
      figures.leads.emplace_back(StatusName(static_cast<LeadStatus>(status)), count);
  }
  figures.store_failed = workspace.engine().failed();
  figures.disk_free = FreeDiskBytes(workspace.directory());
  figures.log_bytes = workspace.store().DiskBytes();
  figures.head_size = workspace.signed_size();
  figures.head_signed_at = workspace.signed_at();
  return figures;
}

}  // namespace signalbox
