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

std::optional<WhyNotWay> WayByTime(const Policy& policy, const DecideInput& input,
                                   const Decision& decided, std::string_view wanted) {
  const Considered* lost = FindLost(decided, wanted);
  if (lost == nullptr) return std::nullopt;
  WhyNotWay way;
  std::unique_ptr<Roster> changed;
  if (IsAbsence(lost->lost)) {
    changed = WithAvailable(input.roster, wanted);
    way.absence = lost->lost;
  } else if (lost->lost != "not in turn") {
    return std::nullopt;
  }
  const Roster& roster = changed != nullptr ? *changed : input.roster;
  PoolStates pools = input.pools;
  for (; way.turns <= kMaxWhyNotTurns; ++way.turns) {
    const Decision decision = Decide(policy, Otherwise(input, input.record, roster, pools));
    if (GoesTo(decision, wanted, true)) {
      way.rule = decision.rule;
      way.row = decision.row;
      way.pool = decision.pool;
      return way;
    }
    if (!decision.turn.has_value()) return std::nullopt;
    if (!ApplyTurn(*decision.turn, input.now, &pools[decision.turn->pool]).ok())
      return std::nullopt;
  }
  return std::nullopt;
}

WhyNot ExplainWhyNot(const Policy& policy, const DecideInput& input, std::string_view wanted) {
  WhyNot answer;
  answer.wanted = wanted;
  answer.is_person = input.roster.FindPerson(wanted) != nullptr;
  answer.known = answer.is_person || QueuesOf(policy).contains(std::string(wanted)) ||
                 input.roster.FindTeam(wanted) != nullptr;
  answer.decision = Decide(policy, input);
  answer.got_it = GoesTo(answer.decision, wanted, answer.is_person);
  if (!answer.known || answer.got_it) return answer;
  if (const Considered* lost = FindLost(answer.decision, wanted); lost != nullptr) {
    answer.lost = lost->lost;
    answer.lost_by = lost->by;
  }
  if (const auto way = WayByTime(policy, input, answer.decision, wanted); way.has_value())
    answer.ways.push_back(*way);
  WhyNotSearch search(policy, input, wanted, answer.is_person);
  search.Run(&answer);
  return answer;
}

}  // namespace signalbox
