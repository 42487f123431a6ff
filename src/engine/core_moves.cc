// Leads that are moved from owner to owner by a plan.
#include "base/check.h"
#include "engine/core_emit.h"
#include "engine/moves.h"
#include "policy/given_turn.h"

namespace signalbox {

// The old owner's turn counts no longer: the lead was not meant for them.
void Core::CreditMoved(uint32_t lead) {
  const LeadEntry& entry = state_->leads[lead];
  const std::string pool = state_->words.Of(entry.turn_pool);
  const auto state = state_->pools.find(pool);
  if (pool.empty() || state == state_->pools.end()) return;
  // A member who left the pool's memory has no turn to give back.
  PoolState credited = state->second;
  if (!CreditTurn(entry.turn, &credited).ok()) return;
  const ev::TurnCredited body{pool, static_cast<PersonRef>(entry.owner)};
  const Event& event = EmitLead(lead, body);
  CHECK(ApplyTurnCredited(event, body, state_).ok());
}

void Core::GiveMoved(uint32_t lead, const ev::MovePlace& to) {
  const auto version = state_->versions.find(to.policy);
  if (to.turn.empty() || version == state_->versions.end()) return;
  const TurnTerms terms{to.pool, to.turn, to.points, to.counters};
  const std::optional<PoolTurn> turn =
      GiveTurn(*version->second->policy, terms, state_->PersonOf(to.owner), state_->roster,
               state_->pools, now_);
  if (!turn.has_value()) return;
  const ev::TurnGiven body{to.pool, TurnToBody(*turn, *state_)};
  const Event& event = EmitLead(lead, body);
  CHECK(ApplyTurnGiven(event, body, state_).ok());
}

// Once for the whole plan, with what it means for them.
void Core::TellMoved(EntityKind kind, const Id& entity, const ev::OwnerMoved& body,
                     PersonRef person) {
  MovePlan& plan = state_->moves.at(body.plan);
  if (person == 0 || !plan.told.insert(person).second) return;
  ev::Notified notice{"leads_moved", person, "", FormatId("moves", body.plan), 0, 0};
  notice.plan = body.plan;
  for (const ev::MoveLoad& load : plan.body.loads) {
    if (load.person != person) continue;
    notice.gains = load.gains;
    notice.loses = load.loses;
  }
  Event& event = Emit(kind, entity, EventType::kNotified);
  body::Encode(notice, &event.clear);
}

Status Core::OnMoved(const Event& event) {
  SB_ASSIGN(const ev::OwnerMoved body, DecodeBody<ev::OwnerMoved>(event.clear));
  const auto plan = state_->moves.find(body.plan);
  if (plan == state_->moves.end()) return Err(Code::kNotFound, "there is no such plan of moves");
  SB_TRY(CheckPlan(*state_, plan->second));
  if (body.row.account) {
    SB_TRY(ApplyEvent(event, {}, *context_, state_));
    if (!body.left_out.empty()) return {};
    TellMoved(EntityKind::kWorkspace, body.plan, body, body.row.from.owner);
    TellMoved(EntityKind::kWorkspace, body.plan, body, body.row.to.owner);
    return {};
  }
  if (WhyNotMoved(*state_, body.row) != body.left_out)
    return Err(Code::kConflict, "the lead changed while it was moved; do it again");
  SB_TRY(ApplyEvent(event, {}, *context_, state_));
  if (!body.left_out.empty()) return {};
  const uint32_t lead = state_->lead_by_id.at(event.entity);
  const auto version = state_->PolicyOf(lead);
  const ev::MovePlace& to = body.row.to;
  const Policy& policy = *version->policy;
  CreditMoved(lead);
  if (to.owner != body.row.from.owner) {
    const std::vector<std::string> slas =
        to.owner == 0 ? std::vector<std::string>{} : SlasOfRule(policy, to.rule);
    AssignOwner(lead, to.owner, to.owner == 0 ? "" : "owner",
                {lead, to.owner, &policy, slas, ZoneOfClocks(*state_, lead), false, "",
                 plan->second.body.keeps_clocks});
  }
  GiveMoved(lead, to);
  SetStatus(lead, to.status, to.queue, to.reason);
  TellMoved(EntityKind::kLead, event.entity, body, body.row.from.owner);
  TellMoved(EntityKind::kLead, event.entity, body, to.owner);
  return {};
}

}  // namespace signalbox
