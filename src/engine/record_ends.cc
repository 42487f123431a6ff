#include "engine/record_ends.h"

#include "engine/record_events.h"
#include "engine/state.h"

namespace signalbox {
namespace {

// Merges lead to merges, but never in a circle: whoever is merged is final.
constexpr int kMostMerges = 1'000;

bool IsFinal(RecordEndKind kind) {
  return kind == RecordEndKind::kMerged || kind == RecordEndKind::kDeleted;
}

std::string ShownId(const State& state, uint32_t lead) {
  return "`" + FormatId("lead", state.leads[lead].id) + "`";
}

Error AsItStands(const State& state, const RecordEnd& end) {
  switch (end.kind) {
    case RecordEndKind::kMerged:
      return Err(Code::kConflict,
                 "this record was merged into " + ShownId(state, end.into) + "; use that one");
    case RecordEndKind::kConverted:
      return Err(Code::kConflict, "this lead was converted; it is worked on as what it became");
    case RecordEndKind::kDeleted:
      return Err(Code::kConflict, "this record was deleted");
    case RecordEndKind::kOptedOut:
      break;
  }
  return Err(Code::kConflict,
             "the person opted out, so nothing is done with this record; `record opt-in` takes it "
             "back when they agree");
}

Status CheckMerge(const State& state, uint32_t lead, const ev::RecordMerged& body) {
  const auto into = state.lead_by_id.find(body.into);
  if (into == state.lead_by_id.end())
    return Err(Code::kInvalid, "`into` is no record; give its `lead_...` id");
  if (into->second == lead) return Err(Code::kInvalid, "a record is not merged into itself");
  if (state.leads[into->second].record != state.leads[lead].record)
    return Err(Code::kInvalid, "`into` is another kind of record");
  const RecordEnd* end = EndOf(state, into->second);
  if (end != nullptr && IsFinal(end->kind)) return AsItStands(state, *end);
  if (state.PolicyOf(into->second) == nullptr)
    return Err(Code::kConflict, "`into` was never routed, so it is not what another goes on as");
  return {};
}

// As nobody's open record: whoever owns it keeps it by name alone.
void CountOpen(uint32_t lead, bool opens, State* state) {
  const std::string& person = state->PersonOf(static_cast<PersonRef>(state->leads[lead].owner));
  if (person.empty()) return;
  if (opens) {
    ++state->open[person];
  } else if (const auto open = state->open.find(person);
             open != state->open.end() && --open->second == 0) {
    state->open.erase(open);
  }
}

void EndRecord(uint32_t lead, RecordEnd end, State* state) {
  if (!state->ends.contains(lead)) CountOpen(lead, false, state);
  state->ends[lead] = end;
}

Status ApplyMerged(const Event& event, uint32_t lead, State* state) {
  SB_ASSIGN(const ev::RecordMerged body, DecodeBody<ev::RecordMerged>(event.clear));
  const auto into = state->lead_by_id.find(body.into);
  if (into == state->lead_by_id.end())
    return Err(Code::kCorrupt, "a record is merged into one that does not exist");
  const RecordEnd* before = EndOf(*state, lead);
  // The same person does not want to hear from us under the other record either.
  if (before != nullptr && before->kind == RecordEndKind::kOptedOut &&
      EndOf(*state, into->second) == nullptr)
    EndRecord(into->second, *before, state);
  state->leads[into->second].touches += state->leads[lead].touches + 1;
  EndRecord(lead, {RecordEndKind::kMerged, into->second, event.time}, state);
  return {};
}

}  // namespace

std::string_view RecordEndCode(RecordEndKind kind) {
  switch (kind) {
    case RecordEndKind::kMerged:
      return "merged";
    case RecordEndKind::kConverted:
      return "converted";
    case RecordEndKind::kDeleted:
      return "deleted";
    case RecordEndKind::kOptedOut:
      break;
  }
  return "opted_out";
}

const RecordEnd* EndOf(const State& state, uint32_t lead) {
  const auto at = state.ends.find(lead);
  return at == state.ends.end() ? nullptr : &at->second;
}

uint32_t CurrentRecord(const State& state, uint32_t lead) {
  for (int i = 0; i < kMostMerges && lead != KeyIndex::kNone; ++i) {
    const RecordEnd* end = EndOf(state, lead);
    if (end == nullptr || !IsFinal(end->kind)) return lead;
    lead = end->into;
  }
  return lead;
}

Status CheckAlive(const State& state, uint32_t lead) {
  const RecordEnd* end = EndOf(state, lead);
  if (end == nullptr) return {};
  return AsItStands(state, *end);
}

Status CheckRecordEvent(const State& state, const Event& event) {
  const auto found = state.lead_by_id.find(event.entity);
  if (found == state.lead_by_id.end())
    return Err(Code::kNotFound, "there is no record with this id");
  const uint32_t lead = found->second;
  const RecordEnd* end = EndOf(state, lead);
  const auto type = static_cast<EventType>(event.type);
  if (type == EventType::kOptedOut) {
    SB_ASSIGN(const ev::OptedOut body, DecodeBody<ev::OptedOut>(event.clear));
    const bool is_out = end != nullptr && end->kind == RecordEndKind::kOptedOut;
    if (body.lifted && !is_out)
      return Err(Code::kConflict, "the person did not opt out, so there is nothing to take back");
    if (body.lifted) return {};
  }
  if (end != nullptr && IsFinal(end->kind)) return AsItStands(state, *end);
  const bool again =
      end != nullptr &&
      ((type == EventType::kOptedOut && end->kind == RecordEndKind::kOptedOut) ||
       (type == EventType::kRecordConverted && end->kind == RecordEndKind::kConverted));
  if (again) return AsItStands(state, *end);
  if (state.PolicyOf(lead) == nullptr)
    return Err(Code::kConflict, "this record was never routed, so nothing of it waits");
  if (type != EventType::kRecordMerged) return {};
  SB_ASSIGN(const ev::RecordMerged body, DecodeBody<ev::RecordMerged>(event.clear));
  return CheckMerge(state, lead, body);
}

void ContinueDeleted(uint32_t before, uint32_t lead, State* state) {
  for (int i = 0; i < kMostMerges; ++i) {
    const auto at = state->ends.find(before);
    if (at == state->ends.end() || !IsFinal(at->second.kind)) return;
    // Who was deleted, came back and was deleted again goes on from the last of these.
    if (at->second.into == KeyIndex::kNone) {
      at->second.into = lead;
      return;
    }
    before = at->second.into;
  }
}

void LiftOptOut(uint32_t lead, State* state) {
  const RecordEnd* end = EndOf(*state, lead);
  if (end == nullptr || end->kind != RecordEndKind::kOptedOut) return;
  state->ends.erase(lead);
  CountOpen(lead, true, state);
}

Status ApplyRecordEvent(const Event& event, State* state) {
  const auto found = state->lead_by_id.find(event.entity);
  if (found == state->lead_by_id.end())
    return Err(Code::kCorrupt, "an event ends a record that does not exist");
  const uint32_t lead = found->second;
  switch (static_cast<EventType>(event.type)) {
    case EventType::kRecordMerged:
      return ApplyMerged(event, lead, state);
    case EventType::kRecordConverted:
      EndRecord(lead, {RecordEndKind::kConverted, KeyIndex::kNone, event.time}, state);
      return {};
    case EventType::kRecordDeleted:
      EndRecord(lead, {RecordEndKind::kDeleted, KeyIndex::kNone, event.time}, state);
      return {};
    default:
      break;
  }
  SB_ASSIGN(const ev::OptedOut body, DecodeBody<ev::OptedOut>(event.clear));
  if (body.lifted)
    LiftOptOut(lead, state);
  else
    EndRecord(lead, {RecordEndKind::kOptedOut, KeyIndex::kNone, event.time}, state);
  return {};
}

}  // namespace signalbox
