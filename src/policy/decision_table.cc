#include "policy/decision_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "policy/findings.h"
#include "policy/folded_text.h"
#include "policy/table_ties.h"

namespace signalbox {

namespace {

constexpr uint32_t kNoRow = UINT32_MAX;

// Combinations that all rows of a table make together: each is a step of building it and of looking
// for ties, so this many are some seconds.
constexpr size_t kMaxTablePaths = 4'000'000;

size_t PathsOf(const TableRow& row) {
  size_t paths = 1;
  for (const auto& cell : row.cells) {
    paths = std::min(paths * std::min(cell.size(), kMaxRowPaths + 1), kMaxRowPaths + 1);
  }
  return paths;
}

// FNV-1a, seeded by the parent so that one hash serves all nodes.
uint32_t HashOf(uint32_t parent, CellKind kind, std::string_view text) {
  uint64_t hash =
      14695981039346656037ULL ^ (parent * 2654435761ULL) ^ (static_cast<uint64_t>(kind) << 40);
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

}  // namespace

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

void DecisionTable::InsertEdge(Edge edge) {
  if ((edge_count_ + 1) * 2 > edges_.size()) {
    std::vector<Edge> old = std::move(edges_);
    edges_.assign(std::max<size_t>(16, old.size() * 2), {});
    edge_count_ = 0;
    for (Edge& e : old) {
      if (e.child != 0) InsertEdge(std::move(e));
    }
  }
  size_t mask = edges_.size() - 1;
  size_t at = edge.hash & mask;
  while (edges_[at].child != 0) at = (at + 1) & mask;
  edges_[at] = std::move(edge);
  ++edge_count_;
}

// The branch of `parent` for one alternative, made when it is not there.
uint32_t DecisionTable::Child(uint32_t parent, const Alternative& alternative) {
  auto fresh = [this] {
    nodes_.emplace_back();
    return static_cast<uint32_t>(nodes_.size() - 1);
  };
  switch (alternative.kind) {
    case CellKind::kAny:
      if (nodes_[parent].any == 0) {
        uint32_t child = fresh();
        nodes_[parent].any = child;
      }
      return nodes_[parent].any;
    case CellKind::kBlank:
      if (nodes_[parent].blank == 0) {
        uint32_t child = fresh();
        nodes_[parent].blank = child;
      }
      return nodes_[parent].blank;
    case CellKind::kRange: {
      // Sorted while building, so that ten thousand ranges under one node stay cheap to add.
      auto before = [](const RangeBranch& a, const NumberRange& b) {
        return a.range.low != b.low ? a.range.low < b.low : a.range.high > b.high;
      };
      auto& ranges = nodes_[parent].ranges;
      auto it = std::lower_bound(ranges.begin(), ranges.end(), alternative.range, before);
      if (it != ranges.end() && it->range == alternative.range) return it->child;
      auto place = it - ranges.begin();
      uint32_t child = fresh();
      auto& again = nodes_[parent].ranges;
      again.insert(again.begin() + place, {alternative.range, 0, child});
      return child;
    }
    case CellKind::kExact:
    case CellKind::kPrefix:
    case CellKind::kRegion:
      break;
  }
  CellKind kind = alternative.kind;
  if (uint32_t child = edges_.empty() ? 0 : FindEdge(parent, kind, alternative.text)) {
    return child;
  }
  uint32_t child = fresh();
  InsertEdge({parent, child, HashOf(parent, kind, alternative.text), kind, alternative.text});
  if (kind == CellKind::kExact) nodes_[parent].has_exact = true;
  if (kind == CellKind::kRegion) nodes_[parent].has_region = true;
  if (kind != CellKind::kPrefix) return child;
  auto& lengths = nodes_[parent].prefix_lengths;
  auto length = static_cast<uint16_t>(alternative.text.size());
  auto it = std::lower_bound(lengths.begin(), lengths.end(), length, std::greater<>());
  if (it == lengths.end() || *it != length) lengths.insert(it, length);
  return child;
}

void DecisionTable::Insert(uint32_t row_number, uint32_t node, size_t column) {
  const TableRow& row = rows_[row_number];
  nodes_[node].least_order = std::min(nodes_[node].least_order, row.order);
  if (column == spec_.columns.size()) {
    nodes_[node].rows.push_back(row_number);
    return;
  }
  for (const Alternative& alternative : row.cells[column]) {
    Insert(row_number, Child(node, alternative), column + 1);
  }
}

namespace {

// `reach` of the implicit balanced tree whose root is the middle of the array.
template <typename Branch>
int64_t SetReach(Branch* begin, Branch* end) {
  if (begin == end) return INT64_MIN;
  Branch* middle = begin + (end - begin) / 2;
  middle->reach =
      std::max({middle->range.high, SetReach(begin, middle), SetReach(middle + 1, end)});
  return middle->reach;
}

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

void DecisionTable::Finish() {
  for (Node& node : nodes_) {
    SetReach(node.ranges.data(), node.ranges.data() + node.ranges.size());
    std::sort(node.rows.begin(), node.rows.end(), [this](uint32_t a, uint32_t b) {
      return std::tie(rows_[a].from_day, rows_[a].id, a) <
             std::tie(rows_[b].from_day, rows_[b].id, b);
    });
  }
  if (edges_.empty()) edges_.resize(16);
}

void DecisionTable::Build(std::vector<TableRow> rows, Findings* findings) {
  rows_ = std::move(rows);
  nodes_.emplace_back();  // the root; 0 as a child means none, and the root is nobody's child
  size_t all_paths = 0;
  for (const TableRow& row : rows_) all_paths += PathsOf(row);
  if (all_paths > kMaxTablePaths) {
    findings->Error(spec_.file, {},
                    fmt::format("the rows list more than {} combinations of values together; "
                                "split the table",
                                kMaxTablePaths));
    rows_.clear();
    return Finish();
  }
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (PathsOf(rows_[i]) > kMaxRowPaths || nodes_.size() > kMaxTableNodes) {
      findings->Error(
          spec_.file, {rows_[i].line, 1},
          fmt::format("row `{}` lists too many combinations of values; split it", rows_[i].id));
      continue;
    }
    Insert(static_cast<uint32_t>(i), 0, 0);
  }
  Finish();
  ReportTies(spec_, rows_, findings);
  for (TableRow& row : rows_) row.cells = {};
}

void DecisionTable::TakeRows(const Search& search, const Node& leaf, uint32_t* best) const {
  for (uint32_t number : leaf.rows) {
    const TableRow& row = rows_[number];
    if (row.from_day > search.day) break;
    if (row.to_day < search.day) continue;
    if (search.all != nullptr) search.all->push_back(number);
    if (*best == kNoRow || row.order < rows_[*best].order) *best = number;
  }
}

// Narrow ranges before wide ones. True when a row was found and no better one can exist.
bool DecisionTable::WalkRanges(const Search& search, const Node& node, size_t column,
                               uint32_t* best) const {
  // More ranges around one value than this are looked at in the order of the tree.
  std::array<const RangeBranch*, 32> hits{};
  size_t count = 0;
  const RangeBranch* begin = node.ranges.data();
  std::vector<const RangeBranch*> many;
  Stab(begin, begin + node.ranges.size(), search.keys[column].number,
       [&](const RangeBranch& branch) {
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
  const Node& node = nodes_[number];
  if (search.all == nullptr && *best != kNoRow && node.least_order >= rows_[*best].order) return;
  if (column == spec_.columns.size()) {
    TakeRows(search, node, best);
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
    for (uint16_t length : node.prefix_lengths) {
      if (length > key.text.size()) continue;
      uint32_t child =
          FindEdge(number, CellKind::kPrefix, std::string_view(key.text).substr(0, length));
      if (child != 0) Walk(search, child, column + 1, best);
      if (done()) return;
    }
    if (!node.ranges.empty() && WalkRanges(search, node, column, best)) return;
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
