// What can only be wrong between pools.
#include <fmt/format.h>

#include <algorithm>

#include "policy/bundle_compiler.h"
#include "policy/compile_pools.h"
#include "policy/decide_pool.h"

namespace signalbox {
namespace {

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

  // Every cycle is told once, at its first pool by name.
  void Cycles() {
    for (const auto& [id, pool] : policy_.pools) {
      std::vector<std::string> chain = {id};
      for (const PoolSpec* at = Next(pool); at != nullptr; at = Next(*at)) {
        if (std::find(chain.begin(), chain.end(), at->id) != chain.end()) {
          if (at->id == id && id == *std::min_element(chain.begin(), chain.end())) {
            Error(pool, "all_out",
                  fmt::format("these pools fall back in a circle: `{}` -> `{}`; let one of them "
                              "`hold` or `assign_anyway`",
                              fmt::join(chain, "` -> `"), id));
          }
          break;
        }
        chain.push_back(at->id);
      }
    }
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
      if (pool.strategy == other.strategy) continue;
      Error(pool, "turn",
            fmt::format("pools `{}` and `{}` share the turn `{}` but not the strategy (`{}`, "
                        "`{}`); give both the same",
                        other.id, pool.id, pool.shared_turn, StrategyName(other.strategy),
                        StrategyName(pool.strategy)));
      return;
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
