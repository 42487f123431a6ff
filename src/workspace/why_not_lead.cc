#include "workspace/why_not_lead.h"

#include "engine/apply.h"
#include "workspace/lead_history.h"
#include "workspace/read_ahead.h"

namespace signalbox {
namespace {

struct Decided {
  Id run;
  int64_t position = -1;
};

Decided LatestDecision(const LeadHistory& history) {
  Decided latest;
  for (const RunHistory& run : history.runs) {
    for (const OpenedEvent& opened : run.events) {
      if (static_cast<EventType>(opened.event.type) == EventType::kDecisionMade &&
          opened.event.position > latest.position)
        latest = {run.run, opened.event.position};
    }
  }
  return latest;
}

// Whether all that the decision saw is there.
Status CheckWhole(const LeadHistory& history, const Decided& decided) {
  for (const RunHistory& run : history.runs) {
    if (run.run != decided.run) continue;
    for (const OpenedEvent& opened : run.events) {
      if (opened.erased)
        return Err(Code::kForbidden,
                   "what agents said of the lead was purged by its rule, so nothing can be decided "
                   "again");
    }
  }
  return {};
}

}  // namespace

Result<WhyNot> WhyNotOf(const Store& store, const Keyring& keys,
                        const StoredPolicyLoader& load_policy, const LeadHistory& history,
                        std::string_view wanted) {
  for (const OpenedEvent& opened : history.events) {
    if (opened.erased)
      return Err(Code::kForbidden,
                 "the person has been forgotten, so nothing can be decided again");
  }
  const Decided decided = LatestDecision(history);
  if (decided.position < 0)
    return Err(Code::kNotFound, "nothing was decided about this lead, so nothing could change it");
  SB_TRY(CheckWhole(history, decided));
  const ApplyContext context = StoredContext(store, load_policy);
  State state;
  state.log_id = store.log_id();
  SB_TRY(ReadOpenedAhead(store, keys, 0, decided.position, [&](OpenedEvent& opened) {
    return FoldEvent(opened.event, opened.sealed, context, &state);
  }));
  const Run* run = state.FindRun(decided.run);
  if (run == nullptr) return Err(Code::kCorrupt, "a decision belongs to a run that is not there");
  SB_ASSIGN(const OpenedEvent event, ReadOpened(store, keys, decided.position));
  DecideInput input{run->record, state.roster, state.pools, event.event.time, {}};
  const std::string& owner = state.PersonOf(state.leads[run->lead].owner);
  if (!owner.empty()) input.previous_owners.push_back(owner);
  return ExplainWhyNot(*run->policy->policy, input, wanted);
}

Result<WhyNot> WhyNotOf(Workspace& workspace, const std::string& lead, std::string_view wanted) {
  SB_ASSIGN(const LeadHistory history, ReadHistoryOf(workspace, lead));
  return WhyNotOf(workspace.store(), workspace.keys(), LoadStoredVersion, history, wanted);
}

void WriteWhyNot(const WhyNot& answer, JsonWriter* json) {
  json->BeginObject().Member("owner", answer.wanted).Member("got_it", answer.got_it);
  json->Member("known", answer.known).Member("reachable", answer.reachable);
  json->Member("complete", answer.looked_at_all);
  json->MemberOrNull("lost", answer.lost).MemberOrNull("by", answer.lost_by);
  json->Key("ways").BeginArray();
  for (const WhyNotWay& way : answer.ways) {
    json->BeginObject().Key("changes").BeginArray();
    for (const WhyNotChange& change : way.changes) {
      json->BeginObject().Member("attribute", change.attribute);
      json->MemberOrNull("from", change.from).MemberOrNull("to", change.to).EndObject();
    }
    json->EndArray().MemberOrNull("absence", way.absence).Member("turns", way.turns);
    json->MemberOrNull("rule", way.rule).MemberOrNull("row", way.row);
    json->MemberOrNull("pool", way.pool).EndObject();
  }
  json->EndArray().Member("text", WhyNotText(answer)).EndObject();
}

}  // namespace signalbox
