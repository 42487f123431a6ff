#include "policy/why_not_search.h"

#include <algorithm>

#include "policy/folded_text.h"

namespace signalbox {
namespace {

// Rows that lead to one owner: an owner of more has so many ways that the smallest is among these.
constexpr size_t kMaxRowGoals = 2'000;
// Values that are tried of one attribute at one place.
constexpr size_t kMaxValues = 40;

// People write countries in capitals; tables compare them folded.
std::string AsWritten(std::string_view attribute, std::string text) {
  if (attribute != "lead.country" || text.size() != 2) return text;
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return text;
}

bool CellFits(const Alternative& alternative, const Slot& slot, const SlotValues& values) {
  if (alternative.kind == CellKind::kAny) return true;
  if (slot.type == SlotType::kText) {
    const std::string text = Folded(values.Text(slot));
    if (text.empty()) return alternative.kind == CellKind::kBlank;
    return (alternative.kind == CellKind::kExact && text == alternative.text) ||
           (alternative.kind == CellKind::kPrefix && text.starts_with(alternative.text));
  }
  const std::optional<int64_t> number = values.Int(slot);
  if (!number.has_value()) return alternative.kind == CellKind::kBlank;
  return (alternative.kind == CellKind::kExact && std::to_string(*number) == alternative.text) ||
         (alternative.kind == CellKind::kRange && alternative.range.Contains(*number));
}

// The value nearest to what the record has.
std::string Nearest(const NumberRange& range, std::optional<int64_t> now) {
  if (range.low == INT64_MIN) return std::to_string(range.high);
  if (range.high == INT64_MAX || !now.has_value() || *now < range.low)
    return std::to_string(range.low);
  return std::to_string(range.high);
}

}  // namespace

WhyNotSearch::WhyNotSearch(const Policy& policy, const DecideInput& input, std::string_view wanted,
                           bool is_person, TurnsAhead* ahead, DecisionCount* count)
    : policy_(policy),
      input_(input),
      wanted_(wanted),
      is_person_(is_person),
      ahead_(ahead),
      count_(count) {
  for (const Guard& guard : policy_.guards) AddConditionsOf(guard.name, &all_values_);
  for (const Rule& rule : policy_.rules) AddConditionsOf(rule.name, &all_values_);
}

bool WhyNotSearch::HasWanted(const std::string& pool) const {
  const auto spec = policy_.pools.find(pool);
  if (!is_person_ || spec == policy_.pools.end()) return false;
  std::vector<Candidate> candidates;
  ListCandidates(spec->second, input_.roster, input_.now, &candidates);
  return std::any_of(candidates.begin(), candidates.end(),
                     [&](const Candidate& one) { return one.person->id == wanted_; });
}

bool WhyNotSearch::IsWanted(const Target& target) const {
  switch (target.kind) {
    case TargetKind::kPerson:
      return is_person_ && target.name == wanted_;
    case TargetKind::kQueue:
      return !is_person_ && target.name == wanted_;
    case TargetKind::kPool:
      return HasWanted(target.name);
  }
  return false;
}

bool WhyNotSearch::LeadsToWanted(const Effect& effect) const {
  switch (effect.kind) {
    case Effect::Kind::kPerson:
      return is_person_ && effect.name == wanted_;
    case Effect::Kind::kPool:
      return HasWanted(effect.name);
    case Effect::Kind::kOwnerOf:
      return is_person_;
    case Effect::Kind::kEscalate:
      return !is_person_;
    case Effect::Kind::kQueue:
    case Effect::Kind::kHold:
      return !is_person_ && effect.name == wanted_;
    default:
      return false;
  }
}

void WhyNotSearch::FindGoals() {
  for (const Guard& guard : policy_.guards) {
    if (guard.require && LeadsToWanted(guard.otherwise))
      goals_.push_back({nullptr, guard.name, nullptr, {}});
  }
  for (const Rule& rule : policy_.rules) {
    if (rule.effect.kind == Effect::Kind::kTable)
      AddRowGoals(rule);
    else
      AddRuleGoals(rule);
  }
  if (LeadsToWanted(policy_.nothing_matched))
    goals_.push_back({nullptr, "nothing_matched", nullptr, {}});
}

void WhyNotSearch::AddRuleGoals(const Rule& rule) {
  if (!LeadsToWanted(rule.effect)) return;
  Goal goal{&rule, rule.name, rule.when ? &*rule.when : nullptr, {}};
  if (rule.effect.kind == Effect::Kind::kOwnerOf) {
    const std::string attribute(SpecOf(rule.effect.source.owner).name);
    if (input_.record.Text(rule.effect.source.owner) != wanted_) goal.needed[attribute] = wanted_;
  }
  goals_.push_back(std::move(goal));
}

void WhyNotSearch::AddRowGoals(const Rule& rule) {
  size_t rows = 0;
  const DecisionTable& table = *rule.effect.table;
  table.VisitPaths([&](const TableRow& row, const std::vector<Alternative>& cells) {
    if (!IsWanted(row.target)) return true;
    Goal goal{&rule, rule.name, rule.when ? &*rule.when : nullptr, {}};
    if (NeedsOf(table, cells, &goal.needed) && goal.needed.size() <= kMaxWhyNotChanges) {
      goals_.push_back(std::move(goal));
      ++rows;
    }
    return rows < kMaxRowGoals;
  });
}

bool WhyNotSearch::NeedsOf(const DecisionTable& table, const std::vector<Alternative>& cells,
                           Changes* needed) const {
  const SlotValues values(policy_.slots, input_.record);
  for (size_t i = 0; i < cells.size(); ++i) {
    const MatchColumn& column = table.spec().columns[i];
    const Alternative& cell = cells[i];
    // A part of a path of places, and a region, stand for several values: what they fit is left to
    // the decision, and tried by their names.
    if (column.part == 0 && CellFits(cell, column.slot, values)) continue;
    std::string value;
    switch (cell.kind) {
      case CellKind::kAny:
      case CellKind::kBlank:
        break;
      case CellKind::kRange:
        value = Nearest(cell.range, values.Int(column.slot));
        break;
      case CellKind::kRegion: {
        if (column.hierarchy == nullptr) return false;
        const auto& members = column.hierarchy->members();
        const uint32_t region = column.hierarchy->FindRegion(cell.text);
        const auto member = std::find_if(members.begin(), members.end(), [&](const auto& one) {
          return column.hierarchy->Contains(region, one.second);
        });
        if (member == members.end()) return false;
        if (column.hierarchy->RegionOf(Folded(values.Text(column.slot))) != Hierarchy::kNone &&
            column.hierarchy->Contains(
                region, column.hierarchy->RegionOf(Folded(values.Text(column.slot)))))
          continue;
        value = AsWritten(column.attribute, member->first);
        break;
      }
      default:
        value = AsWritten(column.attribute, cell.text);
    }
    if (cell.kind == CellKind::kAny) continue;
    const auto [at, fresh] = needed->try_emplace(column.attribute, value);
    if (!fresh && at->second != value) return false;
  }
  return true;
}

void WhyNotSearch::AddConditionsOf(std::string_view name, AttributeValues* out) const {
  for (const Guard& guard : policy_.guards) {
    if (guard.name != name) continue;
    for (const auto* condition : {&guard.when, &guard.require, &guard.forbid}) {
      if (*condition) CollectValues(**condition, policy_.slots, out);
    }
  }
  for (const Rule& rule : policy_.rules) {
    if (rule.name != name) continue;
    if (rule.when) CollectValues(*rule.when, policy_.slots, out);
    if (rule.effect.kind == Effect::Kind::kTable) AddColumnsOf(*rule.effect.table, out);
    if (rule.effect.kind == Effect::Kind::kOwnerOf)
      (*out)[std::string(SpecOf(rule.effect.source.owner).name)];
  }
}

void WhyNotSearch::AddColumnsOf(const DecisionTable& table, AttributeValues* out) const {
  for (const MatchColumn& column : table.spec().columns) (*out)[column.attribute];
}

Attributes WhyNotSearch::With(const Changes& changes) const {
  Attributes record = input_.record;
  for (const auto& [attribute, value] : changes) {
    const Slot slot = *policy_.slots.Find(attribute);
    if (policy_.slots.IsExtra(slot.number)) {
      record.SetExtra(policy_.slots.ExtraName(slot.number), value);
      continue;
    }
    const auto field = static_cast<Field>(slot.number);
    if (value.empty())
      record.Remove(field);
    else if (slot.type == SlotType::kInt)
      record.SetInt(field, ParseWholeNumber(value).value_or(0));
    else if (slot.type == SlotType::kBool)
      record.SetBool(field, value == "true");
    else
      record.SetText(field, value);
  }
  return record;
}

std::string WhyNotSearch::TextOf(const Attributes& record, const std::string& attribute) const {
  const Slot slot = *policy_.slots.Find(attribute);
  const SlotValues values(policy_.slots, record);
  if (!values.Has(slot)) return {};
  if (slot.type == SlotType::kText) return std::string(values.Text(slot));
  const int64_t number = values.Int(slot).value_or(0);
  if (slot.type == SlotType::kBool) return number != 0 ? "true" : "false";
  return std::to_string(number);
}

AttributeValues WhyNotSearch::Blockers(const Goal& goal, const Attributes& record,
                                       const Decision& decision) const {
  AttributeValues blockers;
  const SlotValues values(policy_.slots, record);
  const bool holds = goal.holds == nullptr || goal.holds->Evaluate(values, nullptr) == Truth::kTrue;
  if (!holds) {
    CollectValues(*goal.holds, policy_.slots, &blockers);
    return blockers;
  }
  AddConditionsOf(decision.rule, &blockers);
  // A guard that has to fail, and members whom one forbids.
  if (goal.rule == nullptr) AddConditionsOf(goal.name, &blockers);
  for (const Considered& one : decision.considered) {
    if (one.owner == wanted_ && !one.by.empty()) AddConditionsOf(one.by, &blockers);
  }
  return blockers;
}

void WhyNotSearch::Search(const Goal& goal, const Changes& changes, size_t depth) {
  if (count_->Spent() || exact_.size() >= kMaxWhyNotWays) return;
  // The same changes, reached in another order or for another row.
  if (!tried_.insert(changes).second && !(changes.empty() || changes == goal.needed)) return;
  const Attributes record = With(changes);
  const Decision decision = Decide(policy_, Otherwise(input_, record, input_.roster, input_.pools));
  ++count_->made;
  if (depth == size_) {
    if (changes.empty()) return;
    if (GoesTo(decision, wanted_, is_person_))
      Found(changes, decision);
    else
      FoundByTime(changes, record, decision);
    return;
  }
  // Fewer changes were enough; they were found before.
  if (GoesTo(decision, wanted_, is_person_)) return;
  for (const auto& [attribute, values] : Blockers(goal, record, decision)) {
    if (changes.contains(attribute)) continue;
    const std::string now = TextOf(input_.record, attribute);
    std::set<std::string> options = values;
    if (const auto more = all_values_.find(attribute); more != all_values_.end())
      options.insert(more->second.begin(), more->second.end());
    options.insert("");
    size_t tried = 0;
    for (const std::string& value : options) {
      if (EqualsFolded(now, Folded(value)) || tried++ >= kMaxValues) continue;
      Changes next = changes;
      next[attribute] = AsWritten(attribute, value);
      Search(goal, next, depth + 1);
    }
  }
}

std::vector<WhyNotChange> WhyNotSearch::Told(const Changes& changes) const {
  std::vector<WhyNotChange> told;
  for (const auto& [attribute, value] : changes)
    told.push_back({attribute, TextOf(input_.record, attribute), value});
  return told;
}

void WhyNotSearch::Found(const Changes& changes, const Decision& decision) {
  WhyNotWay way{Told(changes), {}, 0, decision.rule, decision.row, decision.pool};
  if (std::find(exact_.begin(), exact_.end(), way) == exact_.end())
    exact_.push_back(std::move(way));
}

// It would come to the pool of `wanted`, and to somebody else of it.
void WhyNotSearch::FoundByTime(const Changes& changes, const Attributes& record,
                               const Decision& decision) {
  if (by_time_.size() >= kMaxWhyNotWays || !is_person_) return;
  std::optional<WhyNotWay> way = ahead_->Find(record, decision);
  if (!way.has_value()) return;
  way->changes = Told(changes);
  if (std::find(by_time_.begin(), by_time_.end(), *way) == by_time_.end())
    by_time_.push_back(std::move(*way));
}

void WhyNotSearch::Run(WhyNot* answer) {
  FindGoals();
  answer->reachable = !goals_.empty();
  std::stable_sort(goals_.begin(), goals_.end(),
                   [](const Goal& a, const Goal& b) { return a.needed.size() < b.needed.size(); });
  for (size_ = 1; size_ <= kMaxWhyNotChanges && exact_.empty(); ++size_) {
    tried_.clear();
    for (const Goal& goal : goals_) {
      if (goal.needed.size() <= size_) Search(goal, goal.needed, goal.needed.size());
    }
  }
  answer->looked_at_all = !count_->Spent();
  answer->ways.insert(answer->ways.end(), exact_.begin(), exact_.end());
  // The turn or the hours alone are told already, and are smaller.
  if (answer->ways.empty()) answer->ways = by_time_;
}

}  // namespace signalbox
