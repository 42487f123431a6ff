#include "policy/decision_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "policy/folded_text.h"

namespace signalbox {

namespace {

constexpr uint32_t kNoRow = UINT32_MAX;

}  // namespace

// FNV-1a, seeded by the parent so that one hash serves all nodes.
uint32_t DecisionTable::HashOf(uint32_t parent, CellKind kind, std::string_view text) {
  uint64_t hash =
      14695981039346656037ULL ^ (parent * 2654435761ULL) ^ (static_cast<uint64_t>(kind) << 40);
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

// One column's value of the record that is looked up.
struct DecisionTable::Key {
  std::string text;  // folded, or a number's decimal text
  int64_t number = 0;
  uint32_t region = Hierarchy::kNone;
  bool present = false;
};

struct DecisionTable::Search {
  const Key* keys = nullptr;
  int32_t day = 0;
  std::vector<uint32_t>* all = nullptr;  // where every row that fits goes, when all are wanted
};

uint32_t DecisionTable::FindEdge(uint32_t parent, CellKind kind, std::string_view text) const {
  uint32_t hash = HashOf(parent, kind, text);
  size_t mask = edges_.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    const Edge& edge = edges_[at];
    if (edge.child == 0) return 0;
    if (edge.hash == hash && edge.parent == parent && edge.kind == kind && edge.text == text) {
      return edge.child;
    }
  }
}

namespace {

// Calls `take` for every range of the tree that holds `value`.
template <typename Branch, typename Take>
void Stab(const Branch* begin, const Branch* end, int64_t value, const Take& take) {
  while (begin != end) {
    const Branch* middle = begin + (end - begin) / 2;
    if (middle->reach < value) return;
    Stab(begin, middle, value, take);
    if (middle->range.low > value) return;
    if (middle->range.Contains(value)) take(*middle);
    begin = middle + 1;
  }
}

}  // namespace

// False when this row and those after it are not valid yet.
bool DecisionTable::TakeRow(const Search& search, uint32_t number, uint32_t* best) const {
  // Nothing of the row is read where nothing of it matters.
  if (!has_validity_ && *best == kNoRow && search.all == nullptr) {
    *best = number;
    return true;
  }
  const TableRow& row = rows_[number];
  if (row.from_day > search.day) return false;
  if (row.to_day < search.day) return true;
  if (search.all != nullptr) search.all->push_back(number);
  if (*best == kNoRow || row.order < rows_[*best].order) *best = number;
  return true;
}

// Narrow ranges before wide ones. True when a row was found and no better one can exist.
bool DecisionTable::WalkRanges(const Search& search, const Node& node, size_t column,
                               uint32_t* best) const {
  // More ranges around one value than this are looked at in the order of the tree.
  std::array<const RangeBranch*, 32> hits{};
  size_t count = 0;
  const RangeBranch* begin = ranges_.data() + node.ranges.begin;
  std::vector<const RangeBranch*> many;
  Stab(begin, begin + node.ranges.size, search.keys[column].number, [&](const RangeBranch& branch) {
    if (count < hits.size()) {
      hits[count++] = &branch;
    } else {
      many.push_back(&branch);
    }
  });
  auto narrower = [](const RangeBranch* a, const RangeBranch* b) {
    auto width = [](const NumberRange& range) {
      return static_cast<uint64_t>(range.high) - static_cast<uint64_t>(range.low);
    };
    uint64_t wa = width(a->range), wb = width(b->range);
    return wa != wb ? wa < wb : a->range.low < b->range.low;
  };
  auto walk = [&](auto first, auto last) {
    std::sort(first, last, narrower);
    for (auto it = first; it != last; ++it) {
      Walk(search, (*it)->child, column + 1, best);
      if (search.all == nullptr && FirstFoundDecides() && *best != kNoRow) return true;
    }
    return false;
  };
  if (many.empty()) return walk(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(count));
  many.insert(many.end(), hits.begin(), hits.end());
  return walk(many.begin(), many.end());
}

void DecisionTable::Walk(const Search& search, uint32_t number, size_t column,
                         uint32_t* best) const {
  if ((number & kRowBit) != 0) {
    TakeRow(search, number & ~kRowBit, best);
    return;
  }
  const Node& node = nodes_[number];
  if (search.all == nullptr && *best != kNoRow && node.least_order >= rows_[*best].order) return;
  if (column == spec_.columns.size()) {
    for (uint32_t i = 0; i < node.rows.size; ++i) {
      if (!TakeRow(search, leaf_rows_[node.rows.begin + i], best)) return;
    }
    return;
  }
  auto done = [&] { return search.all == nullptr && FirstFoundDecides() && *best != kNoRow; };
  const Key& key = search.keys[column];
  if (!key.present) {
    if (node.blank != 0) Walk(search, node.blank, column + 1, best);
  } else {
    if (node.has_exact) {
      if (uint32_t child = FindEdge(number, CellKind::kExact, key.text)) {
        Walk(search, child, column + 1, best);
      }
      if (done()) return;
    }
    for (uint32_t i = 0; i < node.prefixes.size; ++i) {
      const uint16_t length = prefix_lengths_[node.prefixes.begin + i];
      if (length > key.text.size()) continue;
      uint32_t child =
          FindEdge(number, CellKind::kPrefix, std::string_view(key.text).substr(0, length));
      if (child != 0) Walk(search, child, column + 1, best);
      if (done()) return;
    }
    if (node.ranges.size != 0 && WalkRanges(search, node, column, best)) return;
    if (node.has_region) {
      const Hierarchy& hierarchy = *spec_.columns[column].hierarchy;
      for (uint32_t at = key.region; at != Hierarchy::kNone; at = hierarchy.ParentOf(at)) {
        uint32_t child = FindEdge(number, CellKind::kRegion, hierarchy.NameOf(at));
        if (child != 0) Walk(search, child, column + 1, best);
        if (done()) return;
      }
    }
  }
  if (done()) return;
  if (node.any != 0) Walk(search, node.any, column + 1, best);
}

void DecisionTable::ReadKeys(const SlotValues& values, Key* keys) const {
  for (size_t i = 0; i < spec_.columns.size(); ++i) {
    Key& key = keys[i];
    const MatchColumn& column = spec_.columns[i];
    if (column.slot.type == SlotType::kText) {
      AppendFolded(values.Text(column.slot), &key.text);
      key.present = !key.text.empty();
      if (column.hierarchy != nullptr && column.part == 0 && key.present) {
        key.region = column.hierarchy->RegionOf(key.text);
      }
    } else if (std::optional<int64_t> value = values.Int(column.slot)) {
      key.present = true;
      key.number = *value;
      key.text = std::to_string(*value);
    }
  }
}

const TableRow* DecisionTable::Find(const SlotValues& values, int32_t day) const {
  if (nodes_.empty()) return nullptr;
  std::array<Key, kMaxMatchColumns> keys;
  ReadKeys(values, keys.data());
  uint32_t best = kNoRow;
  Walk({keys.data(), day}, 0, 0, &best);
  return best == kNoRow ? nullptr : &rows_[best];
}

std::vector<const TableRow*> DecisionTable::FindAll(const SlotValues& values, int32_t day) const {
  if (nodes_.empty()) return {};
  std::array<Key, kMaxMatchColumns> keys;
  ReadKeys(values, keys.data());
  uint32_t best = kNoRow;
  std::vector<uint32_t> numbers;
  Walk({keys.data(), day, &numbers}, 0, 0, &best);
  // By id where `order` says nothing, so that sorting the sheet changes nothing.
  std::sort(numbers.begin(), numbers.end(), [this](uint32_t a, uint32_t b) {
    return std::tie(rows_[a].order, rows_[a].id, a) < std::tie(rows_[b].order, rows_[b].id, b);
  });
  std::vector<const TableRow*> found;
  for (uint32_t number : numbers) {
    // Two alternatives of one row may fit one record.
    if (found.empty() || found.back()->line != rows_[number].line) {
      found.push_back(&rows_[number]);
    }
  }
  return found;
}

std::string Target::Text() const {
  std::string_view word = kind == TargetKind::kPool     ? "pool"
                          : kind == TargetKind::kPerson ? "person"
                                                        : "queue";
  return fmt::format("{}:{}", word, name);
}

std::optional<Target> ParseTarget(std::string_view cell) {
  size_t colon = cell.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view kind = cell.substr(0, colon), name = TrimSpaces(cell.substr(colon + 1));
  if (name.empty()) return std::nullopt;
  if (kind == "pool") return Target{TargetKind::kPool, std::string(name)};
  if (kind == "person") return Target{TargetKind::kPerson, std::string(name)};
  if (kind == "queue") return Target{TargetKind::kQueue, std::string(name)};
  return std::nullopt;
}

}  // namespace signalbox
