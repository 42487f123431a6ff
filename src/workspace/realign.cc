#include "workspace/realign.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/counted.h"
#include "engine/apply.h"
#include "intake/byte_source.h"
#include "intake/csv.h"
#include "workspace/backtest_history.h"
#include "workspace/read_ahead.h"
#include "workspace/realign_places.h"
#include "workspace/reference.h"
#include "workspace/repair.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// What a list says of one account.
struct NamedAccount {
  uint64_t line = 0;
  std::string account, owner;
};

// A lead's latest decision, as far as it was about an account.
struct OfAccount {
  std::string account;
  PersonRef given_as_owner = 0;  // to whom it was given because they owned the account; 0: not so
};

// Lines that a message names; who has more of them wrong has the wrong file.
constexpr size_t kMaxFaults = 20;

class RealignReader {
 public:
  RealignReader(State* state, const Keyring& keys, const RealignQuestion& question)
      : state_(*state), keys_(keys), question_(question) {}

  Status ReadList();
  Status TakeDecision(const Event& event);
  Result<MovePreview> Finish();

 private:
  Status CheckList() const;
  void MoveNamed(const NamedAccount& named);
  void MoveLead(uint32_t lead, const NamedAccount& named, const Account& account);

  State& state_;
  const Keyring& keys_;
  const RealignQuestion& question_;
  std::vector<NamedAccount> list_;
  std::map<uint32_t, OfAccount> account_of_;  // of leads
  std::map<std::string, std::vector<uint32_t>, std::less<>> leads_;
  MovePreview preview_;
};

Status RealignReader::ReadList() {
  TextSource source(question_.accounts);
  CsvReader reader(&source);
  CsvRow row;
  SB_ASSIGN(const bool any, reader.Next(&row));
  const bool named = any && row.fault.empty() && row.fields.size() == 2 &&
                     row.fields[0] == "account_id" && row.fields[1] == "owner";
  if (!named)
    return Err(Code::kInvalid,
               "the list of accounts begins with `account_id,owner`, a list of places with columns "
               "such as `country,state,postal,employees,owner`");
  std::string faults;
  size_t count = 0;
  std::map<std::string, uint64_t, std::less<>> seen;
  const auto fault = [&](uint64_t line, const std::string& what) {
    if (++count <= kMaxFaults) faults += fmt::format("\nline {}: {}", line, what);
  };
  for (;;) {
    SB_ASSIGN(const bool more, reader.Next(&row));
    if (!more) break;
    if (!row.fault.empty()) {
      fault(row.line, row.fault);
      continue;
    }
    NamedAccount one{row.line, std::string(row.fields[0]), std::string(row.fields[1])};
    const auto [at, fresh] = seen.emplace(one.account, row.line);
    if (one.account.empty() || one.owner.empty())
      fault(row.line, "an account and its new owner are both needed");
    else if (!fresh)
      fault(row.line,
            fmt::format("account `{}` stands in line {} already", one.account, at->second));
    list_.push_back(std::move(one));
  }
  if (count == 0) return {};
  return Err(Code::kInvalid, fmt::format("{} not understood, so nothing is done:{}",
                                         Counted(static_cast<int64_t>(count), "line of the list is",
                                                 "lines of the list are"),
                                         faults));
}

Status RealignReader::CheckList() const {
  std::string faults;
  size_t count = 0;
  for (const NamedAccount& one : list_) {
    const Person* person = state_.roster.FindPerson(one.owner);
    std::string what;
    if (state_.directory.FindAccount(one.account) == nullptr)
      what = "there is no account `" + one.account + "`; import it first";
    else if (person == nullptr)
      what = "the roster has nobody called `" + one.owner + "`";
    else if (!person->active)
      what = "`" + one.owner + "` is not active and takes no leads";
    if (!what.empty() && ++count <= kMaxFaults)
      faults += fmt::format("\nline {}: {}", one.line, what);
  }
  if (count == 0) return {};
  return Err(Code::kInvalid, fmt::format("{} of the list cannot be done, so nothing is:{}",
                                         Counted(static_cast<int64_t>(count), "line"), faults));
}

Status RealignReader::TakeDecision(const Event& event) {
  const Run* run = state_.FindRun(event.entity);
  if (run == nullptr) return {};
  const std::string_view account = run->record.Text(Field::kAccountId);
  if (account.empty()) {
    account_of_.erase(run->lead);
    return {};
  }
  SB_ASSIGN(const ev::DecisionMade made, DecodeBody<ev::DecisionMade>(event.clear));
  const bool as_owner = state_.PersonOf(made.owner) == run->record.Text(Field::kAccountOwner);
  account_of_[run->lead] = {std::string(account), as_owner ? made.owner : 0};
  return {};
}

void RealignReader::MoveLead(uint32_t lead, const NamedAccount& named, const Account& account) {
  const LeadEntry& entry = state_.leads[lead];
  const PersonRef to = state_.RefOf(named.owner);
  const auto owner = static_cast<PersonRef>(entry.owner);
  if (entry.status != LeadStatus::kRouted || owner == 0 || owner == to) return;
  // Somebody who has it for another reason than the account keeps it. Who owned the account when it
  // came has it for that reason, also when the account has gone before it.
  if (state_.PersonOf(owner) != account.owner && owner != account_of_[lead].given_as_owner) return;
  ev::MoveRow row;
  row.lead = entry.id;
  row.run = entry.run;
  row.from = StandsAt(state_, lead);
  row.to = row.from;
  row.to.owner = to;
  row.to.reason = "realigned";
  row.to.pool.clear();
  row.to.turn.clear();
  row.to.points = 0;
  row.to.counters.clear();
  row.touched_too = !question_.HeldOver();
  ++preview_.looked_at;
  MoveEntry told{
      FormatId("lead", entry.id), "", state_.PersonOf(owner), named.owner, "", "", "", ""};
  const std::string why = WhyNotMoved(state_, row);
  if (why.empty()) return AddMove(state_, std::move(told), std::move(row), &preview_);
  told.left_out = entry.acted != 0 && question_.HeldOver() ? "held_over" : why;
  preview_.left_out.push_back(std::move(told));
}

void RealignReader::MoveNamed(const NamedAccount& named) {
  const Account account = *state_.directory.FindAccount(named.account);
  const Id entity = AccountEntity(keys_, state_.log_id, named.account);
  MoveEntry told{
      FormatId("account", entity), named.account, account.owner, named.owner, "", "", "", ""};
  const bool has_it = account.owner == named.owner;
  preview_.same += has_it;
  const bool open = !has_it && state_.directory.OpenOpportunity(named.account) != nullptr;
  if (open && question_.HeldOver() && !question_.move_opportunities) {
    told.left_out = "open_opportunity";
    preview_.left_out.push_back(std::move(told));
    return;
  }
  ev::MoveRow row;
  row.lead = entity;
  row.account = true;
  row.from.owner = state_.RefOf(account.owner);
  row.to.owner = state_.RefOf(named.owner);
  if (!has_it) AddMove(state_, std::move(told), std::move(row), &preview_);
  const auto leads = leads_.find(named.account);
  if (leads == leads_.end()) return;
  for (const uint32_t lead : leads->second) MoveLead(lead, named, account);
}

Result<MovePreview> RealignReader::Finish() {
  SB_TRY(CheckList());
  preview_.kind = MoveKind::kRealign;
  for (const auto& [lead, of] : account_of_) leads_[of.account].push_back(lead);
  for (const NamedAccount& named : list_) {
    MoveNamed(named);
    if (preview_.rows.size() > kMaxMoves)
      return Err(
          Code::kExhausted,
          fmt::format("more than {} accounts and leads would move; split the list", kMaxMoves));
  }
  CountOwners(state_, &preview_);
  return std::move(preview_);
}

// By its first line; what is neither is read as a list of accounts, which says what it is not.
bool NamesAccounts(std::string_view list) {
  TextSource source(list);
  CsvReader reader(&source);
  CsvRow row;
  const Result<bool> any = reader.Next(&row);
  if (!any.ok() || !*any || row.fields.size() < 2) return true;
  return std::any_of(row.fields.begin(), row.fields.end(), [](std::string_view column) {
    return column.find("account") != std::string_view::npos;
  });
}

}  // namespace

bool RealignQuestion::HeldOver() const {
  return now < (effective == 0 ? now : effective) + holdover_us;
}

Result<MovePreview> PreviewRealign(const Store& store, const Keyring& keys,
                                   const StoredPolicyLoader& load_policy,
                                   const RealignQuestion& question) {
  if (question.accounts.empty()) {
    RepairQuestion every;
    every.every_version = true;
    every.now = std::max(question.now, question.effective);
    every.touched_too = !question.HeldOver();
    return PreviewRepair(store, keys, load_policy, every);
  }
  if (!NamesAccounts(question.accounts))
    return PreviewRealignPlaces(store, keys, load_policy, question);
  const ApplyContext context = StoredContext(store, load_policy);
  State state;
  state.log_id = store.log_id();
  RealignReader reader(&state, keys, question);
  SB_TRY(reader.ReadList());
  SB_TRY(ReadOpenedAhead(store, keys, 0, store.next_position(),
                         [&](const OpenedEvent& opened) -> Status {
                           const Event& event = opened.event;
                           if (static_cast<EventType>(event.type) == EventType::kDecisionMade)
                             SB_TRY(reader.TakeDecision(event));
                           return FoldEvent(event, opened.sealed, context, &state);
                         }));
  return reader.Finish();
}

AccountIds AccountIdsOf(const std::vector<std::string>& accounts, const Id& log_id,
                        const Keyring& keys) {
  AccountIds ids;
  for (const std::string& account : accounts) ids[AccountEntity(keys, log_id, account)] = account;
  return ids;
}

Result<std::string> MoveAccount(Turn& turn, const Workspace& workspace, const ev::MoveRow& row,
                                const AccountIds& accounts, const Actor& actor) {
  const State& state = turn.state();
  const auto id = accounts.find(row.lead);
  const Account* account = id == accounts.end() ? nullptr : state.directory.FindAccount(id->second);
  if (account == nullptr) return std::string("account_gone");
  if (state.RefOf(account->owner) != row.from.owner) return std::string("owner_changed");
  const Person* person = state.roster.FindPerson(state.PersonOf(row.to.owner));
  if (row.to.owner != 0 && (person == nullptr || !person->active))
    return std::string("person_gone");
  Account changed = *account;
  changed.owner = state.PersonOf(row.to.owner);
  SB_TRY(UpsertRecord(turn, workspace, actor, std::move(changed)));
  return std::string();
}

}  // namespace signalbox
