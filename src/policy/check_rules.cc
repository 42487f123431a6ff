// Rules that no record reaches.
#include <fmt/format.h>

#include <algorithm>

#include "policy/check_run.h"

namespace signalbox {

namespace {

// Boxes and variants in which a record is looked for before sets are computed.
constexpr size_t kQuickBoxes = 16, kQuickVariants = 3;
// The same once a finding needs a record to show it.
constexpr size_t kShownBoxes = 64, kShownVariants = 16;
// Records kept of each rule, to lay the values of table rows over.
constexpr size_t kLeadsOfRule = 4;
// The place of a guard, before all rules.
constexpr int64_t kGuard = -1;

CheckTerm NotOf(CheckTerm term) {
  return {.kind = CheckTerm::Kind::kNot, .atom = 0, .parts = {std::move(term)}};
}

// What a guard lets pass; a condition of it that is unknown holds the record.
CheckTerm Passes(const Guard& guard, CheckSpace* space) {
  CheckTerm always;
  CheckTerm when = guard.when ? space->OfCondition(*guard.when, guard.at.line) : always;
  CheckTerm require = guard.require ? space->OfCondition(*guard.require, guard.at.line) : always;
  CheckTerm holds{.kind = CheckTerm::Kind::kAll, .atom = 0, .parts = {when, std::move(require)}};
  return {.kind = CheckTerm::Kind::kAny, .atom = 0, .parts = {NotOf(when), std::move(holds)}};
}

// True when a rule of this effect ends the decision whoever is there.
bool TakesForCertain(const Effect& effect) {
  return effect.kind == Effect::Kind::kQueue || effect.kind == Effect::Kind::kHold ||
         effect.kind == Effect::Kind::kReject || effect.kind == Effect::Kind::kPool;
}

void GiveOwner(const Policy& policy, size_t rule, CheckExample* example) {
  const Effect& effect = policy.rules[rule].effect;
  if (effect.kind != Effect::Kind::kOwnerOf) return;
  example->lead.SetText(effect.source.owner, "somebody");
}

std::string LineNumbers(const std::vector<int>& lines) {
  return fmt::format("{} {}", lines.size() == 1 ? "line" : "lines", fmt::join(lines, ", "));
}

class RuleCheck {
 public:
  explicit RuleCheck(CheckRun* run)
      : run_(*run), space_(run->policy), sets_(*run, kFewRows, &space_) {
    space_.Close();
  }

  void Run() {
    run_.leads.resize(run_.policy.rules.size());
    for (size_t i = 0; i < run_.policy.rules.size() && !run_.steps.spent(); ++i) Look(i);
  }

 private:
  // Records of `boxes` that `wanted` accepts, at most `most`.
  template <typename Wanted>
  std::vector<CheckExample> Find(const Boxes& boxes, size_t rule, size_t most_boxes,
                                 size_t variants, size_t most, const Wanted& wanted) {
    std::vector<CheckExample> found;
    for (size_t variant = 0; variant < variants; ++variant) {
      for (size_t i = 0; i < std::min(boxes.size(), most_boxes); ++i) {
        if (run_.steps.spent() || found.size() == most) return found;
        CheckExample example = space_.ExampleOf(boxes[i], variant);
        GiveOwner(run_.policy, rule, &example);
        if (!Matches(run_.policy.rules[rule], example)) continue;
        if (wanted(run_.Decide(example))) found.push_back(std::move(example));
      }
    }
    return found;
  }

  void Look(size_t i) {
    const Rule& rule = run_.policy.rules[i];
    auto place = static_cast<int64_t>(i);
    Boxes matched = sets_.MatchedBy(i, &run_.steps);
    if (run_.steps.spent()) return;
    if (matched.empty()) {
      run_.Warn(
          "policy.yaml", rule.at,
          fmt::format("rule `{}` can never match: its conditions exclude one another", rule.name));
      return;
    }
    // A record that a later rule decides was looked at by this one.
    auto reached = [&](const Decision& decision) { return PlaceOf(decision.rule) >= place; };
    auto& leads = run_.leads[i];
    leads = Find(matched, i, kQuickBoxes, kQuickVariants, kLeadsOfRule, reached);
    if (!leads.empty()) return;
    Boxes left = sets_.LeftFor(i, matched, &run_.steps);
    if (run_.steps.spent()) return;
    if (!left.empty()) {
      leads = Find(left, i, kQuickBoxes, kQuickVariants, kLeadsOfRule, reached);
      return;
    }
    // A record that a rule takes shows more than one that a guard stops.
    Boxes passing = sets_.PassGuards(matched, &run_.steps);
    std::vector<CheckExample> shown =
        Find(passing.empty() ? matched : passing, i, kShownBoxes, kShownVariants, 1,
             [&](const Decision& decision) { return PlaceOf(decision.rule) < place; });
    std::string message =
        fmt::format("rule `{}` is never reached: what it matches is taken above", rule.name);
    if (!shown.empty()) {
      message += fmt::format("; for example {} goes to {}", shown.front().text,
                             CheckRun::Outcome(run_.Decide(shown.front())));
    } else if (std::vector<int> lines = space_.FreeLines(matched); !lines.empty()) {
      message += "; possible, not analysed: " + LineNumbers(lines);
    }
    run_.Warn("policy.yaml", rule.at, std::move(message));
  }

  // Among the rules; guards come before all, `nothing_matched` after all.
  int64_t PlaceOf(const std::string& name) const {
    const auto& rules = run_.policy.rules;
    if (name == "nothing_matched") return static_cast<int64_t>(rules.size());
    auto it = std::find_if(rules.begin(), rules.end(),
                           [&](const Rule& rule) { return rule.name == name; });
    return it == rules.end() ? kGuard : it - rules.begin();
  }

  bool Matches(const Rule& rule, const CheckExample& example) const {
    if (!rule.when) return true;
    return rule.when->Evaluate(SlotValues(run_.policy.slots, example.lead), nullptr) ==
           Truth::kTrue;
  }

  CheckRun& run_;
  CheckSpace space_;
  RuleSets sets_;
};

}  // namespace

RuleSets::RuleSets(const CheckRun& run, size_t most_rows, CheckSpace* space)
    : run_(run), space_(*space) {
  for (const Guard& guard : run.policy.guards) guards_.push_back(Passes(guard, space));
  for (const Rule& rule : run.policy.rules) {
    rules_.push_back(rule.when ? space->OfCondition(*rule.when, rule.at.line) : CheckTerm{});
    RowTerms& terms = tables_.emplace_back();
    if (rule.effect.kind != Effect::Kind::kTable) continue;
    const TableSpec& spec = rule.effect.table->spec();
    auto rows = run.rows.find(spec.id);
    if (rows == run.rows.end() || rows->second.size() > most_rows) continue;
    terms.known = true;
    for (const TableRow& row : rows->second) {
      bool certain = row.target.kind != TargetKind::kPerson || spec.hit == HitPolicy::kCollect;
      (certain ? terms.certain : terms.uncertain).push_back(space->OfRow(spec, row));
    }
    // Under rule order a person who cannot take it leaves the others.
    if (spec.hit == HitPolicy::kRuleOrder) terms.uncertain.clear();
  }
}

Boxes RuleSets::MatchedBy(size_t rule, CheckSteps* steps) const {
  return space_.WhereTrue(rules_[rule], steps);
}

Boxes RuleSets::TakenBy(size_t rule, CheckSteps* steps) const {
  const Effect& effect = run_.policy.rules[rule].effect;
  if (TakesForCertain(effect)) return MatchedBy(rule, steps);
  if (!tables_[rule].known) return {};
  Boxes taken;
  for (const CheckTerm& row : tables_[rule].certain) {
    for (Box& box : space_.WhereTrue(row, steps)) taken.push_back(std::move(box));
  }
  for (const CheckTerm& row : tables_[rule].uncertain) {
    taken = Subtract(std::move(taken), space_.WhereTrue(row, steps), steps);
  }
  return Intersect(taken, MatchedBy(rule, steps), steps);
}

Boxes RuleSets::PassGuards(Boxes boxes, CheckSteps* steps) const {
  for (const CheckTerm& guard : guards_) {
    boxes = Intersect(boxes, space_.WhereTrue(guard, steps), steps);
  }
  return boxes;
}

Boxes RuleSets::LeftFor(size_t rule, Boxes boxes, CheckSteps* steps) const {
  boxes = PassGuards(std::move(boxes), steps);
  for (size_t i = 0; i < rule && !boxes.empty(); ++i) {
    boxes = Subtract(std::move(boxes), TakenBy(i, steps), steps);
  }
  return boxes;
}

void CheckRules(CheckRun* run) {
  RuleCheck(run).Run();
}

}  // namespace signalbox
