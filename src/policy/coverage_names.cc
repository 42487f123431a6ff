#include "policy/coverage_names.h"

#include <algorithm>
#include <array>
#include <map>

#include "policy/condition_values.h"
#include "policy/folded_text.h"

namespace signalbox {
namespace {

// Fields that stand in the sealed part, because together they tell who somebody is, and that hold
// one of a few words each.
constexpr std::array kCategories = {Field::kSource, Field::kIndustry, Field::kCountry,
                                    Field::kState, Field::kSegment};

// Longer than the longest name of an industry, shorter than a message.
constexpr size_t kMaxShownBytes = 40;
constexpr int kMaxShownDigits = 4;

constexpr size_t kManyRanges = 10'000;

// The numbers of all ranges, as ranges that are apart.
std::vector<NumberRange> Joined(std::vector<NumberRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const NumberRange& a, const NumberRange& b) { return a.low < b.low; });
  std::vector<NumberRange> joined;
  for (const NumberRange& range : ranges) {
    if (!joined.empty() && range.low <= joined.back().high)
      joined.back().high = std::max(joined.back().high, range.high);
    else
      joined.push_back(range);
  }
  return joined;
}

class NameCollector {
 public:
  explicit NameCollector(const Policy& policy) : policy_(policy) {
    for (const Guard& guard : policy.guards) {
      for (const auto* condition : {&guard.when, &guard.require, &guard.forbid}) Take(*condition);
    }
    for (const Rule& rule : policy.rules) Take(rule.when);
    for (const auto& [name, node] : policy.escalations) Take(node.when);
    for (const auto& [id, table] : policy.tables) TakeTable(*table);
    for (const ExpectedValues& expected : policy.expected) {
      if (NamedValues* named = Of(expected.name); named != nullptr) named->expected = &expected;
    }
  }

  std::vector<NamedValues> Give() {
    std::vector<NamedValues> all;
    for (auto& [attribute, named] : by_attribute_) {
      named.ranges = Joined(std::move(named.ranges));
      all.push_back(std::move(named));
    }
    return all;
  }

 private:
  NamedValues* Of(const std::string& attribute) {
    const std::optional<Slot> slot = policy_.slots.Find(attribute);
    if (!slot.has_value() || policy_.slots.IsPerson(slot->number)) return nullptr;
    const auto [at, fresh] = by_attribute_.try_emplace(attribute);
    if (fresh) {
      at->second.attribute = attribute;
      at->second.slot = *slot;
      at->second.categorical = IsCategorical(attribute, *slot);
    }
    return &at->second;
  }

  bool IsCategorical(const std::string& attribute, Slot slot) const {
    if (slot.type == SlotType::kBool) return true;
    if (policy_.slots.IsExtra(slot.number)) {
      return std::any_of(policy_.expected.begin(), policy_.expected.end(),
                         [&](const ExpectedValues& one) { return one.name == attribute; });
    }
    const auto field = static_cast<Field>(slot.number);
    return SpecOf(field).data_class == DataClass::kCode ||
           std::find(kCategories.begin(), kCategories.end(), field) != kCategories.end();
  }

  void Take(const std::optional<Condition>& condition) {
    if (!condition) return;
    if (condition->program() == nullptr) return TakeTests(condition->tests());
    AttributeValues values;
    CollectValues(*condition, policy_.slots, &values);
    for (const auto& [attribute, constants] : values) {
      NamedValues* named = Of(attribute);
      // A comparison of numbers names all of them.
      if (named == nullptr || named->slot.type != SlotType::kText) continue;
      for (const std::string& constant : constants) {
        if (constant.empty()) continue;
        named->by_value = true;
        named->parts.push_back(Folded(constant));
      }
    }
  }

  void TakeTests(const std::vector<Condition::Test>& tests) {
    for (const Condition::Test& test : tests) {
      for (const auto& group : test.groups) TakeTests(group);
      if (test.kind == Condition::Test::Kind::kAnyGroup) continue;
      NamedValues* named = Of(policy_.slots.NameOf(test.slot.number));
      if (named == nullptr || test.kind == Condition::Test::Kind::kKnown) continue;
      // What is excluded is named too, but asks nothing of the others.
      named->by_value = named->by_value || !test.negated;
      for (const std::string& text : test.texts) {
        if (test.kind == Condition::Test::Kind::kStarts)
          AddPrefix(text, named);
        else
          named->exact.insert(text);
      }
      named->ranges.insert(named->ranges.end(), test.ranges.begin(), test.ranges.end());
    }
  }

  void TakeTable(const DecisionTable& table) {
    for (const MatchColumn& column : table.spec().columns) {
      if (NamedValues* named = Of(column.attribute); named != nullptr)
        named->by_value = named->by_row = true;
    }
    table.VisitPaths([&](const TableRow&, const std::vector<Alternative>& cells) {
      for (size_t i = 0; i < cells.size(); ++i) {
        const MatchColumn& column = table.spec().columns[i];
        NamedValues* named = Of(column.attribute);
        if (named == nullptr) continue;
        AddCell(cells[i], column.hierarchy.get(), named);
      }
      return true;
    });
  }

  static void AddPrefix(const std::string& text, NamedValues* named) {
    named->prefixes.insert(text);
    named->prefix_bytes.insert(text.size());
  }

  static void AddCell(const Alternative& cell, const Hierarchy* hierarchy, NamedValues* named) {
    switch (cell.kind) {
      case CellKind::kExact:
        named->exact.insert(cell.text);
        return;
      case CellKind::kPrefix:
        return AddPrefix(cell.text, named);
      case CellKind::kRange:
        named->ranges.push_back(cell.range);
        // The same ranges stand in thousands of rows.
        if (named->ranges.size() > kManyRanges) named->ranges = Joined(std::move(named->ranges));
        return;
      case CellKind::kRegion:
        if (hierarchy != nullptr)
          named->regions.emplace(hierarchy, hierarchy->FindRegion(cell.text));
        return;
      case CellKind::kAny:
      case CellKind::kBlank:
        return;
    }
  }

  const Policy& policy_;
  std::map<std::string, NamedValues> by_attribute_;
};

}  // namespace

bool NamedValues::Names(std::string_view text, int64_t number) const {
  if (exact.contains(text)) return true;
  for (const size_t bytes : prefix_bytes) {
    if (bytes > text.size()) break;
    if (prefixes.contains(text.substr(0, bytes))) return true;
  }
  const auto above =
      std::upper_bound(ranges.begin(), ranges.end(), number,
                       [](int64_t value, const NumberRange& range) { return value < range.low; });
  if (slot.type != SlotType::kText && above != ranges.begin() && std::prev(above)->Contains(number))
    return true;
  for (const auto& [hierarchy, region] : regions) {
    const uint32_t own = hierarchy->RegionOf(text);
    if (own != Hierarchy::kNone && hierarchy->Contains(region, own)) return true;
  }
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return text.find(part) != std::string_view::npos;
  });
}

std::vector<NamedValues> NamedValuesOf(const Policy& policy) {
  return NameCollector(policy).Give();
}

bool MayBeShown(std::string_view value) {
  if (value.size() > kMaxShownBytes || value.find('@') != std::string_view::npos) return false;
  return std::count_if(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; }) <=
         kMaxShownDigits;
}

}  // namespace signalbox
