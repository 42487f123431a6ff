#include "base/log.h"
#include "engine/engine.h"
#include "engine/late_result.h"

namespace signalbox {

void Engine::TakeReport(ActivityReport& report) {
  const Run* run = state_->FindRun(report.run);
  const std::string_view refused =
      run == nullptr ? "run_over" : WhyRefused(*run, report.body, report.agent);
  if (!refused.empty()) return RefuseResult(report, refused);
  Event event =
      core_->Envelope(EntityKind::kRun, report.run, EventType::kStepReported, parts_.clock->Now());
  event.actor = {ActorKind::kAgent, report.agent};
  report.body.output = report.output;
  event.clear = EncodeBody(report.body);
  Bytes sealed;
  if (HasPart(report.output, Part::kSealed))
    EncodeAttributes(report.output, Part::kSealed, &sealed);
  const Status status = FeedInput(std::move(event), sealed, state_->leads[run->lead].subject);
  if (!status.ok())
    Log(LogLevel::kError, "an activity's report was refused: " + status.error().message);
}

// The run's own chain ends with it, so what comes later stands in the chain of its record.
void Engine::RefuseResult(const ActivityReport& report, std::string_view reason) {
  const Run* run = state_->FindRun(report.run);
  const auto lead = state_->lead_by_id.find(report.lead);
  ev::ResultRefused body;
  body.step = report.body.step;
  body.attempt = report.body.attempt;
  body.reason = reason;
  body.task = report.body.task;
  body.outcome = report.body.outcome;
  body.wrote = MayHaveWritten(state_->registry, report.agent, report.body);
  EntityKind kind = EntityKind::kWorkspace;
  Id entity = state_->log_id;
  int64_t recorded = state_->refused_results;
  if (run != nullptr) {
    kind = EntityKind::kRun;
    entity = run->id;
    recorded = run->refused_results;
  } else if (lead != state_->lead_by_id.end()) {
    kind = EntityKind::kLead;
    entity = report.lead;
    recorded = state_->leads[lead->second].refused_results;
    body.run = report.run;
  } else {
    body.run = report.run;
    body.reason = "unknown_run";
  }
  if (recorded >= kMaxRefusedResults) {
    ++unrecorded_results_;
    return;
  }
  body.last = recorded + 1 == kMaxRefusedResults;
  Event event = core_->Envelope(kind, entity, EventType::kResultRefused, parts_.clock->Now());
  event.actor = {ActorKind::kAgent, report.agent};
  event.clear = EncodeBody(body);
  const Status status = FeedInput(std::move(event), {}, 0);
  if (!status.ok())
    Log(LogLevel::kError, "a late result was not recorded: " + status.error().message);
}

}  // namespace signalbox
