// Running scenarios: Decide with what they give, compared with what they expect.
#include <fmt/format.h>

#include <algorithm>

#include "policy/compiled.h"
#include "policy/decide_pool.h"
#include "policy/policy_words.h"
#include "policy/pool_members.h"
#include "policy/scenario.h"
#include "policy/sla_due.h"

namespace signalbox {

namespace {

struct OwnerFields {
  Field owner, active;
};
constexpr OwnerFields kOwners[] = {
    {Field::kContactOwner, Field::kContactOwnerActive},
    {Field::kAccountOwner, Field::kAccountOwnerActive},
    {Field::kOpportunityOwner, Field::kOpportunityOwnerActive},
    {Field::kPriorOwner, Field::kPriorOwnerActive},
};

std::string_view StatusOf(const Decision& decision) {
  switch (decision.disposition) {
    case Disposition::kAssign:
      return "routed";
    case Disposition::kQueue:
      return "queued";
    case Disposition::kHold:
    case Disposition::kEscalate:
      return "held";
    case Disposition::kReject:
      return "rejected";
  }
  return "held";
}

const Considered* Loser(const Decision& decision, std::string_view person) {
  auto it = std::find_if(decision.considered.begin(), decision.considered.end(),
                         [&](const Considered& one) { return one.owner == person; });
  return it == decision.considered.end() ? nullptr : &*it;
}

// When the time of an SLA is up that the decision started; empty when it started none.
std::string Due(const Policy& policy, const Roster& roster, const Scenario& scenario,
                const Decision& decision, const std::string& sla) {
  if (std::find(decision.slas.begin(), decision.slas.end(), sla) == decision.slas.end()) return {};
  const TimeUs due = DueAt(policy, sla, roster, decision.owner,
                           scenario.record.Text(Field::kTimeZone), scenario.now);
  return due < 0 ? std::string() : FormatTime(due);
}

std::string Observed(const Decision& decision, const Expectation& expected) {
  const std::string& key = expected.key;
  if (key == "status") return std::string(StatusOf(decision));
  if (key == "owner") return decision.owner;
  if (key == "role") return decision.owner.empty() ? std::string() : decision.role;
  if (key == "rule") return decision.rule;
  if (key == "row") return decision.row;
  if (key == "queue") return decision.queue;
  if (key == "reason") return decision.reason;
  if (key == "pool") return decision.pool;
  if (key == "asked") return decision.asked;
  const Considered* loser = Loser(decision, expected.of);
  return loser == nullptr ? std::string() : loser->lost;
}

// A rule that was expected and did not decide: whether its condition holds, as evaluated.
std::string WhyNotRule(const Policy& policy, const Attributes& record, std::string_view name,
                       const Decision& decision) {
  const auto rule = std::find_if(policy.rules.begin(), policy.rules.end(),
                                 [&](const Rule& one) { return one.name == name; });
  if (rule == policy.rules.end()) {
    std::vector<std::string> names = {"nothing_matched"};
    for (const Rule& one : policy.rules) names.push_back(one.name);
    for (const Guard& one : policy.guards) names.push_back(one.name);
    if (std::find(names.begin(), names.end(), name) != names.end()) return {};
    return fmt::format("there is no rule `{}`{}", name, DidYouMean(name, names));
  }
  const auto decided = std::find_if(policy.rules.begin(), policy.rules.end(),
                                    [&](const Rule& one) { return one.name == decision.rule; });
  std::string why;
  const Truth truth =
      rule->when ? rule->when->Evaluate(SlotValues(policy.slots, record), &why) : Truth::kTrue;
  const std::string cel = rule->when ? rule->when->cel() : "true";
  if (truth == Truth::kFalse) return fmt::format("rule `{}` does not match: {}", name, cel);
  if (truth == Truth::kUnknown) return fmt::format("rule `{}` cannot be evaluated: {}", name, why);
  if (decided != policy.rules.end() && decided < rule) {
    return fmt::format("rule `{}` matches, but `{}` stands above it", name, decision.rule);
  }
  return fmt::format("rule `{}` matches, but gave nobody", name);
}

std::string Destination(const Decision& decision) {
  std::string text(StatusOf(decision));
  if (!decision.owner.empty()) text += " to " + decision.owner;
  if (!decision.queue.empty()) text += " in queue " + decision.queue;
  text += ", rule " + decision.rule;
  if (!decision.row.empty()) text += ", row " + decision.row;
  return text + ", reason: " + decision.reason;
}

std::vector<std::string> WhyDecided(const Policy& policy, const Scenario& scenario,
                                    const Roster& roster, const Decision& decision,
                                    const ScenarioResult& result) {
  std::vector<std::string> why = {Destination(decision)};
  for (const ScenarioCheck& miss : result.Misses()) {
    if (miss.key != "rule") continue;
    std::string line = WhyNotRule(policy, scenario.record, miss.expected, decision);
    if (!line.empty()) why.push_back(std::move(line));
  }
  for (const Unknown& one : decision.unknowns) {
    why.push_back(fmt::format("`{}` could not be evaluated: {}", one.rule, one.attribute));
  }
  for (const Considered& one : decision.considered) {
    why.push_back(fmt::format("{} lost: {}{}", one.owner, one.lost,
                              one.by.empty() ? "" : " (" + one.by + ")"));
  }
  if (!decision.pool.empty()) {
    const PoolSpec& pool = policy.pools.at(decision.pool);
    if (MembersOf(pool, roster).empty()) {
      why.push_back(fmt::format("nobody in the roster of this test is of pool `{}` ({})", pool.id,
                                MembersInWords(pool)));
    } else if (!decision.pointer_before.empty()) {
      why.push_back(fmt::format("pool {}: next before was {}, next after is {}", decision.pool,
                                decision.pointer_before, decision.pointer_after));
    }
  }
  return why;
}

}  // namespace

std::vector<ScenarioCheck> ScenarioResult::Misses() const {
  std::vector<ScenarioCheck> misses;
  std::copy_if(checks.begin(), checks.end(), std::back_inserter(misses),
               [](const ScenarioCheck& one) { return !one.met(); });
  return misses;
}

ScenarioResult RunScenario(const Policy& policy, const Scenario& scenario) {
  Roster roster = *scenario.roster;
  for (const std::string& id : scenario.away) {
    Person person = *roster.FindPerson(id);
    person.leaves.push_back({scenario.now, scenario.now + kDayUs});
    roster.Upsert(std::move(person));
  }
  PoolStates pools;
  for (const auto& [pool, person] : scenario.next_in) {
    const PoolSpec& spec = policy.pools.at(pool);
    PoolState state = StateWithNext(spec, roster, person);
    state.period = PeriodOf(spec.target_each, scenario.now, policy.zone);
    // Whichever band or lane the record is in.
    for (std::string& key : TurnKeys(spec)) pools.insert_or_assign(std::move(key), state);
  }
  // As the look-up of a run fills it in.
  Attributes record = scenario.record;
  for (const OwnerFields& one : kOwners) {
    if (!record.Has(one.owner) || record.Has(one.active)) continue;
    const Person* owner = roster.FindPerson(record.Text(one.owner));
    record.SetBool(one.active, owner != nullptr && owner->active);
  }
  DecideInput input{record, roster, pools, scenario.now, {}};
  input.previous_owners = scenario.previous_owners;
  input.open = &scenario.open;
  const Decision decision = Decide(policy, input);
  ScenarioResult result{
      scenario.name, scenario.file, scenario.at.line, scenario.now, scenario.record, {}, {}};
  for (const Expectation& expected : scenario.expect) {
    std::string got = expected.key == "due" ? Due(policy, roster, scenario, decision, expected.of)
                                            : Observed(decision, expected);
    std::string key = expected.of.empty() ? expected.key : expected.key + " " + expected.of;
    result.checks.push_back({std::move(key), expected.line, expected.value, std::move(got)});
  }
  if (!result.passed()) result.why = WhyDecided(policy, scenario, roster, decision, result);
  return result;
}

ScenarioReport RunScenarios(const BundleFiles& files, const Policy& policy,
                            const Roster* workspace) {
  ScenarioReport report;
  Findings findings;
  for (const auto& [path, content] : files) {
    if (!path.starts_with("tests/")) continue;
    if (!path.ends_with(".yaml")) {
      findings.Error(path, {}, "a test file ends in `.yaml`; nothing else under tests/ is read");
      continue;
    }
    for (const Scenario& scenario : ReadScenarios(policy, path, content, workspace, &findings)) {
      report.results.push_back(RunScenario(policy, scenario));
      ++(report.results.back().passed() ? report.passed : report.failed);
    }
  }
  report.findings = findings.Take();
  report.failed +=
      std::count_if(report.findings.begin(), report.findings.end(),
                    [](const Finding& one) { return one.severity == Severity::kError; });
  return report;
}

}  // namespace signalbox
