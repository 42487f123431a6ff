// DecisionTable::VisitPaths: the rows read back out of the tree.
#include <algorithm>

#include "policy/decision_table.h"

namespace signalbox {

// One walk, whose depth is the number of columns.
struct DecisionTable::PathWalk {
  const DecisionTable& table;
  const PathVisitor& visit;
  std::vector<const Edge*> edges;  // by parent
  std::vector<Alternative> path;

  bool Down(uint32_t child, Alternative alternative) {
    if (child == 0) return true;
    path.push_back(std::move(alternative));
    const bool on = Walk(child);
    path.pop_back();
    return on;
  }

  bool Walk(uint32_t number) {
    if ((number & kRowBit) != 0) return visit(table.rows_[number & ~kRowBit], path);
    const Node& node = table.nodes_[number];
    if (path.size() == table.spec_.columns.size()) {
      const auto first = table.leaf_rows_.begin() + node.rows.begin;
      return std::all_of(first, first + node.rows.size,
                         [&](uint32_t row) { return visit(table.rows_[row], path); });
    }
    const auto before = [](const Edge* edge, uint32_t parent) { return edge->parent < parent; };
    auto edge = std::lower_bound(edges.begin(), edges.end(), number, before);
    for (; edge != edges.end() && (*edge)->parent == number; ++edge) {
      if (!Down((*edge)->child, {(*edge)->kind, (*edge)->text, {}})) return false;
    }
    for (uint32_t i = 0; i < node.ranges.size; ++i) {
      const RangeBranch& range = table.ranges_[node.ranges.begin + i];
      if (!Down(range.child, {CellKind::kRange, "", range.range})) return false;
    }
    return Down(node.blank, {CellKind::kBlank, "", {}}) && Down(node.any, {});
  }
};

void DecisionTable::VisitPaths(const PathVisitor& visit) const {
  if (nodes_.empty()) return;
  PathWalk walk{*this, visit, {}, {}};
  for (const Edge& edge : edges_) {
    if (edge.child != 0) walk.edges.push_back(&edge);
  }
  std::sort(walk.edges.begin(), walk.edges.end(), [](const Edge* a, const Edge* b) {
    return a->parent != b->parent ? a->parent < b->parent : a->text < b->text;
  });
  walk.Walk(0);
}

}  // namespace signalbox
