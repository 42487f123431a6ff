#include "workspace/first_decisions.h"

#include <unordered_set>

#include "workspace/event_json.h"

namespace signalbox {

Status ForEachFirstDecision(const StoredWorkspace& stored,
                            const std::function<Status(const FirstDecision&)>& visit) {
  const ApplyContext context = StoredContext(*stored.store, LoadStoredVersion);
  State state;
  state.log_id = stored.store->log_id();
  std::unordered_set<Id, IdHash> decided, erased;
  const auto take = [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const OpenedEvent opened, OpenEvent(bytes, *stored.keys));
    const Event& event = opened.event;
    const Run* run = state.FindRun(event.entity);
    if (opened.erased && event.entity_kind == EntityKind::kLead) erased.insert(event.entity);
    // What agents said in the run was purged.
    if (opened.erased && run != nullptr) erased.insert(state.leads[run->lead].id);
    if (static_cast<EventType>(event.type) == EventType::kDecisionMade && run != nullptr &&
        !erased.contains(state.leads[run->lead].id) && decided.insert(event.entity).second) {
      SB_ASSIGN(const ev::DecisionMade made, DecodeBody<ev::DecisionMade>(event.clear));
      SB_TRY(visit({state, *run, made, event.time}));
    }
    return FoldEvent(event, opened.sealed, context, &state);
  };
  return stored.store->ReadEvents(0, stored.store->next_position(), take);
}

}  // namespace signalbox
