// What follows from the events of a case: its timer, and the closing audit of what is over.
#include "engine/core_emit.h"

namespace signalbox {

void Core::DropCaseTimer(const Id& id) {
  const CaseEntry* entry = state_->cases.Find(id);
  if (entry == nullptr || entry->due == 0) return;
  effects_->timers.push_back({id, 0, entry->generation, entry->due, true});
}

void Core::AddCaseTimer(const Id& id) {
  const CaseEntry* entry = state_->cases.Find(id);
  if (entry == nullptr || entry->due == 0) return;
  effects_->timers.push_back({id, 0, entry->generation, entry->due, false});
}

Status Core::OnCase(const Event& event) {
  SB_TRY(CheckCaseEvent(*state_, event));
  const CaseEntry* before = state_->cases.Find(event.entity);
  const bool was_open = before != nullptr && IsOpen(before->status);
  DropCaseTimer(event.entity);
  SB_TRY(ApplyEvent(event, {}, *context_, state_));
  const CaseEntry& entry = *state_->cases.Find(event.entity);
  const bool over = entry.status == CaseStatus::kCompleted || entry.status == CaseStatus::kRejected;
  if (was_open && over) {
    const ev::CaseConcluded body{entry.status, entry.decision,
                                 CaseDue(entry.status, entry.priority, now_)};
    Event& closing = Emit(EntityKind::kCase, event.entity, EventType::kCaseConcluded);
    body::Encode(body, &closing.clear);
    SB_TRY(ApplyCase(closing, state_));
  }
  AddCaseTimer(event.entity);
  return {};
}

}  // namespace signalbox
