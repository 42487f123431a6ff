#include "engine/apply.h"

namespace signalbox {
namespace {

// An answer that was given under a key would be given again to whoever has the key; from now on the
// key has expired, as by time.
void ExpireKeys(uint32_t lead, State* state) {
  for (size_t i = 0; i < state->keyed_requests.size(); ++i) {
    if (state->keyed_requests.At(i).lead != lead) continue;
    KeyedRequest& request = state->keyed_requests[i];
    request.body = {}, request.at = 0;
  }
}

Status ApplyForgotten(const Event& event, State* state) {
  SB_ASSIGN(ev::Forgotten body, DecodeBody<ev::Forgotten>(event.clear));
  LawState& law = state->law;
  law.subjects.insert(law.subjects.end(), body.subjects.begin(), body.subjects.end());
  if (event.entity_kind == EntityKind::kCase) {
    const auto number = state->cases.numbers.find(event.entity);
    if (number != state->cases.numbers.end())
      state->cases.by_number.at(number->second).erased = true;
    return {};
  }
  if (event.entity_kind != EntityKind::kLead) return {};
  const auto at = state->lead_by_id.find(event.entity);
  if (at == state->lead_by_id.end())
    return Err(Code::kCorrupt, "a person is forgotten whose record does not exist");
  law.forgotten.insert(at->second);
  LeadEntry& entry = state->leads[at->second];
  entry.content = {};
  entry.share_key = 0;
  state->arriving.erase(at->second);
  // That the person is forgotten says nothing about the version that routed them.
  if (Run* run = state->FindRun(entry.run); run != nullptr) run->counted = true;
  ExpireKeys(at->second, state);
  return {};
}

Status ApplyHold(const Event& event, State* state) {
  SB_ASSIGN(const ev::LegalHoldSet body, DecodeBody<ev::LegalHoldSet>(event.clear));
  if (body.held)
    state->law.holds[event.entity] = {event.entity_kind, event.position, event.time};
  else
    state->law.holds.erase(event.entity);
  return {};
}

Status ApplyRetentionRule(const Event& event, State* state) {
  SB_ASSIGN(const ev::RetentionSet body, DecodeBody<ev::RetentionSet>(event.clear));
  state->law.rules = body;
  return {};
}

Status ApplyPurged(const Event& event, State* state) {
  SB_ASSIGN(const ev::Purged body, DecodeBody<ev::Purged>(event.clear));
  state->purges.push_back({event.position, body.before, event.time, body.remainder});
  return {};
}

}  // namespace

bool IsOfLaw(EventType type) {
  return type == EventType::kForgotten || type == EventType::kLegalHoldSet ||
         type == EventType::kRetentionSet || type == EventType::kPurged ||
         type == EventType::kReadingsExpired;
}

Status ApplyLaw(const Event& event, State* state) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kForgotten:
      return ApplyForgotten(event, state);
    case EventType::kPurged:
      return ApplyPurged(event, state);
    case EventType::kRetentionSet:
      return ApplyRetentionRule(event, state);
    case EventType::kReadingsExpired:
      // It proves what happened beside the log; nothing is decided by it.
      return {};
    default:
      return ApplyHold(event, state);
  }
}

}  // namespace signalbox
