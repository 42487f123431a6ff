#include "policy/example_leads.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "expr/parser.h"
#include "policy/compiled.h"
#include "policy/findings.h"
#include "policy/pool_members.h"
#include "policy/table_rows.h"

namespace signalbox {

namespace {

using cel::Node;
using cel::NodeId;
using cel::NodeKind;
using cel::Op;

// One attribute that a condition tests, with values on either side; the first one satisfies it.
struct Probe {
  std::string attribute;
  std::vector<std::string> values;  // an empty text: missing
};

constexpr char kOtherText[] = "another value";
// The owner on record, whoever it is: on the example roster.
constexpr char kOwnerOnRecord[] = "owner-on-record";

class ProbeFinder {
 public:
  explicit ProbeFinder(const cel::Ast& ast) : ast_(ast) {}

  std::vector<Probe> Find() {
    Visit(ast_.root, false);
    return std::move(probes_);
  }

 private:
  void Visit(NodeId id, bool negated) {
    const Node& node = ast_.node(id);
    const auto children = ast_.children_of(node);
    if (node.kind == NodeKind::kSelect && node.test_only) {
      const std::string text = cel::Format(ast_, id);
      if (text.starts_with("has(")) Add(text.substr(4, text.size() - 5), {kOtherText, ""}, negated);
      return;
    }
    if (node.kind == NodeKind::kSelect || node.kind == NodeKind::kIdent) {
      return Add(cel::Format(ast_, id), {"true", "false"}, negated);
    }
    if (node.kind == NodeKind::kCall && node.member && children.size() == 2) {
      const std::string value = Text(children[1]);
      if (ast_.name_of(node) == "startsWith") {
        Add(Attribute(children[0]), {value + "1", value, kOtherText}, negated);
      } else if (ast_.name_of(node) == "matches" || ast_.name_of(node) == "contains") {
        Add(Attribute(children[0]), {Unescaped(value), kOtherText}, negated);
      }
      return;
    }
    if (node.kind != NodeKind::kOperator) return;
    if (node.op == Op::kAnd || node.op == Op::kOr) {
      for (NodeId child : children) Visit(child, negated);
    } else if (node.op == Op::kNot) {
      Visit(children[0], !negated);
    } else if (node.op == Op::kIn) {
      In(children[0], children[1], negated);
    } else if (children.size() == 2) {
      Compare(node.op, children[0], children[1], negated);
    }
  }

  void In(NodeId what, NodeId list, bool negated) {
    if (ast_.node(list).kind != NodeKind::kList) return;
    std::vector<std::string> values;
    for (NodeId item : ast_.children_of(ast_.node(list))) values.push_back(Text(item));
    values.emplace_back(kOtherText);
    Add(Attribute(what), std::move(values), negated);
  }

  void Compare(Op op, NodeId left, NodeId right, bool negated) {
    if (Attribute(left).empty()) std::swap(left, right);
    const std::string value = Text(right);
    const std::optional<int64_t> number = ParseWholeNumber(value);
    if (!number || *number == INT64_MAX || *number == INT64_MIN) {
      const bool equal = op == Op::kEqual;
      return Add(Attribute(left), {equal ? value : kOtherText, equal ? kOtherText : value},
                 negated);
    }
    const std::string below = std::to_string(*number - 1), above = std::to_string(*number + 1);
    switch (op) {
      case Op::kLess:
        return Add(Attribute(left), {below, value, above}, negated);
      case Op::kGreater:
        return Add(Attribute(left), {above, value, below}, negated);
      case Op::kNotEqual:
        return Add(Attribute(left), {above, below, value}, negated);
      default:
        return Add(Attribute(left), {value, below, above}, negated);
    }
  }

  // The attribute under `trim()` and `lowerAscii()`; empty when it is none.
  std::string Attribute(NodeId id) const {
    const Node& node = ast_.node(id);
    if (node.kind == NodeKind::kSelect || node.kind == NodeKind::kIdent) {
      return cel::Format(ast_, id);
    }
    if (node.kind == NodeKind::kCall && node.member && node.child_count == 1) {
      return Attribute(ast_.child(node, 0));
    }
    return {};
  }
  std::string Text(NodeId id) const {
    const Node& node = ast_.node(id);
    if (node.kind != NodeKind::kLiteral) return cel::Format(ast_, id);
    const cel::Value& value = ast_.literals[node.literal];
    return value.kind() == cel::Kind::kString ? std::string(value.as_text())
                                              : cel::Format(ast_, id);
  }
  // A text that the short form made a pattern of.
  static std::string Unescaped(std::string_view pattern) {
    if (pattern.starts_with("(?i)^")) pattern.remove_prefix(5);
    if (pattern.ends_with('$')) pattern.remove_suffix(1);
    std::string text;
    for (char c : pattern) {
      if (c != '\\') text.push_back(c);
    }
    return text;
  }
  void Add(std::string attribute, std::vector<std::string> values, bool negated) {
    if (attribute.empty()) return;
    if (negated) std::reverse(values.begin(), values.end());
    probes_.push_back({std::move(attribute), std::move(values)});
  }

  const cel::Ast& ast_;
  std::vector<Probe> probes_;
};

std::vector<Probe> ProbesOf(const Condition& condition) {
  const Result<cel::Ast> ast = cel::Parse(condition.cel());
  return ast.ok() ? ProbeFinder(*ast).Find() : std::vector<Probe>{};
}

class Examples {
 public:
  Examples(const Policy& policy, TimeUs now) : policy_(policy), now_(now) {}

  std::vector<ExampleLead> Make(const BundleFiles& files) {
    for (const Guard& guard : policy_.guards) {
      if (guard.require) SetAll(ProbesOf(*guard.require), &base_);
    }
    Push("no rule at all", base_);
    for (const Guard& guard : policy_.guards) {
      if (guard.when) Vary("guard " + guard.name, ProbesOf(*guard.when));
      if (guard.require) Vary("guard " + guard.name, ProbesOf(*guard.require));
    }
    for (const Rule& rule : policy_.rules) {
      std::vector<Probe> probes;
      if (rule.when) probes = ProbesOf(*rule.when);
      if (rule.effect.kind == Effect::Kind::kOwnerOf) {
        probes.push_back({rule.effect.source.name + ".owner", {kOwnerOnRecord, ""}});
      }
      Vary("rule " + rule.name, probes);
    }
    for (const auto& [id, table] : policy_.tables) Rows(*table, files);
    ForbidEverywhere();
    return std::move(leads_);
  }

 private:
  void Set(const std::string& attribute, const std::string& value, Attributes* record) const {
    const std::optional<Slot> slot = policy_.slots.Find(attribute);
    if (!slot || policy_.slots.IsPerson(slot->number)) return;
    if (policy_.slots.IsExtra(slot->number)) {
      record->SetExtra(policy_.slots.ExtraName(slot->number), value);
      return;
    }
    const auto field = static_cast<Field>(slot->number);
    if (value.empty()) {
      record->Remove(field);
    } else if (slot->type == SlotType::kText) {
      record->SetText(field, attribute.ends_with(".owner") ? kOwnerOnRecord : value);
    } else if (slot->type == SlotType::kBool) {
      record->SetBool(field, value != "false");
    } else {
      record->SetInt(field, ParseWholeNumber(value).value_or(1));
    }
  }
  void SetAll(const std::vector<Probe>& probes, Attributes* record) const {
    // A value that is asked for stands above one that must only be known.
    for (auto it = probes.rbegin(); it != probes.rend(); ++it) {
      Set(it->attribute, it->values.front(), record);
    }
    for (const Probe& probe : probes) {
      if (probe.values.front() != kOtherText) Set(probe.attribute, probe.values.front(), record);
    }
  }
  void Push(const std::string& name, Attributes record) {
    if (leads_.size() < kMaxExampleLeads) leads_.push_back({name, std::move(record), now_});
  }
  // A guard that takes people out shows only where somebody would get the lead.
  void ForbidEverywhere() {
    const std::vector<size_t> whole = std::move(whole_);
    for (const Guard& guard : policy_.guards) {
      if (!guard.forbid) continue;
      const std::vector<Probe> probes = guard.when ? ProbesOf(*guard.when) : std::vector<Probe>{};
      for (size_t at : whole) {
        Attributes record = leads_[at].record;
        SetAll(probes, &record);
        Push("guard " + guard.name + ", " + leads_[at].name, std::move(record));
      }
    }
  }

  // One lead for which all of it holds, and one for each value beside that.
  void Vary(const std::string& name, const std::vector<Probe>& probes) {
    Attributes record = base_;
    SetAll(probes, &record);
    if (leads_.size() < kMaxExampleLeads) whole_.push_back(leads_.size());
    Push(name, record);
    for (const Probe& probe : probes) {
      for (size_t i = 1; i < probe.values.size(); ++i) {
        Attributes other = record;
        Set(probe.attribute, probe.values[i], &other);
        Push(name + ", " + probe.attribute, std::move(other));
      }
    }
  }

  void Rows(const DecisionTable& table, const BundleFiles& files) {
    const auto content = files.find(table.file());
    if (content == files.end()) return;
    Findings findings;
    for (const TableRow& row : ReadTableRows(table.spec(), content->second, policy_, &findings)) {
      std::vector<Probe> probes;
      for (size_t i = 0; i < row.cells.size() && i < table.spec().columns.size(); ++i) {
        Probe probe{table.spec().columns[i].attribute, {}};
        for (const Alternative& one : row.cells[i]) Values(one, table.spec().columns[i], &probe);
        if (!probe.values.empty()) probes.push_back(std::move(probe));
      }
      const std::string name = "row " + table.id() + "/" + row.id;
      const size_t first = leads_.size();
      Vary(name, probes);
      OnDaysOf(row, first);
    }
  }
  static void Values(const Alternative& one, const MatchColumn& column, Probe* probe) {
    switch (one.kind) {
      case CellKind::kBlank:
        probe->values.emplace_back();
        return;
      case CellKind::kExact: {
        const bool yes_no = column.slot.type == SlotType::kBool;
        probe->values.push_back(yes_no ? (one.text == "1" ? "true" : "false") : one.text);
        return;
      }
      case CellKind::kPrefix:
        probe->values.push_back(one.text + "1");
        return;
      case CellKind::kRange:
        for (int64_t value : {one.range.low, one.range.high}) {
          if (value == INT64_MIN || value == INT64_MAX) continue;
          probe->values.push_back(std::to_string(value));
          // The neighbour outside of the range.
          probe->values.push_back(std::to_string(value == one.range.low ? value - 1 : value + 1));
        }
        return;
      case CellKind::kRegion:
      case CellKind::kAny:
        return;
    }
  }
  // The first lead of a row again on the first and the last day of it, and beside them.
  void OnDaysOf(const TableRow& row, size_t first) {
    if (first >= leads_.size()) return;
    const ExampleLead lead = leads_[first];
    for (const auto& [day, beside] :
         {std::pair(row.from_day, -kDayUs), std::pair(row.to_day, kDayUs)}) {
      if (day == kFirstDay || day == kLastDay) continue;
      const Result<TimeUs> noon = ParseTime(
          fmt::format("{:04}-{:02}-{:02}T12:00:00Z", day / 10'000, day / 100 % 100, day % 100));
      if (!noon.ok()) continue;
      for (TimeUs at : {*noon, *noon + beside}) {
        Push(lead.name + ", " + FormatTime(at).substr(0, 10), lead.record);
        leads_.back().now = at;
      }
    }
  }

  const Policy& policy_;
  const TimeUs now_;
  Attributes base_;
  std::vector<ExampleLead> leads_;
  std::vector<size_t> whole_;  // places of those for which all of a rule or row holds
};

// Every text of a condition over people: what somebody may be asked to have or to be.
void SkillsOf(const std::string& cel, std::set<std::string>* skills) {
  const Result<cel::Ast> ast = cel::Parse(cel);
  if (!ast.ok()) return;
  for (const cel::Value& literal : ast->literals) {
    if (literal.kind() == cel::Kind::kString) skills->insert(std::string(literal.as_text()));
  }
}

}  // namespace

std::vector<ExampleLead> ExampleLeads(const Policy& policy, const BundleFiles& files, TimeUs now) {
  return Examples(policy, now).Make(files);
}

Roster RosterForExamples(const std::vector<const Policy*>& policies) {
  Roster roster;
  std::set<std::string> skills;
  auto add = [&](std::string id, std::string team, bool skilled) {
    Person person;
    person.id = std::move(id);
    person.team = std::move(team);
    if (skilled) person.skills.assign(skills.begin(), skills.end());
    roster.Upsert(std::move(person));
  };
  for (const Policy* policy : policies) {
    for (const Guard& guard : policy->guards) {
      if (guard.forbid) SkillsOf(guard.forbid->cel(), &skills);
    }
  }
  std::set<std::string> teams;
  for (const Policy* policy : policies) {
    for (const auto& [id, pool] : policy->pools) {
      if (!pool.team.empty()) teams.insert(pool.team);
      if (pool.where == nullptr) continue;
      SkillsOf(pool.where->cel(), &skills);
      SkillsOf(pool.where->cel(), &teams);
    }
  }
  add(kOwnerOnRecord, "", true);
  for (const Policy* policy : policies) {
    for (const Rule& rule : policy->rules) {
      if (rule.effect.kind == Effect::Kind::kPerson) add(rule.effect.name, "", true);
    }
    for (const auto& [id, table] : policy->tables) {
      for (const TableRow& row : table->rows()) {
        if (row.target.kind == TargetKind::kPerson) add(row.target.name, "", true);
      }
    }
  }
  for (const std::string& team : teams) {
    add("a member of " + team, team, false);
    if (!skills.empty()) add("a skilled member of " + team, team, true);
  }
  return roster;
}

}  // namespace signalbox
