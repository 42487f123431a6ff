#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>

#include "policy/business_time.h"
#include "policy/compiled.h"
#include "policy/decide_pool.h"
#include "policy/decision.h"
#include "policy/escalation.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

constexpr size_t kNobodyAsked = SIZE_MAX;

class Decider {
 public:
  Decider(const Policy& policy, const DecideInput& input)
      : policy_(policy), input_(input), values_(policy.slots, input.record) {}

  Decision Run() {
    decision_.roster_revision = input_.roster.revision();
    NoteUnexpectedValues();
    if (GuardsDecide()) return std::move(decision_);
    if (!input_.pool.empty() || !input_.node.empty()) {
      GoOn();
      return std::move(decision_);
    }
    for (const Rule& rule : policy_.rules) {
      if (rule.when) {
        Truth truth = Evaluate(*rule.when, values_, rule.name);
        if (truth != Truth::kTrue) continue;
      }
      decision_.rule = rule.name;
      if (!Apply(rule.effect)) continue;
      if (decision_.disposition == Disposition::kAssign ||
          decision_.disposition == Disposition::kQueue)
        decision_.slas = rule.slas;
      return std::move(decision_);
    }
    Fallback();
    return std::move(decision_);
  }

  std::optional<Decision> RunInFlight() {
    decision_.roster_revision = input_.roster.revision();
    for (const Guard& guard : policy_.guards) {
      if (!guard.in_flight) continue;
      const Truth applies = guard.when ? Evaluate(*guard.when, values_, guard.name) : Truth::kTrue;
      if (applies == Truth::kFalse) continue;
      const Truth holds =
          applies == Truth::kTrue ? Evaluate(*guard.require, values_, guard.name) : Truth::kUnknown;
      if (holds == Truth::kTrue) continue;
      decision_.rule = guard.name;
      if (holds == Truth::kUnknown)
        HoldUnknown(guard);
      else
        Apply(guard.otherwise);
      return std::move(decision_);
    }
    return std::nullopt;
  }

 private:
  void Fallback() {
    decision_.rule = "nothing_matched";
    Apply(policy_.nothing_matched);
  }

  void GoOn() {
    decision_.rule = input_.rule;
    if (!Follow()) return Fallback();
    if (decision_.disposition == Disposition::kAssign)
      decision_.slas = SlasOfRule(policy_, input_.rule);
  }

  // A pool or a node that a later version no longer has is nobody's.
  bool Follow() {
    if (!input_.pool.empty()) return policy_.pools.contains(input_.pool) && NextTurn();
    const auto node = policy_.escalations.find(input_.node);
    return node != policy_.escalations.end() && Apply(node->second.otherwise);
  }

  // The next turn of a pool stays what the rule said: in the same role, for the same reason and,
  // of a table that collects, among the same people.
  bool NextTurn() {
    const Effect* before = EffectBefore();
    if (before != nullptr && before->kind == Effect::Kind::kTable &&
        before->table->hit() == HitPolicy::kCollect && before->table->spec().pool == input_.pool) {
      return Table(*before);
    }
    Effect next;
    next.kind = Effect::Kind::kPool;
    next.name = input_.pool;
    if (before != nullptr) next.role = before->role;
    const bool chose = before != nullptr && (before->kind == Effect::Kind::kPool ||
                                             before->kind == Effect::Kind::kTable);
    if (chose) next.reason = before->reason;
    return Apply(next);
  }

  // What the rule or guard did that decided before: of an escalation, the end of it that gives to
  // the pool. Null when this version has none of the name.
  const Effect* EffectBefore() const {
    for (const Rule& rule : policy_.rules) {
      if (rule.name == input_.rule) return EndAt(rule.effect);
    }
    for (const Guard& guard : policy_.guards) {
      if (guard.name == input_.rule && guard.require) return EndAt(guard.otherwise);
    }
    return input_.rule == "nothing_matched" ? EndAt(policy_.nothing_matched) : nullptr;
  }

  const Effect* EndAt(const Effect& effect) const {
    if (effect.kind != Effect::Kind::kEscalate) return &effect;
    const EscalationNode& node = policy_.escalations.find(effect.name)->second;
    for (const Effect* next : {&node.otherwise, &node.unless}) {
      if (next == &node.unless && !node.when) continue;
      const Effect* end = EndAt(*next);
      const bool gives =
          end != nullptr && (end->kind == Effect::Kind::kTable ||
                             (end->kind == Effect::Kind::kPool && end->name == input_.pool));
      if (gives) return end;
    }
    return nullptr;
  }

  void NoteUnexpectedValues() {
    for (const ExpectedValues& expected : policy_.expected) {
      if (!values_.Has(expected.slot)) continue;
      std::string_view text = values_.Text(expected.slot);
      bool known = std::any_of(expected.folded.begin(), expected.folded.end(),
                               [&](const std::string& value) { return EqualsFolded(text, value); });
      // The value itself stays out: it may be personal.
      if (!known) decision_.unknowns.push_back({"fields", expected.name + " has a new value"});
    }
  }

  Truth Evaluate(const Condition& condition, const SlotValues& values, const std::string& name) {
    std::string why;
    Truth truth = condition.Evaluate(values, &why);
    if (truth == Truth::kUnknown) decision_.unknowns.push_back({name, std::move(why)});
    return truth;
  }

  // The first guard that fails decides. Only where its escalation ends with an owner are the guards
  // after it looked at, for one of them may not allow any.
  bool GuardsDecide() {
    CollectForbids();
    const size_t asked = AskedGuard();
    std::optional<Decision> given;
    for (size_t i = 0; i < policy_.guards.size(); ++i) {
      const Guard& guard = policy_.guards[i];
      if (guard.when) {
        const Truth applies = Evaluate(*guard.when, values_, guard.name);
        if (applies == Truth::kFalse) continue;
        if (applies == Truth::kUnknown) return HoldUnknown(guard);
      }
      if (guard.forbid) continue;
      const Truth holds = Evaluate(*guard.require, values_, guard.name);
      if (holds == Truth::kTrue) continue;
      if (holds == Truth::kUnknown) return HoldUnknown(guard);
      const bool asks = guard.otherwise.kind == Effect::Kind::kEscalate;
      // Those before the one that asked were asked before it, and let an owner be given.
      if (asks && asked != kNobodyAsked && i < asked) continue;
      Decision before = decision_;
      decision_.rule = guard.name;
      const bool decided = asks && i == asked ? Follow() : Apply(guard.otherwise);
      // A guard that failed never lets a record through to the rules.
      if (!decided) Apply(policy_.nothing_matched);
      if (decision_.disposition != Disposition::kAssign) return true;
      if (!given) given = std::move(decision_);
      decision_ = std::move(before);
    }
    if (!given) return false;
    decision_ = *std::move(given);
    return true;
  }

  // All of them before any guard decides, for what a guard does may give an owner, too. One whose
  // `when` is unknown forbids as one whose condition is: it is not known to be harmless.
  void CollectForbids() {
    for (const Guard& guard : policy_.guards) {
      if (!guard.forbid) continue;
      if (!guard.when || guard.when->Evaluate(values_, nullptr) != Truth::kFalse)
        forbidding_.push_back(&guard);
    }
  }

  // The last guard whose escalation is what the input goes on from: it is not asked again.
  size_t AskedGuard() const {
    const std::string_view graph = GraphOf(input_.node);
    for (size_t i = policy_.guards.size(); i-- > 0;) {
      const Guard& guard = policy_.guards[i];
      if (!guard.require || guard.otherwise.kind != Effect::Kind::kEscalate) continue;
      const bool node = !graph.empty() && GraphOf(guard.otherwise.name) == graph;
      if (node || (!input_.pool.empty() && guard.name == input_.rule)) return i;
    }
    return kNobodyAsked;
  }

  // `GRAPH` of `GRAPH/NODE`.
  static std::string_view GraphOf(std::string_view node) {
    const size_t slash = node.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : node.substr(0, slash);
  }

  bool HoldUnknown(const Guard& guard) {
    decision_.disposition = Disposition::kHold;
    decision_.rule = guard.name;
    decision_.reason = "guard_unknown";
    return true;
  }

  void Say(const Effect& effect, std::string_view code) {
    decision_.reason = effect.reason.empty() ? code : effect.reason;
  }

  // False when the rule is passed over.
  bool Apply(const Effect& effect) {
    switch (effect.kind) {
      case Effect::Kind::kQueue:
        return Queue(effect, effect.name);
      case Effect::Kind::kHold:
        decision_.disposition = Disposition::kHold;
        decision_.queue = effect.name;
        decision_.reason = effect.reason;
        return true;
      case Effect::Kind::kReject:
        decision_.disposition = Disposition::kReject;
        decision_.reason = effect.reason;
        return true;
      case Effect::Kind::kPool:
        return Pool(effect, effect.name);
      case Effect::Kind::kPerson:
        return Person(effect, effect.name, "named_person");
      case Effect::Kind::kOwnerOf:
        return OwnerOf(effect);
      case Effect::Kind::kTable:
        return Table(effect);
      case Effect::Kind::kEscalate:
        return Escalate(effect);
    }
    return false;
  }

  // Nodes lead to nodes without a cycle, so this ends.
  bool Escalate(const Effect& effect) {
    const EscalationNode& node = policy_.escalations.find(effect.name)->second;
    if (node.when && Evaluate(*node.when, values_, node.name) != Truth::kTrue)
      return Apply(node.unless);
    AskedNow asked = WhoIsAsked(node, input_.roster, input_.now);
    if (!asked.passed_over.empty()) {
      decision_.considered.push_back(
          {std::move(asked.passed_over), std::string(asked.why), node.name});
      return Apply(node.otherwise);
    }
    decision_.disposition = Disposition::kEscalate;
    decision_.node = node.name;
    decision_.queue = std::move(asked.team);
    decision_.asked = std::move(asked.person);
    decision_.decide_by = DecideBy(node, input_.roster, input_.now);
    Say(effect, "escalated");
    return true;
  }

  bool Queue(const Effect& effect, const std::string& queue) {
    decision_.disposition = Disposition::kQueue;
    decision_.queue = queue;
    Say(effect, "queued_by_rule");
    return true;
  }

  bool OwnerOf(const Effect& effect) {
    std::string_view owner = input_.record.Text(effect.source.owner);
    if (owner.empty()) {
      decision_.unknowns.push_back({decision_.rule, effect.source.name + ".owner"});
      return false;
    }
    return Person(effect, owner, "owner_of_" + effect.source.name);
  }

  bool Table(const Effect& effect) {
    if (policy_.has_validity && day_ == 0) {
      LocalTime local = ToLocal(input_.now, policy_.zone);
      day_ = local.year * 10'000 + local.month * 100 + local.day;
    }
    const DecisionTable& table = *effect.table;
    if (table.hit() == HitPolicy::kCollect) return Collect(effect);
    if (table.hit() == HitPolicy::kRuleOrder) {
      for (const TableRow* row : table.FindAll(values_, day_)) {
        if (Row(effect, *row)) return true;
      }
      return false;
    }
    const TableRow* row = table.Find(values_, day_);
    return row != nullptr && Row(effect, *row);
  }

  bool Row(const Effect& effect, const TableRow& row) {
    decision_.row = effect.table->id() + "/" + row.id;
    bool decided = row.target.kind == TargetKind::kPool ? Pool(effect, row.target.name)
                   : row.target.kind == TargetKind::kQueue
                       ? Queue(effect, row.target.name)
                       : Person(effect, row.target.name, "named_person");
    if (!decided) decision_.row.clear();
    return decided;
  }

  // The people of all rows that fit, and the table's pool chooses among those of them that are in
  // it. The row is the first by id that names who was chosen.
  bool Collect(const Effect& effect) {
    std::vector<const TableRow*> rows = effect.table->FindAll(values_, day_);
    if (rows.empty()) return false;
    std::set<std::string_view> named;
    for (const TableRow* row : rows) named.insert(row->target.name);
    Pool(effect, effect.table->spec().pool, &named);
    for (const TableRow* row : rows) {
      if (row->target.name != decision_.owner) continue;
      decision_.row = effect.table->id() + "/" + row->id;
      break;
    }
    return true;
  }

  bool IsExcluded(std::string_view person) const {
    return std::find(input_.exclude.begin(), input_.exclude.end(), person) != input_.exclude.end();
  }

  // The guard that forbids this candidate, or nullptr. An unknown one forbids.
  const Guard* Forbidding(const signalbox::Person& person) {
    if (forbidding_.empty()) return nullptr;
    SlotValues values(policy_.slots, input_.record, &person);
    for (const Guard* guard : forbidding_) {
      if (Evaluate(*guard->forbid, values, guard->name) != Truth::kFalse) return guard;
    }
    return nullptr;
  }

  // A person whom the policy names gets it in and out of working hours.
  bool Person(const Effect& effect, std::string_view id, std::string_view code) {
    const signalbox::Person* person = input_.roster.FindPerson(id);
    Considered lost{std::string(id), {}, decision_.rule};
    if (person == nullptr) {
      lost.lost = AbsenceName(Absence::kUnknown);
    } else if (!person->active) {
      lost.lost = AbsenceName(Absence::kInactive);
    } else if (IsExcluded(id)) {
      lost.lost = "excluded";
    } else if (const Guard* guard = Forbidding(*person)) {
      lost.lost = "forbidden";
      lost.by = guard->name;
    } else {
      decision_.disposition = Disposition::kAssign;
      decision_.owner = id;
      decision_.role = effect.role;
      Say(effect, code);
      return true;
    }
    decision_.considered.push_back(std::move(lost));
    return false;
  }

  // `only`, where given, are the members that may get it.
  bool Pool(const Effect& effect, const std::string& id,
            const std::set<std::string_view>* only = nullptr) {
    DecideByPool({policy_, input_, values_, only,
                  [this](const signalbox::Person& person) { return Forbidding(person); }},
                 effect, id, &decision_);
    return true;
  }

  const Policy& policy_;
  const DecideInput& input_;
  SlotValues values_;
  std::vector<const Guard*> forbidding_;
  int32_t day_ = 0;
  Decision decision_;
};

}  // namespace

Decision Decide(const Policy& policy, const DecideInput& input) {
  return Decider(policy, input).Run();
}

std::optional<Decision> DecideInFlight(const Policy& policy, const DecideInput& input) {
  return Decider(policy, input).RunInFlight();
}

}  // namespace signalbox
