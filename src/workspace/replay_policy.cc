#include "workspace/replay_policy.h"

#include <unordered_set>

#include "engine/state.h"
#include "workspace/event_json.h"
#include "workspace/read_ahead.h"

namespace signalbox {
std::string DestinationOf(Disposition disposition, const std::string& owner,
                          const std::string& queue) {
  switch (disposition) {
    case Disposition::kAssign:
      return owner;
    case Disposition::kQueue:
      return queue;
    case Disposition::kHold:
      return "held";
    case Disposition::kEscalate:
      return queue.empty() ? std::string("escalated") : queue;
    case Disposition::kReject:
      return "rejected";
  }
  return queue;
}

Status CompareDecisions(const Store& store, const Keyring& keys, const ApplyContext& context,
                        const PolicyVersion& other, int64_t end, ReplayReport* report) {
  report->compared_policy = true;
  report->policy = other.name;
  State state;
  state.log_id = store.log_id();
  // Of which what agents said was purged, so nobody knows what the decision saw.
  std::unordered_set<Id, IdHash> erased;
  return ReadOpenedAhead(store, keys, 0, end, [&](const OpenedEvent& opened) -> Status {
    const Event& event = opened.event;
    if (opened.erased && event.entity_kind == EntityKind::kRun) erased.insert(event.entity);
    const Run* run = state.FindRun(event.entity);
    if (static_cast<EventType>(event.type) == EventType::kDecisionMade && run != nullptr &&
        !erased.contains(event.entity)) {
      SB_ASSIGN(const ev::DecisionMade stored, DecodeBody<ev::DecisionMade>(event.clear));
      Attributes copy;
      const Attributes& record = RecordUnder(*other.policy, *run, state, {}, &copy);
      DecideInput input{record, state.roster, state.pools, event.time, {}};
      AddWhatPoolsAsk(state, run->lead, &input);
      const Decision decision = Decide(*other.policy, input);
      ++report->decisions;
      ReplayMove move;
      move.from = DestinationOf(stored.disposition, state.PersonOf(stored.owner), stored.queue);
      move.to = DestinationOf(decision.disposition, decision.owner, decision.queue);
      if (move.from != move.to || stored.disposition != decision.disposition) {
        ++report->moved_count;
        move.lead_id = FormatId("lead", state.leads[run->lead].id);
        if (report->moved.size() < kMaxListed) report->moved.push_back(std::move(move));
      }
    }
    return FoldEvent(event, opened.sealed, context, &state);
  });
}

}  // namespace signalbox
