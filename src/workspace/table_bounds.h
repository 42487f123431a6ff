// Bounds within which a table owner edits a table of the policy, and whether an edit keeps them.
//
//   {"tables": [{"table": "territories", "people": ["lena"], "may": ["change", "add"],
//                "columns": ["to", "valid_to"], "values": {"to": ["pool:*", "queue:unrouted"]},
//                "most_rows": 20}]}
//
// `may` is change, add and remove, change alone where it is not given; `columns` are those whose
// cells may differ in a row that was there, all where they are not given (the `id` never); `values`
// holds for every cell that is new or differs, a `*` at the end for any rest; `most_rows` counts
// rows that are added, removed or changed at once. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

inline constexpr size_t kMaxTableBounds = 200;
// Where the bounds do not say: what somebody looks through before they approve of it.
inline constexpr int64_t kMostRowsUnlessSaid = 50;

struct TableBounds {
  std::string table;
  std::set<std::string> people;
  bool may_change = true, may_add = false, may_remove = false;
  std::set<std::string> columns;                           // empty: all
  std::map<std::string, std::vector<std::string>> values;  // by column
  int64_t most_rows = kMostRowsUnlessSaid;
};

// Empty text: none. kInvalid names the table and the member.
Result<std::vector<TableBounds>> ParseTableBounds(std::string_view json);
// Those of one person; null where the table is not theirs.
const TableBounds* BoundsOf(const std::vector<TableBounds>& all, std::string_view table,
                            std::string_view person);

struct CellChange {
  std::string row, column, from, to;  // `from` is empty in a row that is new
};
struct TableChange {
  std::vector<std::string> added, changed, removed;  // ids of rows
  std::vector<CellChange> cells;                     // of changed and added rows
  int64_t rows() const { return std::ssize(added) + std::ssize(changed) + std::ssize(removed); }
};

// Rows are the same by their `id`, wherever they stand. kInvalid for what is no table with an `id`
// column, for ids that are missing or there twice, and where the columns are not the same ones.
Result<TableChange> CompareTables(std::string_view before, std::string_view after);

// kForbidden names the first row and column outside the bounds.
Status CheckBounds(const TableBounds& bounds, const TableChange& change);

}  // namespace signalbox
