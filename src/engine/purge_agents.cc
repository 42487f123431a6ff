#include "engine/purge_agents.h"

#include "engine/events.h"
#include "engine/law_events.h"
#include "store/event_view.h"

namespace signalbox {
namespace {

using Ids = std::unordered_set<Id, IdHash>;

Result<Ids> HeldBelow(const Store& store, int64_t position) {
  Ids held;
  SB_TRY(store.ReadEvents(0, position, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const EventView view, ViewEvent(bytes));
    if (static_cast<EventType>(view.type) != EventType::kLegalHoldSet) return {};
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    SB_ASSIGN(const ev::LegalHoldSet body, DecodeBody<ev::LegalHoldSet>(event.clear));
    if (body.held)
      held.insert(event.entity);
    else
      held.erase(event.entity);
    return {};
  }));
  return held;
}

}  // namespace

Result<OldAnswers> OldAnswers::Find(const Store& store, int64_t before, int64_t holds_below) {
  OldAnswers old;
  if (before <= 0) return old;
  SB_ASSIGN(const Ids held, HeldBelow(store, holds_below));
  Ids kept;
  SB_TRY(store.ReadEvents(0, before, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const EventView view, ViewEvent(bytes));
    const auto type = static_cast<EventType>(view.type);
    if (type != EventType::kRunStarted && type != EventType::kRunFinished) return {};
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    if (type == EventType::kRunStarted) {
      SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
      if (held.contains(body.record)) kept.insert(event.entity);
      return {};
    }
    SB_ASSIGN(const ev::RunFinished body, DecodeBody<ev::RunFinished>(event.clear));
    if (body.waits || kept.contains(event.entity))
      old.over_.erase(event.entity);
    else
      old.over_.insert(event.entity);
    return {};
  }));
  return old;
}

bool OldAnswers::Has(const Event& event) const {
  const auto type = static_cast<EventType>(event.type);
  const bool answer = type == EventType::kStepFinished || type == EventType::kStepReported;
  return answer && over_.contains(event.entity);
}

Result<int64_t> AgentDaysOf(const Store& store) {
  int64_t days = 0;
  SB_TRY(store.ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const EventView view, ViewEvent(bytes));
    if (static_cast<EventType>(view.type) != EventType::kRetentionSet) return {};
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    SB_ASSIGN(const ev::RetentionSet body, DecodeBody<ev::RetentionSet>(event.clear));
    days = body.agent_days;
    return {};
  }));
  return days;
}

}  // namespace signalbox
