#include "workspace/replay_undo.h"

#include <type_traits>
#include <utility>

#include "engine/apply.h"
#include "engine/core.h"
#include "engine/record_events.h"

namespace signalbox {

void ReplayUndo::Keep(const Event& input) {
  // Copied when it changed only: agents that are part of the program are called without a trace in
  // the registry.
  if (!agents_.has_value()) agents_ = state_->registry;
  KeepTrials();
  records_.clear();
  ends_.reset();
  new_lead_ = Id{};
  all_.reset();
  entries_.clear();
  KeepPlan(input);
  if (static_cast<EventType>(input.type) == EventType::kPersonUpserted &&
      !state_->follow_ups.empty()) {
    all_ = state_->follow_ups;
    for (const auto& [lead, follow] : *all_) entries_.emplace_back(lead, state_->leads[lead]);
  }
  if (input.entity_kind == EntityKind::kLead) {
    const auto at = state_->lead_by_id.find(input.entity);
    if (at == state_->lead_by_id.end())
      new_lead_ = input.entity;
    else
      KeepRecord(at->second);
    KeepEnds(input);
  } else if (input.entity_kind == EntityKind::kRun) {
    if (const Run* run = state_->FindRun(input.entity); run != nullptr) KeepRecord(run->lead);
  }
}

void ReplayUndo::KeepRecord(uint32_t lead) {
  KeptRecord& kept = records_.emplace_back();
  kept.lead = lead;
  kept.entry = state_->leads[lead];
  if (const FollowUp* follow = state_->FollowUpOf(lead); follow != nullptr) kept.follow = *follow;
  if (const Run* run = state_->FindRun(kept.entry.run); run != nullptr) kept.run = *run;
}

void ReplayUndo::KeepEnds(const Event& input) {
  const auto type = static_cast<EventType>(input.type);
  const bool ends = type == EventType::kRecordMerged || type == EventType::kRecordConverted ||
                    type == EventType::kRecordDeleted || type == EventType::kOptedOut;
  const bool ended = !records_.empty() && EndOf(*state_, records_.front().lead) != nullptr;
  if (!ends && !ended) return;
  ends_ = state_->ends;
  open_ = state_->open;
  if (type != EventType::kRecordMerged) return;
  const auto body = DecodeBody<ev::RecordMerged>(input.clear);
  if (!body.ok()) return;
  if (const auto into = state_->lead_by_id.find(body->into); into != state_->lead_by_id.end())
    KeepRecord(into->second);
}

void ReplayUndo::KeepTrials() {
  trials_.reset();
  const PolicyStages& stages = state_->stages;
  if (!stages.has_canary() && !stages.has_shadow()) return;
  Trials& kept = trials_.emplace();
  kept.shadow = stages.shadow;
  kept.canary = stages.canary;
  std::vector<Digest> tried = {stages.shadow, stages.canary};
  if (!state_->activated.empty()) tried.push_back(state_->activated.back());
  for (const Digest& hash : tried) {
    const auto at = stages.versions.find(hash);
    if (at != stages.versions.end()) kept.versions.emplace_back(hash, at->second);
  }
  kept.tail = state_->tails[DeriveId(0, state_->log_id, 0, "policy")];
}

void ReplayUndo::RestoreTrials() {
  if (!trials_.has_value()) return;
  state_->stages.shadow = trials_->shadow;
  state_->stages.canary = trials_->canary;
  for (const auto& [hash, stage] : trials_->versions) state_->stages.versions[hash] = stage;
  state_->tails[DeriveId(0, state_->log_id, 0, "policy")] = trials_->tail;
}

void ReplayUndo::KeepPlan(const Event& input) {
  plan_.reset();
  if (static_cast<EventType>(input.type) != EventType::kOwnerMoved) return;
  const auto body = DecodeBody<ev::OwnerMoved>(input.clear);
  if (!body.ok()) return;
  if (const auto plan = state_->moves.find(body->plan); plan != state_->moves.end()) plan_ = *plan;
}

void ReplayUndo::EndRun(const LeadEntry& entry) {
  if (Run* run = state_->FindRun(entry.run); run != nullptr) EndWaiting(run, state_);
  state_->runs.erase(entry.run);
}

void ReplayUndo::Restore() {
  state_->pools = pools_;
  if (agents_.has_value()) state_->registry = *agents_;
  RestoreTrials();
  if (plan_.has_value()) state_->moves[plan_->first] = plan_->second;
  if (!new_lead_.IsZero()) {
    const auto at = state_->lead_by_id.find(new_lead_);
    if (at == state_->lead_by_id.end()) return;
    EndRun(state_->leads[at->second]);
    MoveOwner(0, &state_->leads[at->second], state_);
    state_->arriving.erase(at->second);
    state_->follow_ups.erase(at->second);
    // What its keys point at stays right: the same lead comes back under the same number.
    state_->leads.pop_back();
    state_->lead_by_id.Erase(new_lead_);
    return;
  }
  if (all_.has_value()) {
    state_->follow_ups = *all_;
    for (const auto& [lead, entry] : entries_) state_->leads[lead] = entry;
  }
  for (const KeptRecord& kept : records_) RestoreRecord(kept);
  if (!ends_.has_value()) return;
  state_->ends = *ends_;
  state_->open = open_;
}

void ReplayUndo::RestoreRecord(const KeptRecord& kept) {
  state_->follow_ups.erase(kept.lead);
  if (kept.follow.has_value()) state_->follow_ups[kept.lead] = *kept.follow;
  EndRun(state_->leads[kept.lead]);
  state_->arriving.erase(kept.lead);
  MoveOwner(static_cast<PersonRef>(kept.entry.owner), &state_->leads[kept.lead], state_);
  state_->leads[kept.lead] = kept.entry;
  if (!kept.run.has_value()) return;
  state_->runs.Put(std::make_unique<Run>(*kept.run));
  PutBackWaiting(*kept.run, state_);
}

namespace {

// Reads of a body the turn alone: a decision's names and losers are most of it.
struct TurnReader {
  CborReader& cbor;
  size_t left;
  int64_t next = left > 0 ? cbor.Int() : 0;

  template <typename T>
  void operator()(int key, T& value) {
    if (left == 0 || !cbor.ok() || next != key) return;
    if constexpr (std::is_same_v<T, ev::TurnBody>)
      body::Read(cbor, &value);
    else
      cbor.Skip();
    if (--left > 0) next = cbor.Int();
  }
};

}  // namespace

Status ReplayUndo::TakeDecision(const Event& decision) {
  ev::DecisionMade body;
  CborReader cbor(decision.clear);
  TurnReader fields{cbor, cbor.Map()};
  ev::DecisionMade::Visit(body, fields);
  if (!cbor.AtEnd()) return Err(Code::kCorrupt, "a decision is not what its type says");
  if (body.turn.pool.empty()) return {};
  return ApplyTurn(TurnFromBody(body.turn, *state_), decision.time, &pools_[body.turn.pool]);
}

}  // namespace signalbox
