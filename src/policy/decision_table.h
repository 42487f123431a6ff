// DecisionTable: the rows of one CSV table as a tree that is searched column by column.
//
// Each level is one column of `match`, left to right. Below a node hang its exact values, prefixes
// and regions (one hash for the whole table), its ranges (an interval tree in an array) and the `*`
// branch. Walking them most specific first gives the most specific row first, because specificity
// compares columns left to right; so a lookup costs a few probes whatever the number of rows.
// Immutable after compiling; shared between threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/hierarchy.h"
#include "policy/slot_table.h"
#include "policy/table_cell.h"

namespace signalbox {

class Findings;

// Of the rows that fit, which decides (OMG DMN 1.5, 8.2.8, where `unique` is U, `any` A, ...):
enum class HitPolicy : uint8_t {
  kPriority,   // the most specific
  kPreferred,  // the one whose target stands first in `prefer`; among equals the most specific
  kFirst,      // the least `order`
  kUnique,     // there is never more than one: an overlap does not compile
  kAny,        // all say the same: an overlap of different targets does not compile
  kCollect,    // the people of all; a pool chooses among them
  kRuleOrder,  // by `order`, the first whose person can take it
};
enum class TargetKind : uint8_t { kPerson, kPool, kQueue };

// Combinations that the lists of one row may make (`DE|AT|CH` and `8*|9*` make six), and nodes of
// one table: a row beyond it is a table written into one line.
inline constexpr size_t kMaxRowPaths = 1'000;
inline constexpr size_t kMaxTableNodes = 4'000'000;
// Columns of `match`; also the depth of a lookup.
inline constexpr size_t kMaxMatchColumns = 12;

struct Target {
  TargetKind kind = TargetKind::kQueue;
  std::string name;
  bool operator==(const Target&) const = default;
  std::string Text() const;  // as a cell: `pool:dach-south`
};
// Nothing for a text that is no `pool:NAME`, `person:ID` or `queue:NAME`.
std::optional<Target> ParseTarget(std::string_view cell);

// A CSV row; one that lists several places of a hierarchy is as many of these, of one id and line.
struct TableRow {
  std::string id;
  int line = 0;
  Target target;
  int64_t order = 0;     // least first, of hit policies that go by an order
  int32_t from_day = 0;  // YYYYMMDD, both included
  int32_t to_day = 99991231;
  std::vector<std::vector<Alternative>> cells;  // by match column; emptied by Build
};

struct MatchColumn {
  std::string name;  // of the CSV column
  std::string attribute;
  Slot slot;
  // Of a column of places: where its texts lie. Its cell is a path (`US/CA/94*`) of which this
  // column is the part `part`; only the first part may be a region.
  std::shared_ptr<const Hierarchy> hierarchy;
  size_t part = 0;
};

// What policy.yaml says of a table.
struct TableSpec {
  std::string id;
  std::string file;
  HitPolicy hit = HitPolicy::kPriority;
  std::vector<MatchColumn> columns;
  std::string target_column;
  std::vector<Target> preferred;  // of kPreferred
  std::string pool;               // of kCollect
  Mark at;
};

class DecisionTable {
 public:
  explicit DecisionTable(TableSpec spec) : spec_(std::move(spec)) {}

  // Takes the rows and reports ties, overlaps that the hit policy does not allow, and rows that
  // expand too far. Once.
  void Build(std::vector<TableRow> rows, Findings* findings);

  // Nullptr when no row fits. `day` is YYYYMMDD in the workspace's zone.
  const TableRow* Find(const SlotValues& values, int32_t day) const;
  // Every row that fits, by `order` and then by id.
  std::vector<const TableRow*> FindAll(const SlotValues& values, int32_t day) const;

  // Every combination of the values in each row's cells, by match column, until `visit` says false:
  // a walk of the whole table.
  using PathVisitor = std::function<bool(const TableRow&, const std::vector<Alternative>&)>;
  void VisitPaths(const PathVisitor& visit) const;

  const TableSpec& spec() const { return spec_; }
  const std::string& id() const { return spec_.id; }
  const std::string& file() const { return spec_.file; }
  HitPolicy hit() const { return spec_.hit; }
  const std::vector<TableRow>& rows() const { return rows_; }

 private:
  // The tree lies in a few arrays, so that a lookup in a large table touches few cache lines. A
  // child is a node's number, or with this bit the only row of a leaf; 0 for none.
  static constexpr uint32_t kRowBit = 1u << 31;

  struct RangeBranch {
    NumberRange range;
    int64_t reach = 0;  // highest `high` in this entry's part of the array
    uint32_t child = 0;
  };
  // A stretch of an array.
  struct Part {
    uint32_t begin = 0, size = 0;
  };
  struct Node {
    uint32_t any = 0;
    uint32_t blank = 0;               // for a missing value
    Part prefixes;                    // of prefix_lengths_: bytes, descending
    Part ranges;                      // of ranges_: by low, then high descending
    Part rows;                        // of leaf_rows_: of a leaf with several, by first day
    int64_t least_order = INT64_MAX;  // of the rows below
    bool has_exact = false;
    bool has_region = false;
  };
  // One entry of the hash: child of `parent` for a text.
  struct Edge {
    uint32_t parent = 0;
    uint32_t child = 0;  // 0: the place is empty
    uint32_t hash = 0;
    CellKind kind = CellKind::kExact;
    std::string text;
  };
  struct Key;
  struct PathWalk;
  struct Search;
  class Growth;  // the tree while rows are added

  static uint32_t HashOf(uint32_t parent, CellKind kind, std::string_view text);
  uint32_t FindEdge(uint32_t parent, CellKind kind, std::string_view text) const;
  // True when the first row that is found decides.
  bool FirstFoundDecides() const {
    return spec_.hit == HitPolicy::kPriority || spec_.hit == HitPolicy::kUnique ||
           spec_.hit == HitPolicy::kAny;
  }
  void ReadKeys(const SlotValues& values, Key* keys) const;
  void Walk(const Search& search, uint32_t child, size_t column, uint32_t* best) const;
  bool WalkRanges(const Search& search, const Node& node, size_t column, uint32_t* best) const;
  bool TakeRow(const Search& search, uint32_t number, uint32_t* best) const;

  TableSpec spec_;
  std::vector<TableRow> rows_;
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;  // open addressing, a power of two
  std::vector<RangeBranch> ranges_;
  std::vector<uint16_t> prefix_lengths_;
  std::vector<uint32_t> leaf_rows_;
  bool has_validity_ = false;  // of any row
};

}  // namespace signalbox
