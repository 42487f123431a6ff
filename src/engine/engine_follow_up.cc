// The engine's part of clocks and verbs: reading the record back where it will be routed again.
#include "base/log.h"
#include "engine/engine.h"
#include "engine/verbs.h"

namespace signalbox {
namespace {

// What a run decided about the record before; the next one decides it anew.
constexpr Field kDecided[] = {Field::kOwner,     Field::kOwnerEmail, Field::kQueue,
                              Field::kCrmStatus, Field::kRouteRule,  Field::kRoutePriority};

}  // namespace

// As its last run left it: what came in, with what the steps learned. kNotFound when the person was
// forgotten.
Result<Attributes> Engine::RecordAfterRun(const LeadEntry& entry) const {
  Attributes record;
  if (const Run* run = state_->FindRun(entry.run); run != nullptr) {
    record = run->record;
  } else {
    std::vector<Emitted> outputs;
    int64_t input = -1;
    for (int64_t at = entry.run_last_position; at >= 0;) {
      // What agents said may have been purged by age; what is clear of it stays.
      bool purged = false;
      SB_ASSIGN(Emitted read, ReadBack(at, &purged));
      at = read.event.previous;
      const auto type = static_cast<EventType>(read.event.type);
      if (type == EventType::kRunStarted) input = read.event.causation;
      if (type == EventType::kStepFinished) outputs.push_back(std::move(read));
    }
    SB_ASSIGN(const Emitted came, ReadBack(input));
    SB_ASSIGN(record, AttributesOfInput(came.event, came.sealed));
    const auto version = state_->PolicyOf(state_->lead_by_id.at(entry.id));
    const Plan* plan =
        version == nullptr ? nullptr : PlanFor(*version, state_->words.Of(entry.record));
    if (plan == nullptr) return Err(Code::kNotFound, "the plan of the last run is not known");
    Run scratch;
    scratch.plan = std::shared_ptr<const Plan>(version, plan);
    scratch.outputs[-1] = record;
    scratch.record = std::move(record);
    for (auto output = outputs.rbegin(); output != outputs.rend(); ++output) {
      SB_ASSIGN(const ev::StepFinished body, DecodeBody<ev::StepFinished>(output->event.clear));
      SB_ASSIGN(const Attributes all, OpenAttributes(body.output, output->sealed));
      ApplyOutput(static_cast<int>(body.step), all, &scratch);
    }
    record = std::move(scratch.record);
  }
  for (const Field field : kDecided) record.Remove(field);
  return record;
}

void Engine::FireClock(uint32_t lead, int64_t number, int64_t generation, TimeUs now) {
  const LeadEntry& entry = state_->leads[lead];
  const FollowUp* follow = state_->FollowUpOf(lead);
  if (follow == nullptr || static_cast<size_t>(number) >= follow->clocks.size()) return;
  const LeadClock& clock = follow->clocks[static_cast<size_t>(number)];
  if (clock.generation != generation) return;
  ev::ClockFired body;
  body.clock = number;
  body.generation = generation;
  Bytes sealed;
  if (NeedsRecord(*state_, lead, clock)) {
    const Result<Attributes> record = RecordAfterRun(entry);
    if (record.ok()) {
      body.subject = entry.subject;
      body.attributes = *record;
      EncodeAttributes(*record, Part::kSealed, &sealed);
    }
  }
  Event event = core_->Envelope(EntityKind::kLead, entry.id, EventType::kClockFired, now);
  event.clear = EncodeBody(body);
  const Status status = FeedInput(std::move(event), sealed, body.subject);
  if (!status.ok()) Log(LogLevel::kError, "a clock was refused: " + status.error().message);
}

Status Turn::Act(const Id& lead, ev::LeadActed body, const Actor& actor) {
  const State& state = *engine_->state_;
  const auto at = state.lead_by_id.find(lead);
  if (at == state.lead_by_id.end()) return Err(Code::kNotFound, "there is no lead with this id");
  SB_TRY(CheckVerb(state, at->second, body, now_));
  Bytes sealed;
  if (NeedsRecord(state, at->second, body)) {
    const LeadEntry& entry = state.leads[at->second];
    const Result<Attributes> record = engine_->RecordAfterRun(entry);
    if (record.ok()) {
      body.subject = entry.subject;
      body.attributes = *record;
      EncodeAttributes(*record, Part::kSealed, &sealed);
    } else if (record.error().code != Code::kNotFound) {
      return record.error();
    }
  }
  return Feed(EntityKind::kLead, lead, EventType::kLeadActed, actor, EncodeBody(body), sealed,
              body.subject);
}

}  // namespace signalbox
