#include "policy/decide_pool.h"

#include <algorithm>

#include "policy/decision_words.h"
#include "policy/pool_members.h"

namespace signalbox {
namespace {

constexpr std::string_view kListLane = "/list";

bool ConditionHolds(const std::shared_ptr<const Condition>& condition, const SlotValues& values) {
  return condition->Evaluate(values, nullptr) == Truth::kTrue;
}

std::string BaseKey(const PoolSpec& spec) {
  return spec.shared_turn.empty() ? spec.id : "shared:" + spec.shared_turn;
}

// One pool of a decision.
class PoolRound {
 public:
  PoolRound(const PoolQuestion& question, const PoolSpec& spec,
            const std::set<std::string_view>* only, Decision* decision)
      : question_(question), input_(question.input), spec_(spec), only_(only), decision_(decision) {
    in_list_ = spec.list_lane != nullptr && ConditionHolds(spec.list_lane, question.values);
    for (const std::string& key : TurnKeys(spec)) {
      const auto state = input_.pools.find(key);
      if (state != input_.pools.end()) states_.push_back(&state->second);
    }
    FindCaps();
    ListCandidates(spec, input_.roster, input_.now, &candidates_);
    guards_.resize(candidates_.size());
    for (size_t i = 0; i < candidates_.size(); ++i) MarkLost(i);
  }

  bool waits_for_requests() const {
    return in_list_ && input_.requests_wait != nullptr && input_.requests_wait->contains(spec_.id);
  }

  bool in_list() const { return in_list_; }

  // Whoever gets it; with an empty person when nobody can take it.
  Pick Choose() {
    Pick pick = ChooseFrom(false);
    if (!pick.person.empty() || spec_.all_out != AllOut::kAssignAnyway) return pick;
    Pick anyway = ChooseFrom(true);
    anyway_ = !anyway.person.empty();
    return anyway_ ? std::move(anyway) : std::move(pick);
  }

  // To be called with what Choose gave, before Assign.
  void TellLosers(const Pick& pick) const {
    const bool tiers = spec_.strategy == PoolStrategy::kTiers && !pick.person.empty();
    decision_->considered.reserve(decision_->considered.size() + candidates_.size());
    for (size_t i = 0; i < candidates_.size(); ++i) {
      const Candidate& candidate = candidates_[i];
      if (candidate.person->id == pick.person) continue;
      const bool waived = anyway_ && (candidate.lost.empty() || candidate.lost == kLostCapped);
      const std::string_view lost =
          waived                                 ? kNotInTurn
          : !candidate.lost.empty()              ? candidate.lost
          : candidate.absence != Absence::kNone  ? AbsenceName(candidate.absence)
          : tiers && candidate.tier != pick.tier ? std::string_view("lower tier")
                                                 : kNotInTurn;
      decision_->considered.push_back(
          {candidate.person->id, std::string(lost), guards_[i] == nullptr ? "" : guards_[i]->name});
    }
  }

  void Assign(const Effect& effect, Pick pick) {
    Count(&pick);
    decision_->disposition = Disposition::kAssign;
    decision_->pool = spec_.id;
    decision_->owner = pick.person;
    decision_->role = effect.role;
    decision_->pointer_before = pick.pointer_before;
    decision_->pointer_after = pick.pointer_after;
    decision_->turn = std::move(pick.turn);
    decision_->reason = !effect.reason.empty() ? effect.reason
                        : anyway_              ? std::string("assigned_anyway")
                        : kept_                ? std::string("kept_owner")
                                               : std::string("next_in_pool");
  }

 private:
  // A cap that this record counts for.
  struct ActiveCap {
    const PoolCap* cap = nullptr;
    int64_t limit = 0;
    bool reached = false;  // of the pool
  };

  Pick ChooseFrom(bool anyway) {
    const std::string key = TurnKey(spec_, question_.values);
    PickTerms terms;
    terms.turn = key;
    terms.points = PointsOf();
    terms.anyway = anyway;
    if (spec_.strategy == PoolStrategy::kTarget)
      terms.period = PeriodOf(spec_.target_each, input_.now, question_.policy.zone);
    static const PoolState kNew;
    const auto found = input_.pools.find(key);
    const PoolState& state = found == input_.pools.end() ? kNew : found->second;
    for (const Field source : spec_.sticky) {
      terms.sticky = input_.record.Text(source);
      if (terms.sticky.empty() || !IsMember(terms.sticky)) continue;
      Pick pick = PickMember(spec_, state, candidates_, terms);
      kept_ = pick.person == terms.sticky;
      if (kept_) return pick;
    }
    terms.sticky = {};
    return PickMember(spec_, state, candidates_, terms);
  }

  bool IsMember(std::string_view person) const {
    return std::any_of(candidates_.begin(), candidates_.end(),
                       [&](const Candidate& one) { return one.person->id == person; });
  }

  int64_t PointsOf() const {
    for (const PoolPoints& points : spec_.points) {
      if (ConditionHolds(points.when, question_.values)) return points.count;
    }
    return 1;
  }

  int64_t Counted(const PoolCap& cap, const Person* person, int64_t period) const {
    int64_t counted = 0;
    for (const PoolState* state : states_) {
      const int64_t place = person == nullptr ? -1 : PlaceOf(*state, person->id);
      if (person == nullptr || place >= 0) counted += CountedIn(*state, cap.counter, place, period);
    }
    return counted;
  }

  // The calendar that a member's caps follow: their own, or where they have none the policy's.
  std::string_view ZoneOf(const PoolCap& cap, const Person& person) const {
    return cap.of_pool || person.zone.empty() ? question_.policy.zone : person.zone;
  }

  void FindCaps() {
    for (const PoolCap& cap : spec_.caps) {
      if (cap.only != nullptr) {
        std::string why;
        const Truth truth = cap.only->Evaluate(question_.values, &why);
        if (truth == Truth::kFalse) continue;
        // What cannot be told counts: a cap is there to protect.
        if (truth == Truth::kUnknown)
          decision_->unknowns.push_back({"caps of " + spec_.id, std::move(why)});
      }
      ActiveCap active{&cap, cap.limit, false};
      if (cap.of_pool) {
        const int64_t period = PeriodOf(cap.each, input_.now, question_.policy.zone);
        active.reached = Counted(cap, nullptr, period) >= cap.limit;
      } else if (in_list_) {
        active.limit = std::max<int64_t>(0, cap.limit - spec_.reserve);
      }
      caps_.push_back(active);
    }
  }

  bool IsCapped(const Person& person) const {
    return std::any_of(caps_.begin(), caps_.end(), [&](const ActiveCap& active) {
      if (active.cap->of_pool) return active.reached;
      const int64_t period = PeriodOf(active.cap->each, input_.now, ZoneOf(*active.cap, person));
      return Counted(*active.cap, &person, period) >= active.limit;
    });
  }

  static bool Has(const std::vector<std::string>& people, std::string_view person) {
    return std::find(people.begin(), people.end(), person) != people.end();
  }

  void MarkLost(size_t i) {
    Candidate& candidate = candidates_[i];
    const Person& person = *candidate.person;
    if (spec_.strategy == PoolStrategy::kLeastOpen && input_.open != nullptr) {
      const auto open = input_.open->find(person.id);
      candidate.open = open == input_.open->end() ? 0 : open->second;
    }
    if (const Guard* guard = question_.forbidding(person)) {
      candidate.lost = "forbidden";
      guards_[i] = guard;
    } else if (Has(input_.exclude, person.id)) {
      candidate.lost = "excluded";
    } else if (only_ != nullptr && !only_->contains(person.id)) {
      candidate.lost = "not named";
    } else if (spec_.skip_previous_owners && Has(input_.previous_owners, person.id)) {
      candidate.lost = "previous owner";
    } else if (candidate.absence == Absence::kNone && IsCapped(person)) {
      candidate.lost = kLostCapped;
    }
  }

  void Count(Pick* pick) const {
    const Person* person = input_.roster.FindPerson(pick->person);
    for (const ActiveCap& active : caps_) {
      const int64_t period = PeriodOf(active.cap->each, input_.now, ZoneOf(*active.cap, *person));
      pick->turn.counted.push_back({active.cap->counter, period, active.cap->of_pool});
    }
  }

  const PoolQuestion& question_;
  const DecideInput& input_;
  const PoolSpec& spec_;
  const std::set<std::string_view>* only_;
  Decision* decision_;
  bool in_list_ = false;
  bool kept_ = false;
  bool anyway_ = false;
  std::vector<const PoolState*> states_;
  std::vector<ActiveCap> caps_;
  std::vector<Candidate> candidates_;
  std::vector<const Guard*> guards_;
};

}  // namespace

std::string TurnKey(const PoolSpec& spec, const SlotValues& values) {
  std::string key = BaseKey(spec);
  for (const PoolBand& band : spec.bands) {
    if (!ConditionHolds(band.when, values)) continue;
    key += "/" + band.name;
    break;
  }
  if (spec.list_lane != nullptr && ConditionHolds(spec.list_lane, values)) key += kListLane;
  return key;
}

bool TakesTurnsAlike(const PoolSpec& one, const PoolSpec& other) {
  const auto condition = [](const PoolSpec& spec) {
    return spec.where == nullptr ? std::string_view() : std::string_view(spec.where->cel());
  };
  return one.strategy == other.strategy && one.team == other.team &&
         condition(one) == condition(other) && one.shared_turn == other.shared_turn &&
         one.within_tier == other.within_tier;
}

std::vector<std::string> TurnKeys(const PoolSpec& spec) {
  std::vector<std::string> keys = {BaseKey(spec)};
  for (const PoolBand& band : spec.bands) keys.push_back(keys[0] + "/" + band.name);
  const size_t asked = keys.size();
  for (size_t i = 0; i < asked && spec.list_lane != nullptr; ++i)
    keys.push_back(keys[i] + std::string(kListLane));
  return keys;
}

void DecideByPool(const PoolQuestion& question, const Effect& effect, const std::string& pool,
                  Decision* decision) {
  const auto& pools = question.policy.pools;
  std::string_view reason = kAllOutReason;
  const PoolSpec* spec = &pools.find(pool)->second;
  bool in_list = false;
  // A chain of fallbacks ends, for it has no cycle; counting keeps that from resting on the
  // compiler alone.
  for (size_t asked = 0; asked < pools.size(); ++asked) {
    PoolRound round(question, *spec, asked == 0 ? question.only : nullptr, decision);
    if (asked == 0) in_list = round.in_list();
    if (round.waits_for_requests()) {
      reason = "behind_requests";
      break;
    }
    Pick pick = round.Choose();
    round.TellLosers(pick);
    if (!pick.person.empty()) return round.Assign(effect, std::move(pick));
    if (spec->all_out != AllOut::kFallback) break;
    spec = &pools.find(spec->fallback)->second;
  }
  decision->pool = pool;
  decision->in_list = in_list;
  decision->disposition = Disposition::kHold;
  decision->reason = reason;
}

}  // namespace signalbox
