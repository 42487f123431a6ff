#include "workspace/moves_ahead.h"

#include "policy/decide_pool.h"
#include "policy/given_turn.h"
#include "policy/pool_opening.h"

namespace signalbox {

std::optional<Decision> MovesAhead::Decide(const State& state, const Policy& policy, uint32_t lead,
                                           DecideInput input) const {
  DecideInput asked{
      input.record,          input.roster,         pools, input.now, std::move(input.exclude),
      std::move(input.rule), std::move(input.pool)};
  AddWhatPoolsAsk(state, lead, &asked);
  asked.open = &open;
  Decision decision = signalbox::Decide(policy, asked);
  if (decision.disposition == Disposition::kHold && !decision.pool.empty()) {
    // Nobody is at work: whoever would be first when the pool opens.
    const TimeUs opens = PoolOpensAt(policy, decision.pool, asked.roster, pools, asked.now);
    if (opens < 0) return std::nullopt;
    asked.now = opens;
    decision = signalbox::Decide(policy, asked);
  }
  return decision;
}

void MovesAhead::Take(const State& state, uint32_t lead, const Decision& decision, TimeUs now) {
  const LeadEntry& entry = state.leads[lead];
  if (entry.turn_pool != 0) {
    PoolState& pool = pools[state.words.Of(entry.turn_pool)];
    PoolState credited = pool;
    if (CreditTurn(entry.turn, &credited).ok()) pool = std::move(credited);
  }
  --open[state.PersonOf(entry.owner)];
  ++open[decision.owner];
  if (!decision.turn.has_value()) return;
  PoolState& pool = pools[decision.turn->pool];
  PoolState taken = pool;
  if (ApplyTurn(*decision.turn, now, &taken).ok()) pool = std::move(taken);
}

ev::MovePlace PlaceOfMove(const State& state, const PolicyVersion& version,
                          const Decision& decision, std::string reason) {
  ev::MovePlace to;
  to.rule = decision.rule;
  to.row = decision.row;
  to.policy = version.hash;
  to.reason = std::move(reason);
  switch (decision.disposition) {
    case Disposition::kAssign:
      to.status = LeadStatus::kRouted;
      to.owner = state.RefOf(decision.owner);
      break;
    case Disposition::kReject:
      to.status = LeadStatus::kRejected;
      break;
    default:
      to.status = LeadStatus::kQueued;
      to.queue = decision.queue;
  }
  if (const auto terms = TermsOf(decision); terms.has_value()) {
    to.pool = terms->pool;
    to.turn = terms->key;
    to.points = terms->points;
    to.counters = terms->counters;
  }
  return to;
}

}  // namespace signalbox
