// What can only be wrong between pools.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "policy/bundle_compiler.h"
#include "policy/compile_pools.h"
#include "policy/decide_pool.h"

namespace signalbox {
namespace {

std::string_view ReturnName(OnReturn on_return) {
  switch (on_return) {
    case OnReturn::kKeepPlace:
      return "keep_place";
    case OnReturn::kCatchUp:
      return "catch_up";
    case OnReturn::kResetToLevel:
      return "reset_to_level";
  }
  return "keep_place";
}

std::string_view PeriodName(CapPeriod each) {
  switch (each) {
    case CapPeriod::kHour:
      return "each: hour";
    case CapPeriod::kDay:
      return "each: day";
    case CapPeriod::kWeek:
      return "each: week";
    case CapPeriod::kMonth:
      return "each: month";
  }
  return "each: month";
}

class PoolsTogether {
 public:
  PoolsTogether(const YamlNode& node, const Policy& policy, Findings* findings)
      : node_(node), policy_(policy), findings_(findings) {}

  void Check() {
    for (const auto& [id, pool] : policy_.pools) {
      Fallback(pool);
      Turns(pool);
    }
    Cycles();
    Counters();
  }

 private:
  void Error(const PoolSpec& pool, std::string_view key, std::string message) {
    const YamlNode* spec = node_.Find(pool.id);
    const YamlNode* at = spec == nullptr ? nullptr : spec->Find(key);
    findings_->Error(kPolicyFile, at == nullptr ? node_.at : at->at, std::move(message));
  }

  void Fallback(const PoolSpec& pool) {
    if (pool.all_out != AllOut::kFallback || policy_.pools.contains(pool.fallback)) return;
    std::vector<std::string> known;
    for (const auto& [id, other] : policy_.pools) known.push_back(id);
    Error(pool, "all_out",
          fmt::format("there is no pool `{}`{}", pool.fallback, DidYouMean(pool.fallback, known)));
  }

  // A pool has one fallback at most, so a walk along them that meets itself is a cycle, and no pool
  // is walked twice. Every cycle is told once, at its first pool by name.
  void Cycles() {
    std::map<std::string_view, size_t> walked;  // pool to the walk that came by first
    size_t walk = 0;
    for (const auto& [id, pool] : policy_.pools) {
      ++walk;
      const PoolSpec* at = &pool;
      while (at != nullptr && walked.emplace(at->id, walk).second) at = Next(*at);
      if (at != nullptr && walked.at(at->id) == walk) Cycle(*at);
    }
  }

  void Cycle(const PoolSpec& member) {
    std::vector<std::string_view> ids;
    const PoolSpec* at = &member;
    do {
      ids.push_back(at->id);
      at = Next(*at);
    } while (at != &member);
    std::rotate(ids.begin(), std::min_element(ids.begin(), ids.end()), ids.end());
    const std::string_view first = ids.front();
    Error(policy_.pools.find(std::string(first))->second, "all_out",
          fmt::format("these pools fall back in a circle: `{}` -> `{}`; let one of them `hold` or "
                      "`assign_anyway`",
                      fmt::join(ids, "` -> `"), first));
  }

  const PoolSpec* Next(const PoolSpec& pool) const {
    if (pool.all_out != AllOut::kFallback) return nullptr;
    const auto next = policy_.pools.find(pool.fallback);
    return next == policy_.pools.end() ? nullptr : &next->second;
  }

  // A turn is kept under a name made of the pool's and the band's; two pools must not meet there
  // unless they say so.
  void Turns(const PoolSpec& pool) {
    for (const std::string& key : TurnKeys(pool)) {
      const auto [at, fresh] = holder_.emplace(key, &pool);
      if (fresh) continue;
      const PoolSpec& other = *at->second;
      const bool share = !pool.shared_turn.empty() && pool.shared_turn == other.shared_turn;
      if (!share) {
        findings_->Error(kPolicyFile, PlaceOf(pool),
                         fmt::format("pools `{}` and `{}` would both keep their turns under `{}`; "
                                     "rename one of them or its band",
                                     other.id, pool.id, key));
        return;
      }
      if (!Share(other, pool)) return;
    }
  }

  // One state is folded by both: what its numbers mean, and what it has room for, must be the same.
  bool Share(const PoolSpec& other, const PoolSpec& pool) {
    const auto differs = [&](std::string_view what, std::string_view one, std::string_view two) {
      Error(pool, "turn",
            fmt::format("pools `{}` and `{}` share the turn `{}` but not the {} (`{}`, `{}`); give "
                        "both the same",
                        other.id, pool.id, pool.shared_turn, what, one, two));
      return false;
    };
    if (pool.strategy != other.strategy)
      return differs("strategy", StrategyName(other.strategy), StrategyName(pool.strategy));
    if (pool.strategy == PoolStrategy::kTarget && pool.target_each != other.target_each) {
      return differs("target", PeriodName(other.target_each), PeriodName(pool.target_each));
    }
    if (pool.on_return != other.on_return)
      return differs("`on_return`", ReturnName(other.on_return), ReturnName(pool.on_return));
    return true;
  }

  void Counters() {
    std::map<std::string_view, std::set<std::string_view>> counters;  // by shared turn
    for (const auto& [id, pool] : policy_.pools) {
      if (pool.shared_turn.empty()) continue;
      auto& names = counters[pool.shared_turn];
      const bool fitted = names.size() <= kMaxPoolCounters;
      for (const PoolCap& cap : pool.caps) names.insert(cap.counter);
      if (!fitted || names.size() <= kMaxPoolCounters) continue;
      Error(pool, "caps",
            fmt::format("the pools that share the turn `{}` have more than {} caps together, which "
                        "is all that a turn can count; share it among fewer, or leave caps out",
                        pool.shared_turn, kMaxPoolCounters));
    }
  }

  Mark PlaceOf(const PoolSpec& pool) const {
    for (const YamlNode& key : node_.keys) {
      if (key.text == pool.id) return key.at;
    }
    return node_.at;
  }

  const YamlNode& node_;
  const Policy& policy_;
  Findings* findings_;
  std::map<std::string, const PoolSpec*> holder_;
};

}  // namespace

void CheckPoolsTogether(const YamlNode& node, const Policy& policy, Findings* findings) {
  PoolsTogether(node, policy, findings).Check();
}

}  // namespace signalbox
