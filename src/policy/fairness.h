// Fairness: what each member of a pool got of its turns, beside what the weights entitle them to.
//
// The ideal of a turn is the fluid share: each standing member's weight divided by the weights of
// all standing members, whether at work or not. Who could not take a turn misses that share of it,
// and why is kept: so a deviation from the ideal is explained by leave, hours, caps and guards, and
// what no cause explains is the order of turns. Evenness is Jain's index (R. Jain, D. Chiu, W.
// Hawe, "A Quantitative Measure of Fairness and Discrimination for Resource Allocation in Shared
// Computer Systems", DEC-TR-301, 1984) of turns divided by entitlement.
//
// Integers throughout. Owned by one computation, on one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decision.h"

namespace signalbox {

// (sum x)^2 / (n * sum x^2) x 10^4: 10'000 when all are equal, 10'000 / n when one has everything.
// 10'000 for none, or when nobody has anything. Values are not negative and below 2^40; more than
// 10^6 of them are not asked for.
int64_t JainE4(const std::vector<int64_t>& values);

struct MemberFairness {
  std::string person;
  int64_t turns = 0;
  int64_t entitled = 0;   // shares of all turns, x kLevelScale
  int64_t available = 0;  // shares among those who could take each turn, x kLevelScale
  // Shares that could not be taken, x kLevelScale, by why: `away`, `off hours`, `forbidden by
  // NAME`.
  std::map<std::string, int64_t> missed;
  // Turns above (or below) the entitlement, x kLevelScale.
  int64_t deviation() const { return turns * kLevelScale - entitled; }
};

struct PoolFairness {
  std::string pool;
  int64_t turns = 0;
  int64_t all_out = 0;  // times that nobody could take it
  int64_t jain_e4 = 10'000;
  std::vector<MemberFairness> members;  // by person
  // Place in `members` of the largest deviation either way; -1 for a pool without turns.
  int64_t furthest = -1;
};

class FairnessLedger {
 public:
  // A decision that a pool made, or held because all of the pool were out; any other is passed
  // over. `state` is the pool's with the decision's turn folded in.
  void Add(const Decision& decision, const PoolState& state);

  // By pool.
  std::vector<PoolFairness> Pools() const;
  // Jain's index over the members of all pools.
  int64_t JainE4OfAll() const;

 private:
  struct Tally {
    int64_t turns = 0;
    int64_t all_out = 0;
    std::map<std::string, MemberFairness, std::less<>> members;
  };
  struct Standing {
    MemberFairness* member = nullptr;
    int64_t weight = 0;
    const Considered* lost = nullptr;  // null for who took the turn
  };
  std::map<std::string, Tally, std::less<>> pools_;
  std::vector<Standing> standing_;  // of the decision in hand; kept for its memory
};

}  // namespace signalbox
