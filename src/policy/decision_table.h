// DecisionTable: the rows of one CSV table as a tree that is searched column by column.
//
// Each level is one column of `match`, left to right. Below a node hang its exact values and
// prefixes (one hash for the whole table), its ranges (an interval tree in an array) and the `*`
// branch. Walking them most specific first gives the most specific row first, because specificity
// compares columns left to right; so a lookup costs a few probes whatever the number of rows.
// Immutable after compiling; shared between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/slot_table.h"
#include "policy/table_cell.h"

namespace signalbox {

class Findings;

enum class HitPolicy : uint8_t { kPriority, kFirst };
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
};

struct TableRow {
  std::string id;
  int line = 0;
  Target target;
  int64_t order = 0;     // of `first`
  int32_t from_day = 0;  // YYYYMMDD, both included
  int32_t to_day = 99991231;
  std::vector<std::vector<Alternative>> cells;  // by match column; emptied by Build
};

struct MatchColumn {
  std::string name;  // of the CSV column
  std::string attribute;
  Slot slot;
};

class DecisionTable {
 public:
  DecisionTable(std::string id, std::string file, HitPolicy hit, std::vector<MatchColumn> columns)
      : id_(std::move(id)), file_(std::move(file)), hit_(hit), columns_(std::move(columns)) {}

  // Takes the rows and reports ties and rows that expand too far. Once.
  void Build(std::vector<TableRow> rows, Findings* findings);

  // Nullptr when no row fits. `day` is YYYYMMDD in the workspace's zone.
  const TableRow* Find(const SlotValues& values, int32_t day) const;

  const std::string& id() const { return id_; }
  const std::string& file() const { return file_; }
  const std::vector<TableRow>& rows() const { return rows_; }

 private:
  struct RangeBranch {
    NumberRange range;
    int64_t reach = 0;  // highest `high` in this entry's part of the array
    uint32_t child = 0;
  };
  struct Node {
    uint32_t any = 0;                      // child, 0 for none
    uint32_t blank = 0;                    // child for a missing value
    std::vector<uint16_t> prefix_lengths;  // bytes, descending
    std::vector<RangeBranch> ranges;       // by low, then high descending
    std::vector<uint32_t> rows;            // of a leaf, by first day
    int64_t least_order = INT64_MAX;       // of the rows below
    bool has_exact = false;
  };
  // One entry of the hash: child of `parent` for a text.
  struct Edge {
    uint32_t parent = 0;
    uint32_t child = 0;  // 0: the place is empty
    uint32_t hash = 0;
    bool prefix = false;
    std::string text;
  };
  struct Key;
  struct Search;

  uint32_t Child(uint32_t parent, const Alternative& alternative);
  uint32_t FindEdge(uint32_t parent, bool prefix, std::string_view text) const;
  void InsertEdge(Edge edge);
  void Insert(uint32_t row_number, uint32_t node, size_t column);
  void Finish();
  void Walk(const Search& search, uint32_t node, size_t column, uint32_t* best) const;
  bool WalkRanges(const Search& search, const Node& node, size_t column, uint32_t* best) const;
  void TakeRows(const Search& search, const Node& leaf, uint32_t* best) const;

  std::string id_;
  std::string file_;
  HitPolicy hit_;
  std::vector<MatchColumn> columns_;
  std::vector<TableRow> rows_;
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;  // open addressing, a power of two
  size_t edge_count_ = 0;
};

}  // namespace signalbox
