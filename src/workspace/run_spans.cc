#include "workspace/run_spans.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json_writer.h"

namespace signalbox {
namespace {

// Open runs whose spans are gathered: those that wait are among them, and there may be a million. A
// run is some hundred bytes here.
constexpr size_t kMaxTracedRuns = 65'536;
// Retries and decisions of one step that its span shows.
constexpr size_t kMaxMarks = 32;

SpanId SpanIdOf(const Id& run, std::string_view what, int64_t number) {
  const std::string text = std::to_string(number);
  const Digest hash = Sha256({run.View(), what, text});
  SpanId id;
  std::copy_n(hash.begin(), id.size(), id.begin());
  return id;
}

void Put(std::vector<SpanAttribute>* to, std::string_view name, std::string value) {
  if (!value.empty()) to->push_back({std::string(name), std::move(value)});
}
void Put(std::vector<SpanAttribute>* to, std::string_view name, int64_t value) {
  to->push_back({std::string(name), value});
}

std::string NameOfStep(const std::vector<std::string>& names, int64_t step) {
  const auto place = static_cast<size_t>(step);
  return step >= 0 && place < names.size() ? names[place] : "step " + std::to_string(step);
}

}  // namespace

void RunSpans::Clear() {
  runs_.clear();
  order_.clear();
}

void RunSpans::ForgetOldest() {
  while (runs_.size() > kMaxTracedRuns && !order_.empty()) {
    forgotten_ += static_cast<int64_t>(runs_.erase(order_.front()));
    order_.pop_front();
  }
  // Runs that ended leave their place behind.
  while (!order_.empty() && !runs_.contains(order_.front())) order_.pop_front();
}

Status RunSpans::Begin(const Event& event) {
  SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
  OpenRun run;
  run.trace = event.trace.IsZero() ? event.entity : event.trace;
  run.begin = event.time;
  run.plan = body.plan;
  run.step_names = names_(event.pins.policy, body.plan);
  Put(&run.attributes, "signalbox.run_id", FormatId("run", event.entity));
  Put(&run.attributes, "signalbox.lead_id", FormatId("lead", body.record));
  Put(&run.attributes, "signalbox.plan", body.plan);
  Put(&run.attributes, "signalbox.trigger", std::string(TriggerName(body.trigger)));
  Put(&run.attributes, "signalbox.policy", ToHex(event.pins.policy));
  Put(&run.attributes, "signalbox.position", event.position);
  runs_[event.entity] = std::move(run);
  order_.push_back(event.entity);
  ForgetOldest();
  return {};
}

void RunSpans::EndStep(const Id& id, OpenRun* run, const Event& event, const ev::StepFinished& body,
                       std::vector<TraceSpan>* ended) {
  TraceSpan span;
  span.trace = run->trace;
  span.id = SpanIdOf(id, "step", body.step);
  span.parent = SpanIdOf(id, "run", 0);
  span.name = NameOfStep(run->step_names, body.step);
  span.begin = span.end = event.time;
  Put(&span.attributes, "signalbox.step", body.step);
  Put(&span.attributes, "signalbox.agent", body.agent);
  Put(&span.attributes, "signalbox.outcome",
      std::string(body.skipped ? "skipped" : OutcomeName(body.outcome)));
  Put(&span.attributes, "signalbox.reason", body.reason);
  if (const auto open = run->steps.find(body.step); open != run->steps.end()) {
    if (open->second.begin > 0) span.begin = open->second.begin;
    span.outside = open->second.begin > 0;
    span.marks = std::move(open->second.marks);
    for (SpanAttribute& one : open->second.attributes) span.attributes.push_back(std::move(one));
    run->steps.erase(open);
  }
  Put(&span.attributes, "signalbox.attempt", body.attempt);
  if (body.outcome == Outcome::kError) span.problem = body.reason;
  ended->push_back(std::move(span));
}

void RunSpans::Rest(const Id& id, OpenRun* run, const Event& event, const ev::RunFinished& body,
                    std::vector<TraceSpan>* ended) {
  TraceSpan span;
  span.trace = run->trace;
  span.begin = run->begin;
  span.end = event.time;
  if (!run->rested) {
    span.id = SpanIdOf(id, "run", 0);
    span.name = run->plan;
    span.attributes = run->attributes;
  } else {
    span.id = SpanIdOf(id, "rest", run->rests);
    span.parent = SpanIdOf(id, "run", 0);
    span.name = run->plan + " continued";
  }
  Put(&span.attributes, "signalbox.status", std::string(StatusName(body.status)));
  Put(&span.attributes, "signalbox.queue", body.queue);
  Put(&span.attributes, "signalbox.rule", body.rule);
  Put(&span.attributes, "signalbox.row", body.row);
  Put(&span.attributes, "signalbox.reason", body.reason);
  if (body.waits) span.attributes.push_back({"signalbox.waits", true});
  if (body.status == LeadStatus::kFailed) span.problem = body.reason;
  ended->push_back(std::move(span));
  run->rested = true;
  run->begin = event.time;
  ++run->rests;
  if (!body.waits) runs_.erase(id);
}

Status RunSpans::Take(const Event& event, std::vector<TraceSpan>* ended) {
  if (event.entity_kind != EntityKind::kRun) return {};
  const auto type = static_cast<EventType>(event.type);
  if (type == EventType::kRunStarted) return Begin(event);
  const auto found = runs_.find(event.entity);
  if (found == runs_.end()) return {};  // it began before anybody looked
  OpenRun& run = found->second;
  switch (type) {
    case EventType::kStepScheduled: {
      SB_ASSIGN(const ev::StepScheduled body, DecodeBody<ev::StepScheduled>(event.clear));
      OpenStep& step = run.steps[body.step];
      if (step.begin == 0) step.begin = event.time;
      return {};
    }
    case EventType::kStepRetried: {
      SB_ASSIGN(ev::StepRetried body, DecodeBody<ev::StepRetried>(event.clear));
      OpenStep& step = run.steps[body.step];
      if (step.marks.size() >= kMaxMarks) return {};
      SpanMark mark{event.time, body.fallback ? "fallback" : "retry", {}};
      Put(&mark.attributes, "signalbox.agent", std::move(body.agent));
      Put(&mark.attributes, "signalbox.reason", std::move(body.reason));
      Put(&mark.attributes, "signalbox.attempt", body.attempt);
      step.marks.push_back(std::move(mark));
      return {};
    }
    case EventType::kDecisionMade: {
      SB_ASSIGN(ev::DecisionMade body, DecodeBody<ev::DecisionMade>(event.clear));
      std::vector<SpanAttribute>& attributes = run.steps[body.step].attributes;
      attributes.clear();
      Put(&attributes, "signalbox.rule", std::move(body.rule));
      Put(&attributes, "signalbox.row", std::move(body.row));
      Put(&attributes, "signalbox.pool", std::move(body.pool));
      Put(&attributes, "signalbox.queue", std::move(body.queue));
      // A decision is the end of its step; no StepFinished follows.
      ev::StepFinished over;
      over.step = body.step;
      EndStep(event.entity, &run, event, over, ended);
      // It may be decided again, once somebody is there.
      ended->back().id = SpanIdOf(event.entity, "decision", event.position);
      return {};
    }
    case EventType::kStepFinished: {
      SB_ASSIGN(const ev::StepFinished body, DecodeBody<ev::StepFinished>(event.clear));
      EndStep(event.entity, &run, event, body, ended);
      return {};
    }
    case EventType::kStepCancelled: {
      SB_ASSIGN(const ev::StepCancelled body, DecodeBody<ev::StepCancelled>(event.clear));
      ev::StepFinished over;
      over.step = body.step;
      over.attempt = body.attempt;
      over.agent = body.agent;
      over.outcome = Outcome::kError;
      over.reason = "cancelled: " + body.reason;
      EndStep(event.entity, &run, event, over, ended);
      return {};
    }
    case EventType::kRunFinished: {
      SB_ASSIGN(const ev::RunFinished body, DecodeBody<ev::RunFinished>(event.clear));
      Rest(event.entity, &run, event, body, ended);
      return {};
    }
    default:
      return {};
  }
}

}  // namespace signalbox
