#include "workspace/holdings.h"

#include <fmt/format.h>

#include <algorithm>

#include "workspace/moves_ahead.h"
#include "workspace/realign.h"
#include "workspace/reference.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

// Leads that one turn looks at, so that leads that come do not wait for a preview.
constexpr size_t kLookedAtPerTurn = 100;
// Rows of one page of the views.
constexpr int64_t kRowsPerPage = 5'000;

// Builds a preview over as many turns as it takes; the state may change between them, which the
// moves find out.
class GiveOnReader {
 public:
  GiveOnReader(const Holdings& holdings, const GiveOn& how) : holdings_(holdings), how_(how) {
    preview_.kind = MoveKind::kRealign;
  }

  Status Begin(const State& state);
  Status Look(const Turn& turn, size_t from, size_t until);
  Result<MovePreview> Finish(const Workspace& workspace, const State& state);

 private:
  Status CheckReceiver(const State& state, TimeUs now);
  Status LookAt(const Turn& turn, const Id& id);
  void AddAccounts(const Workspace& workspace, const State& state);

  const Holdings& holdings_;
  const GiveOn& how_;
  std::string to_;
  std::shared_ptr<const PolicyVersion> active_;
  std::optional<MovesAhead> ahead_;
  MovePreview preview_;
};

Status GiveOnReader::CheckReceiver(const State& state, TimeUs now) {
  const Person* person = state.roster.FindPerson(holdings_.person);
  to_ = how_.to;
  if (to_.empty() && person != nullptr) to_ = person->delegate;
  if (to_.empty())
    return Err(Code::kInvalid, fmt::format("`{}` has nobody who stands in for them; name a "
                                           "`delegate`, or let the leads be routed again",
                                           holdings_.person));
  const Person* receiver = state.roster.FindPerson(to_);
  if (receiver == nullptr)
    return Err(Code::kInvalid, fmt::format("the roster has nobody called `{}`", to_));
  if (to_ == holdings_.person)
    return Err(Code::kInvalid, "nobody gives their leads on to themselves");
  if (IsAbsent(*receiver, now))
    return Err(Code::kConflict,
               fmt::format("`{}` is not there now either, so they take no leads", to_));
  return {};
}

Status GiveOnReader::Begin(const State& state) {
  if (how_.then == InHandThen::kDelegate) return CheckReceiver(state, state.last_time);
  if (how_.accounts)
    return Err(Code::kInvalid, "`accounts` are given to somebody by name; say `delegate`");
  active_ = state.Active();
  if (active_ == nullptr)
    return Err(Code::kUnavailable, "the workspace has no policy; publish one first");
  preview_.active = active_->name;
  preview_.active_hash = active_->hash;
  ahead_.emplace(state);
  return {};
}

Status GiveOnReader::LookAt(const Turn& turn, const Id& id) {
  const State& state = turn.state();
  const auto at = state.lead_by_id.find(id);
  if (at == state.lead_by_id.end()) return {};
  const uint32_t lead = at->second;
  const LeadEntry& entry = state.leads[lead];
  const PersonRef holder = state.RefOf(holdings_.person);
  if (entry.status != LeadStatus::kRouted || static_cast<PersonRef>(entry.owner) != holder)
    return {};
  ++preview_.looked_at;
  ev::MoveRow row;
  row.lead = id;
  row.run = entry.run;
  row.from = StandsAt(state, lead);
  row.touched_too = true;
  MoveEntry told;
  told.lead_id = FormatId("lead", id);
  told.from = holdings_.person;
  const auto leave_out = [&](std::string code) {
    told.left_out = std::move(code);
    preview_.left_out.push_back(std::move(told));
    return Status();
  };
  std::optional<Decision> decision;
  if (how_.then == InHandThen::kDelegate) {
    row.to = row.from;
    row.to.owner = state.RefOf(to_);
    row.to.reason = "reassigned";
    row.to.pool.clear();
    row.to.turn.clear();
    row.to.points = 0;
    row.to.counters.clear();
  } else {
    const Result<Attributes> record = turn.RecordOf(lead);
    if (!record.ok() && record.error().code == Code::kNotFound) return leave_out("forgotten");
    if (!record.ok()) return record.error();
    DecideInput input{*record, state.roster, ahead_->pools, turn.now(), {holdings_.person}};
    decision = ahead_->Decide(state, *active_->policy, lead, std::move(input));
    if (!decision.has_value()) return leave_out("nobody_free");
    if (decision->disposition != Disposition::kAssign &&
        decision->disposition != Disposition::kQueue)
      return leave_out("would_wait");
    row.to = PlaceOfMove(state, *active_, *decision, "reassigned");
    told.rule = decision->rule;
    told.row = decision->row;
    told.pool = decision->pool;
  }
  told.to = PlaceName(state, row.to);
  if (std::string why = WhyNotMoved(state, row); !why.empty()) return leave_out(std::move(why));
  AddMove(state, std::move(told), std::move(row), &preview_);
  if (decision.has_value()) ahead_->Take(state, lead, *decision, turn.now());
  return {};
}

Status GiveOnReader::Look(const Turn& turn, size_t from, size_t until) {
  for (size_t i = from; i < until; ++i) SB_TRY(LookAt(turn, holdings_.leads[i]));
  return {};
}

void GiveOnReader::AddAccounts(const Workspace& workspace, const State& state) {
  for (const std::string& id : holdings_.accounts) {
    const Account* account = state.directory.FindAccount(id);
    if (account == nullptr || account->owner != holdings_.person) continue;
    ev::MoveRow row;
    row.lead = AccountEntity(workspace.keys(), state.log_id, id);
    row.account = true;
    row.from.owner = state.RefOf(holdings_.person);
    row.to.owner = state.RefOf(to_);
    MoveEntry told;
    told.lead_id = FormatId("account", row.lead);
    told.external_id = id;
    told.from = holdings_.person;
    told.to = to_;
    AddMove(state, std::move(told), std::move(row), &preview_);
  }
}

Result<MovePreview> GiveOnReader::Finish(const Workspace& workspace, const State& state) {
  if (how_.accounts) AddAccounts(workspace, state);
  if (preview_.rows.size() > kMaxMoves) {
    return Err(Code::kExhausted,
               fmt::format("more than {} leads and accounts would move", kMaxMoves));
  }
  CountOwners(state, &preview_);
  return std::move(preview_);
}

}  // namespace

Result<std::vector<Id>> LeadsOwnedBy(const Views& views, PersonRef owner) {
  std::vector<Id> leads;
  LeadFilter filter;
  filter.owner = owner;
  filter.status = static_cast<int>(LeadStatus::kRouted);
  filter.limit = kRowsPerPage;
  for (;;) {
    SB_ASSIGN(const std::vector<LeadViewRow> rows, views.List(filter));
    for (const LeadViewRow& row : rows) leads.push_back(row.id);
    if (leads.size() > kMaxMoves)
      return Err(Code::kExhausted, fmt::format("they have more than {} leads", kMaxMoves));
    if (static_cast<int64_t>(rows.size()) < kRowsPerPage) return leads;
    filter.before = rows.back().number;
  }
}

Result<LeadsOwned> LeadsOwnedAlone(const Workspace& workspace) {
  SB_ASSIGN(std::shared_ptr<Views> views, Views::Open(workspace.directory() + "/views.db"));
  return LeadsOwned([views, &workspace](PersonRef owner) -> Result<std::vector<Id>> {
    for (bool more = true; more;) {
      SB_ASSIGN(more, views->CatchUp(workspace.store(), workspace.store().next_position()));
    }
    return LeadsOwnedBy(*views, owner);
  });
}

Result<Holdings> HoldingsOf(Workspace& workspace, const LeadsOwned& leads,
                            const std::string& person) {
  Holdings holdings;
  holdings.person = person;
  PersonRef ref = 0;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const Person* found = state.roster.FindPerson(person);
    if (found == nullptr) return;
    ref = state.RefOf(person);
    holdings.active = found->active;
    for (const auto& [id, account] : state.directory.accounts()) {
      if (account.owner == person) holdings.accounts.push_back(id);
    }
    for (const auto& [number, entry] : state.cases.by_number) {
      if (entry.approver == ref && entry.status == CaseStatus::kEscalated)
        holdings.requests.push_back(number);
    }
    for (const auto& [id, one] : state.roster.people()) {
      if (one.manager == person) holdings.reports.push_back(id);
      if (one.delegate == person) holdings.stands_in_for.push_back(id);
    }
  }));
  if (ref == 0)
    return Err(Code::kNotFound,
               "the roster has nobody called `" + person + "`; see `export people`");
  SB_ASSIGN(holdings.leads, leads(ref));
  return holdings;
}

Result<MovePreview> PreviewGiveOn(Workspace& workspace, const Holdings& holdings,
                                  const GiveOn& how) {
  GiveOnReader reader(holdings, how);
  SB_TRY(workspace.Apply([&](Turn& turn) { return reader.Begin(turn.state()); }));
  for (size_t from = 0; from < holdings.leads.size(); from += kLookedAtPerTurn) {
    const size_t until = std::min(from + kLookedAtPerTurn, holdings.leads.size());
    SB_TRY(workspace.Apply([&](Turn& turn) { return reader.Look(turn, from, until); }));
  }
  Result<MovePreview> preview = Err(Code::kUnavailable, "the workspace is closing");
  SB_TRY(workspace.Ask(
      [&](const Engine& engine) { preview = reader.Finish(workspace, engine.state()); }));
  return preview;
}

Result<MoveProgress> CarryOutGiveOn(Workspace& workspace, const MovePreview& preview,
                                    const MoveOptions& options, const Actor& actor) {
  MoveProgress progress;
  progress.done = true;
  if (preview.rows.empty()) return progress;
  Id id;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(id, PlanMoves(turn, preview, options, actor));
    return {};
  }));
  do {
    SB_ASSIGN(progress, CarryOn(workspace, id, actor));
  } while (!progress.done && progress.next_at == 0);
  return progress;
}

Result<std::string> ReassignHoldings(Workspace& workspace, const LeadsOwned& leads,
                                     const std::string& person, const ReassignRequest& request,
                                     MoveOptions options, const Actor& actor) {
  if (request.how.then == InHandThen::kKeep)
    return Err(Code::kInvalid, "`then` is `delegate` or `route_again` where leads are given on");
  SB_ASSIGN(const Holdings holdings, HoldingsOf(workspace, leads, person));
  SB_ASSIGN(const MovePreview preview, PreviewGiveOn(workspace, holdings, request.how));
  options.batch = request.batch;
  options.every_us = request.every_us;
  MoveProgress progress;
  if (!request.dry_run) {
    SB_ASSIGN(progress, CarryOutGiveOn(workspace, preview, options, actor));
  }
  return GiveOnJson(person, request.how.then, request.dry_run, progress, preview);
}

}  // namespace signalbox
