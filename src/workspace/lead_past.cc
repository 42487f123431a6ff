#include "workspace/lead_past.h"

#include <algorithm>

#include "engine/apply.h"
#include "engine/follow_up_events.h"
#include "engine/record_events.h"

namespace signalbox {
namespace {

void AddTouch(const OpenedEvent& opened, LeadPast* past) {
  const auto body = DecodeBody<ev::TouchRecorded>(opened.event.clear);
  if (!body.ok() || body->double_submit || opened.erased) return;
  const Attributes said = AttributesOf(body->attributes, opened.sealed);
  Attributes record;
  if (!body->whole && !past->records.empty()) record = past->records.back().record;
  record.Overlay(said);
  past->signals.push_back({opened.event.time, "touch", std::string(said.Text(Field::kSource)), 1});
  past->records.push_back({opened.event.time, std::move(record)});
}

void AddReceipt(const OpenedEvent& opened, LeadPast* past) {
  const auto body = DecodeBody<ev::LeadReceived>(opened.event.clear);
  if (!body.ok() || opened.erased) return;
  past->records.push_back({opened.event.time, AttributesOf(body->attributes, opened.sealed)});
}

std::string_view SignalOf(EventType type) {
  switch (type) {
    case EventType::kOwnerAssigned:
      return "assigned";
    case EventType::kRecordConverted:
      return "converted";
    case EventType::kOptedOut:
      return "opted_out";
    default:
      return {};
  }
}

// The step's place by whether it wrote a score.
bool IsScoring(const ev::StepFinished& body, const Attributes& output) {
  return !body.skipped && body.outcome == Outcome::kOk && output.Has(Field::kScore);
}

void AddMoments(const Id& lead, const RunHistory& run, const LeadHistory& history,
                std::vector<ScoredMoment>* out) {
  Attributes record;
  TimeUs asked = 0;
  int64_t asked_step = -1;
  for (const OpenedEvent& opened : run.events) {
    if (TypeOf(opened) == EventType::kRunStarted) {
      for (const OpenedEvent& input : history.events) {
        if (input.event.position != opened.event.causation || input.erased) continue;
        const Result<Attributes> read = AttributesOfInput(input.event, input.sealed);
        if (read.ok()) record = *read;
      }
    } else if (TypeOf(opened) == EventType::kStepScheduled) {
      const auto body = DecodeBody<ev::StepScheduled>(opened.event.clear);
      if (body.ok()) asked = opened.event.time, asked_step = body->step;
    } else if (TypeOf(opened) == EventType::kStepFinished) {
      const auto body = DecodeBody<ev::StepFinished>(opened.event.clear);
      if (!body.ok()) continue;
      const Attributes output = AttributesOf(body->output, opened.sealed);
      if (IsScoring(*body, output)) {
        const TimeUs at = asked_step == body->step ? asked : opened.event.time;
        out->push_back({lead, at, record, body->agent, body->confidence_e4, opened.event.position});
      }
      record.Overlay(output);
    }
  }
}

}  // namespace

LeadPast PastOf(const LeadHistory& history) {
  LeadPast past;
  for (const OpenedEvent& opened : history.events) {
    const EventType type = TypeOf(opened);
    if (type == EventType::kLeadReceived) AddReceipt(opened, &past);
    if (type == EventType::kTouchRecorded) AddTouch(opened, &past);
    std::string kind(SignalOf(type));
    if (type == EventType::kLeadActed) {
      const auto body = DecodeBody<ev::LeadActed>(opened.event.clear);
      if (body.ok()) kind = VerbName(body->verb);
    }
    if (!kind.empty()) past.signals.push_back({opened.event.time, std::move(kind), "", 1});
  }
  return past;
}

std::vector<ScoredMoment> ScoredMomentsOf(const LeadHistory& history) {
  std::vector<ScoredMoment> moments;
  for (const RunHistory& run : history.runs) AddMoments(history.lead, run, history, &moments);
  std::stable_sort(moments.begin(), moments.end(),
                   [](const auto& a, const auto& b) { return a.position < b.position; });
  return moments;
}

std::optional<LeadOutcome> OutcomeAfter(const LeadHistory& history, TimeUs after) {
  for (const OpenedEvent& opened : history.events) {
    if (opened.event.time <= after) continue;
    switch (TypeOf(opened)) {
      case EventType::kRecordConverted:
        return LeadOutcome{true, opened.event.time};
      case EventType::kRecordDeleted:
      case EventType::kOptedOut:
        return LeadOutcome{false, opened.event.time};
      case EventType::kLeadActed: {
        const auto body = DecodeBody<ev::LeadActed>(opened.event.clear);
        if (body.ok() && body->verb == Verb::kHandBack)
          return LeadOutcome{false, opened.event.time};
        break;
      }
      default:
        break;
    }
  }
  return std::nullopt;
}

}  // namespace signalbox
