// Hierarchies, decision tables and what policy.yaml says of them.
#include <fmt/format.h>

#include <algorithm>

#include "policy/bundle_compiler.h"
#include "policy/folded_text.h"
#include "policy/table_rows.h"

namespace signalbox {

namespace {

struct HitName {
  std::string_view name;
  HitPolicy hit;
};
constexpr HitName kHits[] = {
    {"priority", HitPolicy::kPriority},    {"first", HitPolicy::kFirst},
    {"unique", HitPolicy::kUnique},        {"any", HitPolicy::kAny},
    {"collect", HitPolicy::kCollect},      {"rule order", HitPolicy::kRuleOrder},
    {"rule_order", HitPolicy::kRuleOrder},
};

}  // namespace

void BundleCompiler::Hierarchies(const YamlNode& node) {
  if (!IsMap(node, "`hierarchies`")) return;
  for (size_t i = 0; i < node.keys.size(); ++i) {
    auto hierarchy = std::make_shared<Hierarchy>(node.keys[i].text);
    Regions(node.items[i], Hierarchy::kNone, hierarchy.get());
    policy_->hierarchies.emplace(node.keys[i].text, std::move(hierarchy));
  }
}

// A map names regions; a list holds values, and maps of regions among them.
void BundleCompiler::Regions(const YamlNode& node, uint32_t parent, Hierarchy* hierarchy) {
  if (node.is_map()) {
    for (size_t i = 0; i < node.keys.size(); ++i) {
      Result<uint32_t> region = hierarchy->AddRegion(node.keys[i].text, parent);
      if (region.ok()) {
        Regions(node.items[i], *region, hierarchy);
      } else {
        Error(node.keys[i], region.error().message);
      }
    }
    return;
  }
  if (!node.is_list() || parent == Hierarchy::kNone) {
    Error(node,
          "a region holds a list of values or a map of regions: `emea: {dach: [DE, AT, CH]}`");
    return;
  }
  for (const YamlNode& item : node.items) {
    if (!item.is_text()) {
      Regions(item, parent, hierarchy);
    } else if (Status added = hierarchy->AddMember(item.text, parent); !added.ok()) {
      Error(item, added.error().message);
    }
  }
}

void BundleCompiler::Tables(const YamlNode& node) {
  if (!IsMap(node, "`tables`")) return;
  for (size_t i = 0; i < node.keys.size(); ++i) Table(node.keys[i], node.items[i]);
}

bool BundleCompiler::HitOf(const YamlNode& spec, TableSpec* table) {
  bool good = true;
  if (const YamlNode* hit = spec.Find("hit")) {
    const auto* found = std::find_if(std::begin(kHits), std::end(kHits),
                                     [&](const HitName& one) { return one.name == hit->text; });
    if (found != std::end(kHits)) {
      table->hit = found->hit;
    } else {
      std::vector<std::string> names;
      for (const HitName& one : kHits) names.emplace_back(one.name);
      names.pop_back();
      Error(*hit, fmt::format("unknown hit policy `{}`{}; there are `{}`", hit->text,
                              DidYouMean(hit->text, names), fmt::join(names, "`, `")));
      good = false;
    }
  }
  if (const YamlNode* prefer = spec.Find("prefer")) good = PreferOf(*prefer, table) && good;
  const YamlNode* pool = spec.Find("pool");
  if (!good) return false;
  if (table->hit != HitPolicy::kCollect) {
    if (pool != nullptr) {
      Error(*pool, "`pool` belongs to `hit: collect`; a row gives its pool as `pool:NAME`");
    }
    return pool == nullptr;
  }
  table->pool = RequiredText(spec, "pool", "`hit: collect`, to choose one among many,");
  if (table->pool.empty()) return false;
  if (policy_->pools.contains(table->pool)) return true;
  std::vector<std::string> names;
  for (const auto& [id, value] : policy_->pools) names.push_back(id);
  Error(*pool, fmt::format("there is no pool `{}`{}", table->pool, DidYouMean(table->pool, names)));
  return false;
}

// `most_specific`, or the targets of the table, most preferred first.
bool BundleCompiler::PreferOf(const YamlNode& prefer, TableSpec* table) {
  if (table->hit != HitPolicy::kPriority) {
    Error(prefer, "`prefer` belongs to `hit: priority`");
    return false;
  }
  if (prefer.text == "most_specific") return true;
  if (!prefer.is_list() || prefer.items.empty()) {
    Error(prefer,
          "`prefer` is `most_specific` or a list of the table's targets, most preferred first: "
          "`[queue:partner-desk, pool:dach-south]`");
    return false;
  }
  for (const YamlNode& item : prefer.items) {
    auto target = ParseTarget(item.text);
    if (!target) {
      Error(item, fmt::format("`{}` is no target; write `pool:NAME`, `person:ID` or `queue:NAME`",
                              item.text));
      return false;
    }
    table->preferred.push_back(*std::move(target));
  }
  table->hit = HitPolicy::kPreferred;
  return true;
}

// The text attributes of one column of places, in the order of its path.
bool BundleCompiler::PlacesOf(const YamlNode& key, const YamlNode& value, TableSpec* table) {
  CheckKeys(value, "a column of places", {"hierarchy", "of"}, {}, kPolicyFile, findings_);
  std::string name = RequiredText(value, "hierarchy", "a column of places");
  const YamlNode* of = value.Find("of");
  if (name.empty() || of == nullptr) {
    if (of == nullptr) {
      Error(value, "a column of places needs `of`: `{hierarchy: geography, of: lead.country}`");
    }
    return false;
  }
  auto hierarchy = policy_->hierarchies.find(name);
  if (hierarchy == policy_->hierarchies.end()) {
    std::vector<std::string> names;
    for (const auto& [id, one] : policy_->hierarchies) names.push_back(id);
    Error(*value.Find("hierarchy"),
          fmt::format("there is no hierarchy `{}`{}", name, DidYouMean(name, names)));
    return false;
  }
  std::vector<const YamlNode*> attributes;
  if (of->is_text()) attributes.push_back(of);
  if (of->is_list()) {
    for (const YamlNode& item : of->items) attributes.push_back(&item);
  }
  if (attributes.empty()) {
    Error(*of,
          "`of` is an attribute or a list of them, outermost first: `of: [lead.country, "
          "lead.state]`");
    return false;
  }
  for (size_t part = 0; part < attributes.size(); ++part) {
    std::optional<Slot> slot = ColumnSlot(*attributes[part]);
    if (!slot) return false;
    if (slot->type != SlotType::kText) {
      Error(*attributes[part],
            fmt::format("`{}` is no text; places are texts", attributes[part]->text));
      return false;
    }
    table->columns.push_back({key.text, attributes[part]->text, *slot, hierarchy->second, part});
  }
  return true;
}

std::optional<Slot> BundleCompiler::ColumnSlot(const YamlNode& attribute) {
  std::optional<Slot> slot = policy_->slots.Find(attribute.text);
  if (slot && !policy_->slots.IsPerson(slot->number)) return slot;
  Error(attribute, UnknownAttributeMessage(attribute.text, policy_->slots, false));
  return std::nullopt;
}

bool BundleCompiler::MatchOf(const YamlNode& spec, const YamlNode& key, TableSpec* table) {
  const YamlNode* match = spec.Find("match");
  if (match == nullptr || !match->is_map() || match->keys.empty()) {
    Error(key, "a table needs `match`: `match: {country: lead.country}`, most important first");
    return false;
  }
  for (size_t i = 0; i < match->keys.size(); ++i) {
    const YamlNode& column = match->keys[i];
    const YamlNode& value = match->items[i];
    if (value.is_map()) {
      if (!PlacesOf(column, value, table)) return false;
      continue;
    }
    std::optional<Slot> slot = ColumnSlot(value);
    if (!slot) return false;
    table->columns.push_back({column.text, value.text, *slot, nullptr, 0});
  }
  if (table->columns.size() <= kMaxMatchColumns) return true;
  Error(*match, fmt::format("more than {} columns to match", kMaxMatchColumns));
  return false;
}

void BundleCompiler::Table(const YamlNode& key, const YamlNode& node) {
  if (!IsMap(node, "a table")) return;
  CheckKeys(node, "a table", {"file", "match", "gives", "hit", "prefer", "pool"}, {"default"},
            kPolicyFile, findings_);
  TableSpec spec{.id = key.text, .file = RequiredText(node, "file", "a table"), .at = key.at};
  bool good = HitOf(node, &spec);
  good = MatchOf(node, key, &spec) && good;
  const YamlNode* gives = node.Find("gives");
  if (gives == nullptr || !gives->is_map() || gives->keys.size() != 1) {
    Error(gives != nullptr ? *gives : key, "a table gives one target: `gives: {to: target}`");
    good = false;
  } else if (gives->items[0].text != "target") {
    Error(gives->items[0],
          fmt::format("not supported yet: {}; a table gives a `target`", gives->items[0].text));
    good = false;
  } else {
    spec.target_column = gives->keys[0].text;
  }
  auto content = files_.find(spec.file);
  if (content == files_.end() && !spec.file.empty()) {
    Error(*node.Find("file"), fmt::format("the bundle has no file `{}`", spec.file));
  }
  // Rules may name it even when something of it is wrong: one mistake, one message.
  auto& table = policy_->tables[key.text];
  table = std::make_unique<DecisionTable>(std::move(spec));
  if (!good || content == files_.end()) return;
  std::vector<TableRow> rows = ReadTableRows(table->spec(), content->second, *policy_, findings_);
  for (const TableRow& row : rows) {
    if (row.from_day != kFirstDay || row.to_day != kLastDay) policy_->has_validity = true;
  }
  table->Build(std::move(rows), findings_);
}

}  // namespace signalbox
