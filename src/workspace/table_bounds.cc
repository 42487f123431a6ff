#include "workspace/table_bounds.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "policy/csv_rows.h"
#include "policy/findings.h"
#include "workspace/bounds_list.h"

namespace signalbox {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kIdColumn = "id";
// Of a cell in a message: enough to recognise it.
constexpr size_t kShownCell = 60;

Result<std::vector<std::string>> TextList(const Json& list, const std::string& what) {
  std::vector<std::string> texts;
  if (!list.is_array() || list.empty())
    return Err(Code::kInvalid, what + " is a list of texts, at least one");
  for (const Json& one : list) {
    const auto* text = one.get_ptr<const std::string*>();
    if (text == nullptr) return Err(Code::kInvalid, what + " is a list of texts");
    texts.push_back(*text);
  }
  return texts;
}

Status ReadMay(const Json& list, const std::string& what, TableBounds* bounds) {
  SB_ASSIGN(const std::vector<std::string> may, TextList(list, what + ": `may`"));
  bounds->may_change = false;
  for (const std::string& one : may) {
    if (one != "change" && one != "add" && one != "remove")
      return Err(Code::kInvalid,
                 what + ": `may` is `change`, `add` and `remove`, not `" + one + "`");
    bounds->may_change |= one == "change";
    bounds->may_add |= one == "add";
    bounds->may_remove |= one == "remove";
  }
  return {};
}

Status ReadValues(const Json& values, const std::string& what, TableBounds* bounds) {
  if (!values.is_object())
    return Err(Code::kInvalid, what + R"(: `values` is an object as {"to": ["pool:*"]})");
  for (const auto& [column, list] : values.items()) {
    SB_ASSIGN(bounds->values[column], TextList(list, what + ": `values` of `" + column + "`"));
  }
  return {};
}

Status ReadBoundsMember(const std::string& name, const Json& value, const std::string& what,
                        TableBounds* bounds) {
  if (name == "table") return {};
  if (name == "may") return ReadMay(value, what, bounds);
  if (name == "values") return ReadValues(value, what, bounds);
  if (name == "people" || name == "columns") {
    SB_ASSIGN(const std::vector<std::string> texts, TextList(value, what + ": `" + name + "`"));
    (name == "people" ? bounds->people : bounds->columns).insert(texts.begin(), texts.end());
    return {};
  }
  if (name != "most_rows")
    return Err(Code::kInvalid,
               fmt::format("{}: `{}` is nothing that is known here; there are `table`, `people`, "
                           "`may`, `columns`, `values` and `most_rows`",
                           what, name.substr(0, kShownCell)));
  if (!value.is_number_integer() || value.get<int64_t>() < 1 ||
      value.get<int64_t>() > static_cast<int64_t>(kMaxTableRows))
    return Err(Code::kInvalid, fmt::format("{}: `most_rows` is from 1 to {}", what, kMaxTableRows));
  bounds->most_rows = value.get<int64_t>();
  return {};
}

Result<TableBounds> ReadBounds(const Json& object) {
  if (!object.is_object() || !object.contains("table") || !object["table"].is_string())
    return Err(Code::kInvalid, "each of `tables` is an object with a `table`");
  TableBounds bounds;
  bounds.table = object["table"].get<std::string>();
  const std::string what = "table `" + bounds.table + "`";
  for (const auto& [name, value] : object.items())
    SB_TRY(ReadBoundsMember(name, value, what, &bounds));
  if (bounds.people.empty()) return Err(Code::kInvalid, what + " has no `people`");
  return bounds;
}

// A table as rows by id; cells in the order of `columns`.
struct RowsById {
  std::vector<std::string> columns;
  std::map<std::string, std::vector<std::string>> rows;
  std::vector<std::string> order;  // ids, as they stand
};

Result<RowsById> ReadRows(std::string_view text, std::string_view name) {
  Findings findings;
  const std::vector<TableCsvRow> rows = ReadCsvRows(name, text, &findings);
  if (findings.has_error()) return Err(Code::kInvalid, findings.Take().front().Text());
  if (rows.empty()) return Err(Code::kInvalid, fmt::format("{} has no header", name));
  RowsById table;
  table.columns = rows.front().cells;
  const auto at = std::find(table.columns.begin(), table.columns.end(), kIdColumn);
  if (at == table.columns.end())
    return Err(Code::kInvalid, fmt::format("{} has no column `id`", name));
  const auto id_at = static_cast<size_t>(at - table.columns.begin());
  for (size_t i = 1; i < rows.size(); ++i) {
    const std::string& id = rows[i].cells[id_at];
    if (id.empty())
      return Err(Code::kInvalid, fmt::format("{}:{}: a row without an `id`", name, rows[i].line));
    if (!table.rows.emplace(id, rows[i].cells).second)
      return Err(Code::kInvalid, fmt::format("{}:{}: the id `{}` is there twice", name,
                                             rows[i].line, id.substr(0, kShownCell)));
    table.order.push_back(id);
  }
  return table;
}

bool FitsPattern(std::string_view pattern, std::string_view cell) {
  if (!pattern.ends_with('*')) return pattern == cell;
  pattern.remove_suffix(1);
  return cell.starts_with(pattern);
}

Status CheckCell(const TableBounds& bounds, const CellChange& cell, bool is_new) {
  const auto place = [&] {
    return fmt::format("row `{}`, column `{}`", cell.row.substr(0, kShownCell),
                       cell.column.substr(0, kShownCell));
  };
  if (!is_new && !bounds.columns.empty() && !bounds.columns.contains(cell.column))
    return Err(Code::kForbidden, place() + ": this column is not yours to change");
  const auto allowed = bounds.values.find(cell.column);
  if (allowed == bounds.values.end()) return {};
  const bool fits =
      std::any_of(allowed->second.begin(), allowed->second.end(),
                  [&](const std::string& pattern) { return FitsPattern(pattern, cell.to); });
  if (fits) return {};
  return Err(Code::kForbidden,
             fmt::format("{}: `{}` is not among the values that you may set: `{}`", place(),
                         cell.to.substr(0, kShownCell), fmt::join(allowed->second, "`, `")));
}

}  // namespace

Result<std::vector<TableBounds>> ParseTableBounds(std::string_view json) {
  std::vector<TableBounds> all;
  if (json.empty()) return all;
  SB_ASSIGN(const Json list, ReadBoundsList(json, "tables", kMaxTableBounds));
  for (const Json& object : list) {
    SB_ASSIGN(TableBounds bounds, ReadBounds(object));
    for (const TableBounds& other : all) {
      for (const std::string& person : bounds.people) {
        if (other.table == bounds.table && other.people.contains(person))
          return Err(Code::kInvalid,
                     fmt::format("table `{}` has bounds of `{}` twice", bounds.table, person));
      }
    }
    all.push_back(std::move(bounds));
  }
  return all;
}

const TableBounds* BoundsOf(const std::vector<TableBounds>& all, std::string_view table,
                            std::string_view person) {
  for (const TableBounds& bounds : all) {
    if (bounds.table == table && bounds.people.contains(std::string(person))) return &bounds;
  }
  return nullptr;
}

Result<TableChange> CompareTables(std::string_view before, std::string_view after) {
  SB_ASSIGN(const RowsById old, ReadRows(before, "the table as it is"));
  SB_ASSIGN(const RowsById now, ReadRows(after, "the edited table"));
  if (old.columns != now.columns)
    return Err(Code::kInvalid,
               "the edited table has other columns; an author changes those, with policy.yaml");
  TableChange change;
  for (const std::string& id : now.order) {
    const std::vector<std::string>& cells = now.rows.at(id);
    const auto was = old.rows.find(id);
    const bool is_new = was == old.rows.end();
    const size_t cells_before = change.cells.size();
    for (size_t i = 0; i < cells.size(); ++i) {
      const std::string from = is_new ? std::string() : was->second[i];
      if (is_new || from != cells[i]) change.cells.push_back({id, now.columns[i], from, cells[i]});
    }
    if (is_new)
      change.added.push_back(id);
    else if (change.cells.size() > cells_before)
      change.changed.push_back(id);
  }
  for (const std::string& id : old.order) {
    if (!now.rows.contains(id)) change.removed.push_back(id);
  }
  return change;
}

Status CheckBounds(const TableBounds& bounds, const TableChange& change) {
  const auto refuse = [](const std::string& row, std::string_view what) {
    return Err(Code::kForbidden, fmt::format("row `{}`: you may not {} rows of this table",
                                             row.substr(0, kShownCell), what));
  };
  if (!bounds.may_add && !change.added.empty()) return refuse(change.added.front(), "add");
  if (!bounds.may_remove && !change.removed.empty())
    return refuse(change.removed.front(), "remove");
  if (!bounds.may_change && !change.changed.empty())
    return refuse(change.changed.front(), "change");
  if (change.rows() > bounds.most_rows)
    return Err(Code::kForbidden, fmt::format("{} rows differ, and you may edit {} at once",
                                             change.rows(), bounds.most_rows));
  const std::set<std::string> added(change.added.begin(), change.added.end());
  for (const CellChange& cell : change.cells)
    SB_TRY(CheckCell(bounds, cell, added.contains(cell.row)));
  return {};
}

}  // namespace signalbox
