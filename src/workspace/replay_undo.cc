#include "workspace/replay_undo.h"

#include <type_traits>
#include <utility>

#include "engine/apply.h"
#include "engine/core.h"

namespace signalbox {

void ReplayUndo::Keep(const Event& input) {
  // Copied when it changed only: agents that are part of the program are called without a trace in
  // the registry.
  if (!agents_.has_value()) agents_ = state_->registry;
  KeepTrials();
  lead_.reset();
  run_.reset();
  new_lead_ = Id{};
  all_.reset();
  follow_.reset();
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
      lead_ = at->second;
  } else if (input.entity_kind == EntityKind::kRun) {
    if (const Run* run = state_->FindRun(input.entity); run != nullptr) lead_ = run->lead;
  }
  if (!lead_.has_value()) return;
  entry_ = state_->leads[*lead_];
  if (const FollowUp* follow = state_->FollowUpOf(*lead_); follow != nullptr) follow_ = *follow;
  if (const Run* run = state_->FindRun(entry_.run); run != nullptr) run_ = *run;
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
  if (!lead_.has_value()) return;
  state_->follow_ups.erase(*lead_);
  if (follow_.has_value()) state_->follow_ups[*lead_] = *follow_;
  EndRun(state_->leads[*lead_]);
  state_->arriving.erase(*lead_);
  MoveOwner(static_cast<PersonRef>(entry_.owner), &state_->leads[*lead_], state_);
  state_->leads[*lead_] = entry_;
  if (!run_.has_value()) return;
  state_->runs[run_->id] = std::make_unique<Run>(*run_);
  PutBackWaiting(*run_, state_);
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
