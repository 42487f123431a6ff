// DecisionTable::Build: rows grow into a tree of nodes that are easy to add to, which is then laid
// down in the arrays that lookups read.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "policy/decision_table.h"
#include "policy/findings.h"
#include "policy/table_ties.h"

namespace signalbox {

namespace {

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

// `reach` of the implicit balanced tree whose root is the middle of the array.
template <typename Branch>
int64_t SetReach(Branch* begin, Branch* end) {
  if (begin == end) return INT64_MIN;
  Branch* middle = begin + (end - begin) / 2;
  middle->reach =
      std::max({middle->range.high, SetReach(begin, middle), SetReach(middle + 1, end)});
  return middle->reach;
}

}  // namespace

class DecisionTable::Growth {
 public:
  explicit Growth(DecisionTable* table) : table_(*table), nodes_(1) {}

  size_t size() const { return nodes_.size(); }
  void Insert(uint32_t row_number, uint32_t node, size_t column);
  // Once, after the last row.
  void LayDown();

 private:
  struct Bud {
    uint32_t any = 0;  // child, 0 for none: the root is nobody's child
    uint32_t blank = 0;
    bool has_exact = false;
    bool has_region = false;
    std::vector<uint16_t> prefix_lengths;
    std::vector<RangeBranch> ranges;
    std::vector<uint32_t> rows;
    int64_t least_order = INT64_MAX;
  };

  uint32_t Fresh() {
    nodes_.emplace_back();
    return static_cast<uint32_t>(nodes_.size() - 1);
  }
  uint32_t Child(uint32_t parent, const Alternative& alternative);
  uint32_t RangeChild(uint32_t parent, const NumberRange& range);
  uint32_t TextChild(uint32_t parent, CellKind kind, const std::string& text);
  void InsertEdge(Edge edge);
  void LayDownNode(Bud* bud, const std::vector<uint32_t>& places, Node* node);

  DecisionTable& table_;
  std::vector<Bud> nodes_;
  size_t edge_count_ = 0;
};

void DecisionTable::Growth::InsertEdge(Edge edge) {
  std::vector<Edge>& edges = table_.edges_;
  if ((edge_count_ + 1) * 2 > edges.size()) {
    std::vector<Edge> old = std::move(edges);
    edges.assign(std::max<size_t>(16, old.size() * 2), {});
    edge_count_ = 0;
    for (Edge& e : old) {
      if (e.child != 0) InsertEdge(std::move(e));
    }
  }
  const size_t mask = edges.size() - 1;
  size_t at = edge.hash & mask;
  while (edges[at].child != 0) at = (at + 1) & mask;
  edges[at] = std::move(edge);
  ++edge_count_;
}

uint32_t DecisionTable::Growth::RangeChild(uint32_t parent, const NumberRange& range) {
  // Sorted while building, so that ten thousand ranges under one node stay cheap to add.
  const auto before = [](const RangeBranch& a, const NumberRange& b) {
    return a.range.low != b.low ? a.range.low < b.low : a.range.high > b.high;
  };
  const auto& ranges = nodes_[parent].ranges;
  const auto it = std::lower_bound(ranges.begin(), ranges.end(), range, before);
  if (it != ranges.end() && it->range == range) return it->child;
  const auto place = it - ranges.begin();
  const uint32_t child = Fresh();
  auto& again = nodes_[parent].ranges;
  again.insert(again.begin() + place, {range, 0, child});
  return child;
}

uint32_t DecisionTable::Growth::TextChild(uint32_t parent, CellKind kind, const std::string& text) {
  if (!table_.edges_.empty()) {
    if (const uint32_t child = table_.FindEdge(parent, kind, text); child != 0) return child;
  }
  const uint32_t child = Fresh();
  InsertEdge({parent, child, HashOf(parent, kind, text), kind, text});
  Bud& bud = nodes_[parent];
  if (kind == CellKind::kExact) bud.has_exact = true;
  if (kind == CellKind::kRegion) bud.has_region = true;
  if (kind != CellKind::kPrefix) return child;
  const auto length = static_cast<uint16_t>(text.size());
  const auto it = std::lower_bound(bud.prefix_lengths.begin(), bud.prefix_lengths.end(), length,
                                   std::greater<>());
  if (it == bud.prefix_lengths.end() || *it != length) bud.prefix_lengths.insert(it, length);
  return child;
}

// The branch of `parent` for one alternative, made when it is not there.
uint32_t DecisionTable::Growth::Child(uint32_t parent, const Alternative& alternative) {
  const auto made = [this, parent](uint32_t Bud::*branch) {
    if (nodes_[parent].*branch == 0) {
      const uint32_t child = Fresh();
      nodes_[parent].*branch = child;
    }
    return nodes_[parent].*branch;
  };
  switch (alternative.kind) {
    case CellKind::kAny:
      return made(&Bud::any);
    case CellKind::kBlank:
      return made(&Bud::blank);
    case CellKind::kRange:
      return RangeChild(parent, alternative.range);
    case CellKind::kExact:
    case CellKind::kPrefix:
    case CellKind::kRegion:
      break;
  }
  return TextChild(parent, alternative.kind, alternative.text);
}

void DecisionTable::Growth::Insert(uint32_t row_number, uint32_t node, size_t column) {
  const TableRow& row = table_.rows_[row_number];
  nodes_[node].least_order = std::min(nodes_[node].least_order, row.order);
  if (column == table_.spec_.columns.size()) {
    nodes_[node].rows.push_back(row_number);
    return;
  }
  for (const Alternative& alternative : row.cells[column]) {
    Insert(row_number, Child(node, alternative), column + 1);
  }
}

void DecisionTable::Growth::LayDownNode(Bud* bud, const std::vector<uint32_t>& places, Node* node) {
  const auto append = [](const auto& from, auto* to) {
    const Part part{static_cast<uint32_t>(to->size()), static_cast<uint32_t>(from.size())};
    to->insert(to->end(), from.begin(), from.end());
    return part;
  };
  SetReach(bud->ranges.data(), bud->ranges.data() + bud->ranges.size());
  for (RangeBranch& range : bud->ranges) range.child = places[range.child];
  const std::vector<TableRow>& rows = table_.rows_;
  std::sort(bud->rows.begin(), bud->rows.end(), [&rows](uint32_t a, uint32_t b) {
    return std::tie(rows[a].from_day, rows[a].id, a) < std::tie(rows[b].from_day, rows[b].id, b);
  });
  node->any = places[bud->any];
  node->blank = places[bud->blank];
  node->prefixes = append(bud->prefix_lengths, &table_.prefix_lengths_);
  node->ranges = append(bud->ranges, &table_.ranges_);
  node->rows = append(bud->rows, &table_.leaf_rows_);
  node->least_order = bud->least_order;
  node->has_exact = bud->has_exact;
  node->has_region = bud->has_region;
}

void DecisionTable::Growth::LayDown() {
  // Where each node will be; a leaf of one row is that row. The root stays 0, which also stands for
  // no child.
  std::vector<uint32_t> places(nodes_.size());
  uint32_t count = 0;
  for (size_t i = 0; i < nodes_.size(); ++i)
    places[i] = i > 0 && nodes_[i].rows.size() == 1 ? nodes_[i].rows.front() | kRowBit : count++;
  table_.nodes_.resize(count);
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if ((places[i] & kRowBit) == 0) LayDownNode(&nodes_[i], places, &table_.nodes_[places[i]]);
  }
  table_.ranges_.shrink_to_fit();
  std::vector<Edge> edges = std::exchange(table_.edges_, std::vector<Edge>(16));
  edge_count_ = 0;
  for (Edge& edge : edges) {
    if (edge.child == 0) continue;
    edge.parent = places[edge.parent];
    edge.child = places[edge.child];
    edge.hash = HashOf(edge.parent, edge.kind, edge.text);
    InsertEdge(std::move(edge));
  }
}

void DecisionTable::Build(std::vector<TableRow> rows, Findings* findings) {
  rows_ = std::move(rows);
  Growth growth(this);
  size_t all_paths = 0;
  for (const TableRow& row : rows_) all_paths += PathsOf(row);
  if (all_paths > kMaxTablePaths) {
    findings->Error(spec_.file, {},
                    fmt::format("the rows list more than {} combinations of values together; "
                                "split the table",
                                kMaxTablePaths));
    rows_.clear();
    return growth.LayDown();
  }
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (PathsOf(rows_[i]) > kMaxRowPaths || growth.size() > kMaxTableNodes) {
      findings->Error(
          spec_.file, {rows_[i].line, 1},
          fmt::format("row `{}` lists too many combinations of values; split it", rows_[i].id));
      continue;
    }
    has_validity_ = has_validity_ || rows_[i].from_day != TableRow{}.from_day ||
                    rows_[i].to_day != TableRow{}.to_day;
    growth.Insert(static_cast<uint32_t>(i), 0, 0);
  }
  growth.LayDown();
  ReportTies(spec_, rows_, findings);
  for (TableRow& row : rows_) row.cells = {};
}

}  // namespace signalbox
