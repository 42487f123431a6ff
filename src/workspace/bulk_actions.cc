#include "workspace/bulk_actions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/json_writer.h"
#include "workspace/lead_lookup.h"
#include "workspace/lead_sight.h"
#include "workspace/route_record.h"

namespace signalbox {
namespace {

// Leads of one turn, so that leads that come do not wait for a bulk action.
constexpr size_t kActedPerTurn = 50;

struct ActionSpec {
  std::string_view name;
  std::optional<Verb> verb;
  Permission permission;
};
constexpr ActionSpec kActions[] = {
    {"claim", Verb::kClaim, Permission::kClaimLeads},
    {"hand_back", Verb::kHandBack, Permission::kWorkLeads},
    {"hand_over", Verb::kHandOver, Permission::kWorkLeads},
    {"recall", Verb::kRecall, Permission::kRecallLeads},
    {"accept", Verb::kAccept, Permission::kWorkLeads},
    {"contacted", Verb::kContacted, Permission::kWorkLeads},
    {"retry", std::nullopt, Permission::kRouteAgain},
    {"reroute", std::nullopt, Permission::kRouteAgain},
};

const ActionSpec& SpecOf(BulkAction action) {
  return kActions[static_cast<size_t>(action)];
}

bool HasDone(const LeadEntry& entry, SlaStop what) {
  return (entry.acted & static_cast<uint8_t>(what)) != 0;
}

// Whether the action has nothing left to do, so that doing it again is harmless.
bool IsSoAlready(const LeadEntry& entry, BulkAction action, const ev::LeadActed& body) {
  const auto owner = static_cast<PersonRef>(entry.owner);
  const bool routed = entry.status == LeadStatus::kRouted;
  switch (action) {
    case BulkAction::kClaim:
      return routed && body.by != 0 && owner == body.by;
    case BulkAction::kHandOver:
      return routed && body.to != 0 && owner == body.to;
    case BulkAction::kAccept:
      return routed && HasDone(entry, SlaStop::kAccepted);
    case BulkAction::kContacted:
      return routed && HasDone(entry, SlaStop::kContacted);
    default:
      return false;
  }
}

class BulkRun {
 public:
  BulkRun(Workspace& workspace, const Principal& principal, const BulkRequest& request)
      : workspace_(workspace), principal_(principal), request_(request) {}

  Status Begin();
  // Those of `items` that one turn can do.
  Status ActInTurn(Turn& turn, std::vector<BulkItem>* items, size_t from, size_t until);
  // What a turn found that can be routed again, each for itself.
  void RouteAgain(BulkItem* item);

 private:
  Status CheckOne(const State& state, const std::string& lead, uint32_t* found) const;
  void ActOn(Turn& turn, BulkItem* item);
  void WouldRoute(Turn& turn, uint32_t lead, BulkItem* item) const;
  void WriteState(const State& state, uint32_t lead, BulkItem* item) const;

  Workspace& workspace_;
  const Principal& principal_;
  const BulkRequest& request_;
  ev::LeadActed body_;
};

Result<PersonRef> RefNamed(const State& state, const std::string& id, std::string_view what) {
  const PersonRef ref = id.empty() ? 0 : state.RefOf(id);
  if (!id.empty() && ref == 0)
    return Err(Code::kInvalid, fmt::format("`{}`: the roster has nobody with this id", what));
  return ref;
}

Status BulkRun::Begin() {
  const ActionSpec& spec = SpecOf(request_.action);
  if (!spec.verb.has_value()) return {};
  body_.verb = *spec.verb;
  body_.queue = request_.verb.queue;
  body_.reason = request_.verb.reason;
  if (!request_.verb.until.empty()) {
    SB_ASSIGN(body_.until, ParseTime(request_.verb.until));
  }
  Status named;
  SB_TRY(workspace_.Ask([&](const Engine& engine) {
    const Result<PersonRef> by = RefNamed(engine.state(), request_.verb.by, "by");
    const Result<PersonRef> to = RefNamed(engine.state(), request_.verb.to, "to");
    if (!by.ok()) named = by.error();
    if (!to.ok()) named = to.error();
    if (!named.ok()) return;
    body_.by = *by;
    body_.to = *to;
  }));
  return named;
}

Status BulkRun::CheckOne(const State& state, const std::string& lead, uint32_t* found) const {
  const Result<Id> id = ParseId("lead", lead);
  if (!id.ok()) return Err(Code::kNotFound, "a lead's id looks like `lead_0190...`");
  SB_ASSIGN(*found, FindLead(state, workspace_.keys(), lead));
  SB_TRY(CheckActIn(state, principal_, PermissionOf(request_.action), *found, true));
  const LeadEntry& entry = state.leads[*found];
  if (request_.as_of && std::max(entry.last_position, entry.run_last_position) > *request_.as_of)
    return Err(Code::kConflict, "it changed since it was looked at");
  if (request_.action == BulkAction::kRetry && entry.status != LeadStatus::kFailed)
    return Err(Code::kConflict, "its run did not fail, so there is nothing to retry");
  if (request_.action == BulkAction::kReroute && entry.status == LeadStatus::kInProgress)
    return Err(Code::kConflict, "it is being routed now");
  return {};
}

void BulkRun::WriteState(const State& state, uint32_t lead, BulkItem* item) const {
  const LeadEntry& entry = state.leads[lead];
  item->status = StatusName(entry.status);
  item->owner = entry.status == LeadStatus::kQueued ? "" : state.PersonOf(entry.owner);
  item->queue = state.words.Of(entry.queue);
}

void BulkRun::WouldRoute(Turn& turn, uint32_t lead, BulkItem* item) const {
  const Result<Attributes> record = turn.RecordOf(lead);
  Result<std::vector<Emitted>> events = Err(Code::kNotFound, "");
  if (record.ok()) events = turn.RouteWhatIf(lead, *record);
  if (!events.ok()) {
    item->outcome = "refused";
    item->why = record.ok() ? events.error().message : record.error().message;
    return;
  }
  item->status = StatusName(LeadStatus::kInProgress);
  for (const Emitted& emitted : *events) {
    if (static_cast<EventType>(emitted.event.type) != EventType::kRunFinished) continue;
    const auto over = DecodeBody<ev::RunFinished>(emitted.event.clear);
    if (!over.ok()) continue;
    item->status = StatusName(over->status);
    item->owner = turn.state().PersonOf(over->owner);
    item->queue = over->queue;
  }
}

void BulkRun::ActOn(Turn& turn, BulkItem* item) {
  uint32_t lead = 0;
  Status status = CheckOne(turn.state(), item->lead, &lead);
  if (!status.ok()) {
    item->outcome = "refused";
    item->why = status.error().message;
    return;
  }
  WriteState(turn.state(), lead, item);
  const LeadEntry& entry = turn.state().leads[lead];
  if (IsSoAlready(entry, request_.action, body_)) {
    item->outcome = "already";
    item->why = "it is so already";
    return;
  }
  const bool routes = !SpecOf(request_.action).verb.has_value();
  item->outcome = request_.dry_run ? "would" : "done";
  if (routes) {
    if (request_.dry_run) WouldRoute(turn, lead, item);
    return;
  }
  status = request_.dry_run ? CheckVerb(turn.state(), lead, body_, turn.now())
                            : turn.Act(entry.id, body_, {ActorKind::kOperator, principal_.name});
  if (!status.ok()) {
    item->outcome = "refused";
    item->why = status.error().message;
    return;
  }
  if (!request_.dry_run) WriteState(turn.state(), lead, item);
}

Status BulkRun::ActInTurn(Turn& turn, std::vector<BulkItem>* items, size_t from, size_t until) {
  for (size_t i = from; i < until; ++i) ActOn(turn, &(*items)[i]);
  return {};
}

void BulkRun::RouteAgain(BulkItem* item) {
  const Result<LeadAnswer> answer = RouteRecordAgain(workspace_, item->lead, principal_.name);
  if (!answer.ok()) {
    item->outcome = "refused";
    item->why = answer.error().message;
    return;
  }
  item->status = StatusName(answer->status);
  item->owner = answer->status == LeadStatus::kQueued ? "" : answer->owner;
  item->queue = answer->queue;
}

std::vector<BulkItem> ItemsOf(const std::vector<std::string>& leads) {
  std::vector<BulkItem> items;
  std::set<std::string_view> seen;
  for (const std::string& lead : leads) {
    if (seen.insert(lead).second) items.push_back({lead, "", "", "", "", ""});
  }
  return items;
}

}  // namespace

std::string_view BulkActionName(BulkAction action) {
  return SpecOf(action).name;
}

Permission PermissionOf(BulkAction action) {
  return SpecOf(action).permission;
}

Result<BulkOutcome> ActOnMany(Workspace& workspace, const Principal& principal,
                              const BulkRequest& request, int64_t most) {
  BulkOutcome outcome;
  outcome.dry_run = request.dry_run;
  outcome.more = request.more;
  outcome.items = ItemsOf(request.leads);
  const size_t count = outcome.items.size();
  if (count > kMaxBulkLeads) {
    return Err(Code::kInvalid, fmt::format("{} leads are more than the {} of one request; ask for "
                                           "them in parts",
                                           count, kMaxBulkLeads));
  }
  if (static_cast<int64_t>(count) > most) {
    return Err(Code::kForbidden, fmt::format("this would act on {} leads, and you may act on {} at "
                                             "once; ask an administrator",
                                             count, most));
  }
  outcome.as_of = workspace.store().next_position() - 1;
  BulkRun run(workspace, principal, request);
  SB_TRY(run.Begin());
  for (size_t from = 0; from < count; from += kActedPerTurn) {
    const size_t until = std::min(from + kActedPerTurn, count);
    SB_TRY(workspace.Apply(
        [&](Turn& turn) { return run.ActInTurn(turn, &outcome.items, from, until); }));
    if (request.dry_run || SpecOf(request.action).verb.has_value()) continue;
    for (size_t i = from; i < until; ++i) {
      if (outcome.items[i].outcome == "done") run.RouteAgain(&outcome.items[i]);
    }
  }
  return outcome;
}

std::string BulkOutcome::Json(BulkAction action) const {
  std::map<std::string_view, int64_t> counts;
  std::map<std::string, int64_t> reasons;
  for (const BulkItem& item : items) {
    ++counts[item.outcome];
    if (item.outcome == "refused") ++reasons[item.why];
  }
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("action", BulkActionName(action)).Member("dry_run", dry_run);
  json.Member("count", static_cast<int64_t>(items.size()));
  for (const std::string_view name : {"done", "would", "already", "refused"})
    json.Member(name, counts[name]);
  json.Key("reasons").BeginArray();
  for (const auto& [why, count] : reasons)
    json.BeginObject().Member("why", why).Member("count", count).EndObject();
  json.EndArray().Member("more", more).Member("as_of", as_of).Key("results").BeginArray();
  for (const BulkItem& item : items) {
    json.BeginObject().Member("lead_id", item.lead).Member("outcome", item.outcome);
    json.MemberOrNull("why", item.why).MemberOrNull("status", item.status);
    json.MemberOrNull("owner", item.owner).MemberOrNull("queue", item.queue).EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
