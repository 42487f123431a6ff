#include "policy/given_turn.h"

#include <algorithm>

#include "policy/compiled.h"

namespace signalbox {
namespace {

// As decide_pool.cc counts: a cap that the policy has no more counts nothing.
std::vector<PoolTurn::Counted> CountedNow(const Policy& policy, const PoolSpec& spec,
                                          const TurnTerms& terms, const Person& person,
                                          TimeUs now) {
  std::vector<PoolTurn::Counted> counted;
  for (const PoolCap& cap : spec.caps) {
    const bool counts = std::find(terms.counters.begin(), terms.counters.end(), cap.counter) !=
                        terms.counters.end();
    if (!counts) continue;
    const bool of_policy = cap.of_pool || person.zone.empty();
    const std::string_view zone = of_policy ? policy.zone : std::string_view(person.zone);
    counted.push_back({cap.counter, PeriodOf(cap.each, now, zone), cap.of_pool});
  }
  return counted;
}

}  // namespace

std::optional<TurnTerms> TermsOf(const Decision& decision) {
  if (!decision.turn.has_value()) return std::nullopt;
  TurnTerms terms{decision.pool, decision.turn->pool, decision.turn->points, {}};
  for (const PoolTurn::Counted& one : decision.turn->counted) terms.counters.push_back(one.counter);
  return terms;
}

std::optional<PoolTurn> GiveTurn(const Policy& policy, const TurnTerms& terms,
                                 std::string_view person, const Roster& roster,
                                 const PoolStates& pools, TimeUs now) {
  const auto spec = policy.pools.find(terms.pool);
  const Person* taker = roster.FindPerson(person);
  if (spec == policy.pools.end() || taker == nullptr) return std::nullopt;
  std::vector<Candidate> candidates;
  ListCandidates(spec->second, roster, now, &candidates);
  for (Candidate& candidate : candidates) {
    if (candidate.person == taker) candidate.absence = Absence::kNone;
  }
  PickTerms pick_terms;
  pick_terms.turn = terms.key;
  pick_terms.points = std::clamp<int64_t>(terms.points, 1, kMaxPoints);
  if (spec->second.strategy == PoolStrategy::kTarget)
    pick_terms.period = PeriodOf(spec->second.target_each, now, policy.zone);
  pick_terms.sticky = person;
  static const PoolState kNew;
  const auto state = pools.find(terms.key);
  Pick pick =
      PickMember(spec->second, state == pools.end() ? kNew : state->second, candidates, pick_terms);
  if (pick.person != person) return std::nullopt;
  pick.turn.counted = CountedNow(policy, spec->second, terms, *taker, now);
  return std::move(pick.turn);
}

}  // namespace signalbox
