#include "engine/reshape.h"

#include <set>

#include "policy/decide_pool.h"

namespace signalbox {

std::vector<ev::PoolReshaped> ReshapedPools(const State& state, const Policy& before,
                                            const Policy& after) {
  std::vector<ev::PoolReshaped> reshaped;
  std::set<std::string> told;
  for (const auto& [id, pool] : PoolsOf(after)) {
    const auto old = PoolsOf(before).find(id);
    if (old == PoolsOf(before).end() || TakesTurnsAlike(old->second, pool)) continue;
    for (const std::string& key : TurnKeys(pool)) {
      const auto levels = state.pools.find(key);
      if (levels == state.pools.end() || !told.insert(key).second) continue;
      ev::PoolReshaped& body = reshaped.emplace_back();
      body.pool = key;
      body.before = StrategyName(old->second.strategy);
      body.after = StrategyName(pool.strategy);
      for (const PoolState::Member& member : levels->second.members)
        body.old_levels.push_back(member.level);
      body.new_levels.resize(body.old_levels.size());
    }
  }
  return reshaped;
}

Status ActivatePolicy(Turn& turn, const Actor& actor, const Digest& hash, bool rollback,
                      PersonRef by) {
  const State& state = turn.state();
  const std::shared_ptr<const PolicyVersion> before = state.Active();
  const Id entity = DeriveId(0, state.log_id, 0, "policy");
  SB_TRY(turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyActivated, actor,
                    ev::PolicyActivated{hash, rollback, by}));
  const std::shared_ptr<const PolicyVersion> after = state.Active();
  if (before == nullptr || after == nullptr) return {};
  for (const ev::PoolReshaped& body : ReshapedPools(state, *before->policy, *after->policy)) {
    const Id pool = DeriveId(0, state.log_id, 0, "pool:" + body.pool);
    SB_TRY(turn.Input(EntityKind::kPool, pool, EventType::kPoolReshaped, actor, body));
  }
  return {};
}

}  // namespace signalbox
