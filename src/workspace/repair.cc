#include "workspace/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_set>

#include "engine/apply.h"
#include "policy/decide_pool.h"
#include "workspace/backtest.h"
#include "workspace/backtest_history.h"
#include "workspace/moves_ahead.h"
#include "workspace/read_ahead.h"

namespace signalbox {
namespace {

// A lead's latest decision by the version that is looked at, and what the active one says to it.
struct DecidedLead {
  Id run;
  Disposition disposition = Disposition::kQueue;
  PersonRef owner = 0;
  bool by_person = false;
  bool differs = false;
  bool erased = false;
  bool purged = false;  // what agents said before it
  Decision would;
  Attributes record;  // of those that differ
};

class RepairReader {
 public:
  RepairReader(State* state, const RepairQuestion& question,
               std::shared_ptr<const PolicyVersion> wrong,
               std::shared_ptr<const PolicyVersion> right)
      : state_(*state), question_(question), wrong_(std::move(wrong)), right_(std::move(right)) {}

  Status TakeDecision(const Event& event);
  void NoteErasure(const Event& event);
  Result<MovePreview> Finish();

 private:
  bool Differs(const ev::DecisionMade& made, const Policy& before, const Decision& would) const;
  std::string WhyLeftOut(uint32_t lead, const DecidedLead& decided) const;
  void Judge(uint32_t lead, DecidedLead& decided);
  // The decision as it is carried out; nothing where nobody can have the lead.
  std::optional<Decision> DecideNow(uint32_t lead, const DecidedLead& decided);
  void LeaveOut(MoveEntry entry, std::string code);

  State& state_;
  const RepairQuestion& question_;
  const std::shared_ptr<const PolicyVersion> wrong_;  // null: every version
  const std::shared_ptr<const PolicyVersion> right_;
  std::map<uint32_t, DecidedLead> decided_;
  std::unordered_set<Id, IdHash> purged_;  // runs of which what agents said was purged
  std::optional<MovesAhead> ahead_;        // once the log was read
  MovePreview preview_;
};

// The same pool by the same rule is the same answer: who of it had the turn is nobody's mistake.
bool RepairReader::Differs(const ev::DecisionMade& made, const Policy& before,
                           const Decision& would) const {
  if (!would.pool.empty() && would.pool == made.pool) {
    const auto old_pool = PoolsOf(before).find(made.pool);
    const auto new_pool = PoolsOf(*right_->policy).find(would.pool);
    if (old_pool != PoolsOf(before).end() && new_pool != PoolsOf(*right_->policy).end() &&
        TakesTurnsAlike(old_pool->second, new_pool->second))
      return false;
  }
  if (would.disposition != made.disposition) return true;
  if (would.disposition == Disposition::kAssign) return state_.RefOf(would.owner) != made.owner;
  return would.queue != made.queue;
}

Status RepairReader::TakeDecision(const Event& event) {
  const Run* run = state_.FindRun(event.entity);
  if (run == nullptr || (wrong_ != nullptr && run->policy->hash != wrong_->hash)) return {};
  SB_ASSIGN(const ev::DecisionMade made, DecodeBody<ev::DecisionMade>(event.clear));
  DecidedLead& decided = decided_[run->lead];
  const bool erased = decided.erased;
  decided = DecidedLead{};
  decided.erased = erased;
  decided.run = run->id;
  decided.disposition = made.disposition;
  decided.owner = made.owner;
  decided.by_person = made.decided_by != 0;
  decided.purged = !erased && purged_.contains(run->id);
  if (erased || decided.purged) return {};
  Attributes copy;
  const Attributes& record = RecordUnder(*right_->policy, *run, state_, {}, &copy);
  DecideInput input{record, state_.roster, state_.pools, event.time, {}};
  AddWhatPoolsAsk(state_, run->lead, &input);
  for (const PersonRef person : run->exclude) input.exclude.push_back(state_.PersonOf(person));
  decided.would = Decide(*right_->policy, input);
  decided.differs = Differs(made, *run->policy->policy, decided.would);
  if (decided.differs) decided.record = record;
  return {};
}

void RepairReader::NoteErasure(const Event& event) {
  if (event.entity_kind == EntityKind::kRun) purged_.insert(event.entity);
  const auto lead = state_.lead_by_id.find(event.entity);
  if (event.entity_kind != EntityKind::kLead || lead == state_.lead_by_id.end()) return;
  decided_[lead->second].erased = true;
}

std::string RepairReader::WhyLeftOut(uint32_t lead, const DecidedLead& decided) const {
  const LeadEntry& entry = state_.leads[lead];
  if (decided.erased) return "forgotten";
  if (decided.purged) return "answers_purged";
  if (const RecordEnd* end = EndOf(state_, lead); end != nullptr)
    return std::string(RecordEndCode(end->kind));
  if (decided.by_person) return "decided_by_person";
  if (entry.run != decided.run) return "routed_again";
  const std::string& reason = state_.words.Of(entry.reason);
  if (reason == "repaired" || reason == "realigned") return reason;
  const PersonRef given = decided.disposition == Disposition::kAssign ? decided.owner : 0;
  if (static_cast<PersonRef>(entry.owner) != given) {
    const bool by_hand = reason == "handed_over" || reason == "claimed";
    return by_hand ? "handed_on" : "owner_changed";
  }
  if (entry.status == LeadStatus::kHeld || entry.status == LeadStatus::kInProgress) return "waits";
  const LeadStatus status = decided.disposition == Disposition::kAssign  ? LeadStatus::kRouted
                            : decided.disposition == Disposition::kQueue ? LeadStatus::kQueued
                                                                         : LeadStatus::kRejected;
  if (entry.status != status) return "changed";
  if (!question_.touched_too && entry.acted != 0) return std::string(TouchedBy(entry.acted));
  return {};
}

void RepairReader::LeaveOut(MoveEntry entry, std::string code) {
  entry.left_out = std::move(code);
  preview_.left_out.push_back(std::move(entry));
}

std::optional<Decision> RepairReader::DecideNow(uint32_t lead, const DecidedLead& decided) {
  const Decision& would = decided.would;
  if (would.pool.empty()) {
    const bool reject = would.disposition == Disposition::kReject;
    const bool waits = would.disposition == Disposition::kHold ||
                       would.disposition == Disposition::kEscalate || (reject && wrong_ == nullptr);
    return waits ? std::nullopt : std::optional(would);
  }
  DecideInput input{decided.record, state_.roster, ahead_->pools, question_.now, {}};
  input.rule = would.rule;
  input.pool = would.pool;
  std::optional<Decision> decision =
      ahead_->Decide(state_, *right_->policy, lead, std::move(input));
  if (!decision.has_value() || decision->disposition != Disposition::kAssign) return std::nullopt;
  decision->row = would.row;
  return decision;
}

void RepairReader::Judge(uint32_t lead, DecidedLead& decided) {
  // Who was turned away is nobody's open lead.
  const bool over = wrong_ == nullptr && state_.leads[lead].status == LeadStatus::kRejected;
  if (decided.run.IsZero() || over) return;
  ++preview_.looked_at;
  if (!decided.differs && !decided.erased && !decided.purged) {
    ++preview_.same;
    return;
  }
  MoveEntry entry;
  entry.lead_id = FormatId("lead", state_.leads[lead].id);
  entry.external_id = std::string(decided.record.Text(Field::kExternalId));
  const ev::MovePlace from = StandsAt(state_, lead);
  entry.from = PlaceName(state_, from);
  if (!decided.erased && !decided.purged) entry.to = PlaceOfDecision(decided.would).target;
  entry.rule = decided.would.rule;
  entry.row = decided.would.row;
  entry.pool = decided.would.pool;
  if (std::string why = WhyLeftOut(lead, decided); !why.empty())
    return LeaveOut(std::move(entry), std::move(why));
  const std::optional<Decision> decision = DecideNow(lead, decided);
  if (!decision.has_value())
    return LeaveOut(std::move(entry), decided.would.pool.empty() ? "would_wait" : "nobody_free");
  ev::MoveRow row{
      state_.leads[lead].id, state_.leads[lead].run, from,
      PlaceOfMove(state_, *right_, *decision, wrong_ == nullptr ? "realigned" : "repaired")};
  row.touched_too = question_.touched_too;
  entry.to = PlaceName(state_, row.to);
  if (row.to.owner == from.owner && row.to.status == from.status && row.to.queue == from.queue) {
    ++preview_.same;
    return;
  }
  if (std::string why = WhyNotMoved(state_, row); !why.empty())
    return LeaveOut(std::move(entry), std::move(why));
  AddMove(state_, std::move(entry), std::move(row), &preview_);
  ahead_->Take(state_, lead, *decision, question_.now);
}

Result<MovePreview> RepairReader::Finish() {
  preview_.kind = wrong_ == nullptr ? MoveKind::kRealign : MoveKind::kRepair;
  if (wrong_ != nullptr) {
    preview_.version = wrong_->name;
    preview_.version_hash = wrong_->hash;
  }
  preview_.active = right_->name;
  preview_.active_hash = right_->hash;
  ahead_.emplace(state_);
  for (auto& [lead, decided] : decided_) {
    if (preview_.rows.size() >= kMaxMoves) {
      return Err(Code::kExhausted, fmt::format("more than {} leads would move; that is a new "
                                               "start, not a repair",
                                               kMaxMoves));
    }
    Judge(lead, decided);
  }
  CountOwners(state_, &preview_);
  return std::move(preview_);
}

struct TwoVersions {
  std::shared_ptr<const PolicyVersion> wrong, right;
};

Result<TwoVersions> FindVersions(const Store& store, const StoredPolicyLoader& load_policy,
                                 const RepairQuestion& question) {
  TwoVersions two;
  SB_ASSIGN(two.right, FindStoredVersion(store, load_policy, "active"));
  if (question.every_version) return two;
  SB_ASSIGN(two.wrong, FindStoredVersion(store, load_policy, question.version));
  if (two.wrong->hash != two.right->hash) return two;
  return Err(Code::kInvalid, "version `" + question.version +
                                 "` is the active one, so it has nothing to repair; go back to "
                                 "another first (`policy rollback`)");
}

}  // namespace

Result<MovePreview> PreviewRepair(const Store& store, const Keyring& keys,
                                  const StoredPolicyLoader& load_policy,
                                  const RepairQuestion& question) {
  SB_ASSIGN(TwoVersions two, FindVersions(store, load_policy, question));
  const ApplyContext context = StoredContext(store, load_policy);
  State state;
  state.log_id = store.log_id();
  RepairReader reader(&state, question, std::move(two.wrong), std::move(two.right));
  SB_TRY(ReadOpenedAhead(store, keys, 0, store.next_position(), [&](OpenedEvent& opened) -> Status {
    const Event& event = opened.event;
    if (static_cast<EventType>(event.type) == EventType::kDecisionMade)
      SB_TRY(reader.TakeDecision(event));
    SB_TRY(FoldEvent(event, opened.sealed, context, &state));
    if (opened.erased) reader.NoteErasure(event);
    return {};
  }));
  return reader.Finish();
}

}  // namespace signalbox
