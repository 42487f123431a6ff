#include "policy/fairness.h"

#include <algorithm>

#include "policy/decision_words.h"
#include "policy/pool_shares.h"

namespace signalbox {
namespace {

// Turns per turn entitled to, x 10^6; nothing for who was entitled to nothing.
void AppendRatios(const auto& members, std::vector<int64_t>* out) {
  constexpr int64_t kRatioScale = 1'000'000;
  for (const auto& [person, member] : members) {
    if (member.entitled <= 0) continue;
    const auto ratio =
        static_cast<Wide>(member.turns) * kLevelScale * kRatioScale / member.entitled;
    constexpr int64_t kMost = int64_t{1} << 39;
    out->push_back(ratio > kMost ? kMost : static_cast<int64_t>(ratio));
  }
}

std::string CauseOf(const Considered& lost) {
  return lost.by.empty() ? lost.lost : lost.lost + " by " + lost.by;
}

// Nobody counts on a turn of theirs.
bool TakesTurns(std::string_view lost) {
  return lost != AbsenceName(Absence::kInactive) && lost != AbsenceName(Absence::kNoWeight) &&
         lost != AbsenceName(Absence::kUnknown);
}

}  // namespace

int64_t JainE4(const std::vector<int64_t>& values) {
  Wide sum = 0, squares = 0;
  for (const int64_t value : values) {
    sum += value;
    squares += static_cast<Wide>(value) * value;
  }
  if (squares == 0) return 10'000;
  // Both products stay below 2^127: n <= 10^6 < 2^20 and values < 2^40 make sum^2 < 2^120.
  const Wide whole = squares * static_cast<int64_t>(values.size());
  const Wide part = whole / 10'000;
  if (part == 0) return static_cast<int64_t>(sum * sum * 10'000 / whole);
  return static_cast<int64_t>(std::min<Wide>(sum * sum / part, 10'000));
}

void FairnessLedger::Add(const Decision& decision, const PoolState& state) {
  if (decision.pool.empty()) return;
  const bool taken = decision.turn.has_value();
  if (!taken && decision.reason != kAllOutReason) return;
  auto at = pools_.find(decision.pool);
  if (at == pools_.end()) at = pools_.emplace(decision.pool, Tally{}).first;
  Tally& tally = at->second;
  ++(taken ? tally.turns : tally.all_out);
  if (!taken) return;

  standing_.clear();
  int64_t total = 0, present = 0;
  const auto stand = [&](const std::string& person, const Considered* lost) {
    const int64_t place = PlaceOf(state, person);
    if (place < 0 || (lost != nullptr && !TakesTurns(lost->lost))) return;
    const int64_t weight = state.members[static_cast<size_t>(place)].weight;
    if (weight <= 0) return;
    auto member = tally.members.find(person);
    if (member == tally.members.end()) {
      member = tally.members.emplace(person, MemberFairness{}).first;
      member->second.person = person;
    }
    total += weight;
    if (lost == nullptr || lost->lost == kNotInTurn) present += weight;
    standing_.push_back({&member->second, weight, lost});
  };
  stand(decision.owner, nullptr);
  for (const Considered& one : decision.considered) stand(one.owner, &one);
  ++tally.members[decision.owner].turns;
  for (const Standing& one : standing_) {
    const int64_t share = one.weight * kLevelScale / total;
    one.member->entitled += share;
    const bool could = one.lost == nullptr || one.lost->lost == kNotInTurn;
    if (could)
      one.member->available += one.weight * kLevelScale / present;
    else
      one.member->missed[CauseOf(*one.lost)] += share;
  }
}

std::vector<PoolFairness> FairnessLedger::Pools() const {
  std::vector<PoolFairness> pools;
  for (const auto& [id, tally] : pools_) {
    PoolFairness& pool = pools.emplace_back();
    pool.pool = id;
    pool.turns = tally.turns;
    pool.all_out = tally.all_out;
    std::vector<int64_t> ratios;
    AppendRatios(tally.members, &ratios);
    pool.jain_e4 = JainE4(ratios);
    for (const auto& [person, member] : tally.members) {
      pool.members.push_back(member);
      const auto size = [](const MemberFairness& m) {
        return m.deviation() < 0 ? -m.deviation() : m.deviation();
      };
      if (pool.furthest < 0 ||
          size(member) > size(pool.members[static_cast<size_t>(pool.furthest)]))
        pool.furthest = static_cast<int64_t>(pool.members.size()) - 1;
    }
  }
  return pools;
}

int64_t FairnessLedger::JainE4OfAll() const {
  std::vector<int64_t> ratios;
  for (const auto& [id, tally] : pools_) AppendRatios(tally.members, &ratios);
  return JainE4(ratios);
}

}  // namespace signalbox
