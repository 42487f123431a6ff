#include "policy/unacted.h"

#include <algorithm>

#include "policy/compiled.h"

namespace signalbox {
namespace {

constexpr const char* kFile = "policy.yaml";

template <typename Test>
bool AnyPool(const Policy& policy, Test test) {
  return std::any_of(policy.pools.begin(), policy.pools.end(),
                     [&](const auto& pool) { return test(pool.second); });
}

bool CountsOpen(const PoolSpec& pool) {
  return pool.strategy == PoolStrategy::kLeastOpen ||
         (pool.strategy == PoolStrategy::kTiers && pool.within_tier == PoolStrategy::kLeastOpen);
}

}  // namespace

std::vector<Finding> NotActedOnYet(const Policy& policy) {
  std::vector<Finding> findings;
  const auto warn = [&](bool is_so, const char* message) {
    if (is_so) findings.push_back({Severity::kWarning, kFile, 0, 0, message});
  };
  warn(!policy.slas.empty(),
       "`slas`: decisions name them, but no clock runs yet: nobody is reminded, and no lead is "
       "taken back");
  warn(!policy.escalations.empty(),
       "`escalate`: the lead is held for whoever is asked; that their time is up is not acted on "
       "yet, so `otherwise` comes only where nobody can be asked");
  warn(!policy.hand_back_reasons.empty(), "`hand_back_reasons`: leads cannot be handed back yet");
  warn(AnyPool(policy, CountsOpen),
       "`least_open`: open leads are not counted yet, so turns go to whoever waits longest");
  warn(
      AnyPool(policy, [](const PoolSpec& pool) { return pool.list_lane != nullptr; }),
      "`lanes`: the room kept free for requests is kept, but waiting requests do not go first yet");
  warn(AnyPool(policy, [](const PoolSpec& pool) { return pool.credit_on != CreditOn::kAssigned; }),
       "`credit`: every turn counts when it is assigned; other credit is not given yet");
  warn(AnyPool(policy, [](const PoolSpec& pool) { return pool.skip_previous_owners; }),
       "`skip: previous_owners`: only the present owner is passed over yet");
  return findings;
}

}  // namespace signalbox
