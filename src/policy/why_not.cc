#include "policy/why_not.h"

#include <algorithm>
#include <memory>

#include "policy/why_not_search.h"

namespace signalbox {
namespace {

// The roster with one person at work, whatever keeps them away.
std::unique_ptr<Roster> WithAvailable(const Roster& roster, std::string_view id) {
  const Person* person = roster.FindPerson(id);
  if (person == nullptr) return nullptr;
  auto changed = std::make_unique<Roster>(roster);
  Person there = *person;
  there.active = true;
  there.hours = WeekHours{};
  there.leaves.clear();
  there.paused_until = 0;
  there.weight = std::max<int64_t>(1, there.weight);
  changed->Upsert(std::move(there));
  return changed;
}

const Considered* FindLost(const Decision& decision, std::string_view wanted) {
  const auto at = std::find_if(decision.considered.begin(), decision.considered.end(),
                               [&](const Considered& one) { return one.owner == wanted; });
  return at == decision.considered.end() ? nullptr : &*at;
}

bool IsAbsence(std::string_view lost) {
  for (const Absence one : {Absence::kInactive, Absence::kAway, Absence::kPaused,
                            Absence::kOffHours, Absence::kNoWeight, Absence::kHoliday}) {
    if (lost == AbsenceName(one)) return true;
  }
  return false;
}

}  // namespace

DecideInput Otherwise(const DecideInput& input, const Attributes& record, const Roster& roster,
                      const PoolStates& pools) {
  return {.record = record,
          .roster = roster,
          .pools = pools,
          .now = input.now,
          .exclude = input.exclude,
          .rule = input.rule,
          .pool = input.pool,
          .node = input.node,
          .previous_owners = input.previous_owners,
          .open = input.open,
          .requests_wait = input.requests_wait};
}

bool GoesTo(const Decision& decision, std::string_view wanted, bool is_person) {
  if (is_person) return decision.disposition == Disposition::kAssign && decision.owner == wanted;
  return decision.disposition != Disposition::kAssign && decision.queue == wanted;
}

const Roster& TurnsAhead::WithWanted() {
  if (available_ == nullptr) available_ = WithAvailable(input_.roster, wanted_);
  return available_ == nullptr ? input_.roster : *available_;
}

std::optional<WhyNotWay> TurnsAhead::Find(const Attributes& record, const Decision& decided) {
  const Considered* lost = FindLost(decided, wanted_);
  if (lost == nullptr) return std::nullopt;
  WhyNotWay way;
  const bool absent = IsAbsence(lost->lost);
  if (!absent && lost->lost != "not in turn") return std::nullopt;
  if (absent) way.absence = lost->lost;
  Way asked{decided.rule, decided.turn ? decided.turn->pool : decided.pool, lost->lost};
  if (in_vain_.contains(asked)) return std::nullopt;
  if (ComesTo(record, absent ? WithWanted() : input_.roster, &way)) return way;
  in_vain_.insert(std::move(asked));
  return std::nullopt;
}

bool TurnsAhead::ComesTo(const Attributes& record, const Roster& roster, WhyNotWay* way) {
  PoolStates turned;  // as they were
  bool found = false;
  for (; way->turns <= kMaxWhyNotTurns && !count_->Spent(); ++way->turns) {
    const Decision decision = Decide(policy_, Otherwise(input_, record, roster, pools_));
    ++count_->made;
    found = GoesTo(decision, wanted_, true);
    if (found) {
      way->rule = decision.rule;
      way->row = decision.row;
      way->pool = decision.pool;
    }
    if (found || !decision.turn.has_value()) break;
    PoolState& pool = pools_[decision.turn->pool];
    turned.try_emplace(decision.turn->pool, pool);
    if (!ApplyTurn(*decision.turn, input_.now, &pool).ok()) break;
  }
  for (auto& [name, state] : turned) pools_[name] = std::move(state);
  return found;
}

WhyNot ExplainWhyNot(const Policy& policy, const DecideInput& input, std::string_view wanted,
                     int64_t most_decisions) {
  WhyNot answer;
  answer.wanted = wanted;
  answer.is_person = input.roster.FindPerson(wanted) != nullptr;
  answer.known = answer.is_person || QueuesOf(policy).contains(std::string(wanted)) ||
                 input.roster.FindTeam(wanted) != nullptr;
  DecisionCount count{.most = most_decisions};
  answer.decision = Decide(policy, input);
  ++count.made;
  answer.decisions = count.made;
  answer.got_it = GoesTo(answer.decision, wanted, answer.is_person);
  if (!answer.known || answer.got_it) return answer;
  if (const Considered* lost = FindLost(answer.decision, wanted); lost != nullptr) {
    answer.lost = lost->lost;
    answer.lost_by = lost->by;
  }
  TurnsAhead ahead(policy, input, wanted, &count);
  if (const auto way = ahead.Find(input.record, answer.decision); way.has_value())
    answer.ways.push_back(*way);
  WhyNotSearch search(policy, input, wanted, answer.is_person, &ahead, &count);
  search.Run(&answer);
  answer.decisions = count.made;
  return answer;
}

}  // namespace signalbox
