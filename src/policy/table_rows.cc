#include "policy/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "policy/compiled.h"
#include "policy/csv_rows.h"
#include "policy/findings.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

// YYYYMMDD of `2026-12-31`; nothing for anything else.
std::optional<int32_t> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto year = ParseWholeNumber(text.substr(0, 4)), month = ParseWholeNumber(text.substr(5, 2)),
       day = ParseWholeNumber(text.substr(8, 2));
  if (!year || !month || !day || *year < 0 || *month < 1 || *month > 12 || *day < 1) {
    return std::nullopt;
  }
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
  if (*day > kDays[*month - 1] + (leap && *month == 2 ? 1 : 0)) return std::nullopt;
  return static_cast<int32_t>(*year * 10'000 + *month * 100 + *day);
}

bool GoesByOrder(HitPolicy hit) {
  return hit == HitPolicy::kFirst || hit == HitPolicy::kRuleOrder;
}

using Cells = std::vector<std::vector<Alternative>>;

class RowReader {
 public:
  RowReader(const TableSpec& spec, const Policy& policy, Findings* findings)
      : spec_(spec), policy_(policy), findings_(findings) {}

  // False when a column is missing.
  bool ReadHeader(const TableCsvRow& header) {
    std::vector<std::string> known = {"id", "valid_from", "valid_to", "note", spec_.target_column};
    if (GoesByOrder(spec_.hit)) known.emplace_back("order");
    for (const MatchColumn& column : spec_.columns) {
      if (column.part == 0) known.push_back(column.name);
    }
    for (size_t i = 0; i < header.cells.size(); ++i) {
      std::string name(TrimSpaces(header.cells[i]));
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        findings_->Error(
            spec_.file, {header.line, 1},
            fmt::format("unknown column `{}`{}", name,
                        name.empty() ? "; every column has a name" : DidYouMean(name, known)));
      } else if (!places_.emplace(name, i).second) {
        findings_->Error(spec_.file, {header.line, 1},
                         fmt::format("column `{}` is there twice", name));
      }
    }
    bool good = true;
    for (const std::string& name : known) {
      if (name == "valid_from" || name == "valid_to" || name == "note") continue;
      if (places_.contains(name)) continue;
      findings_->Error(spec_.file, {header.line, 1},
                       fmt::format("the column `{}` is missing", name));
      good = false;
    }
    return good;
  }

  // Adds the row, or as many as it lists paths.
  void Read(const TableCsvRow& csv, std::vector<TableRow>* rows) {
    TableRow row{.id = std::string(Cell(csv, "id")), .line = csv.line};
    if (row.id.empty()) {
      Fail(csv, "a row without `id`; give every row a name of its own that stays with it");
      return;
    }
    auto [first, fresh] = ids_.emplace(row.id, csv.line);
    bool good =
        fresh || Fail(csv, fmt::format("the id `{}` is already in line {}", row.id, first->second));
    // The target first: when it stands in another column, the other columns' errors say nothing.
    if (LooksShifted(csv)) return;
    std::vector<Cells> all(1);
    for (size_t i = 0; i < spec_.columns.size();) {
      size_t parts = PartsFrom(i);
      good = ReadColumn(csv, i, parts, &all) && good;
      i += parts;
    }
    good = ReadTarget(csv, &row) && good;
    good = ReadDays(csv, &row) && good;
    if (GoesByOrder(spec_.hit)) {
      std::optional<int64_t> order = ParseWholeNumber(Cell(csv, "order"));
      if (!order) good = Fail(csv, "`order` is a whole number; the least that fits decides");
      row.order = order.value_or(0);
    }
    if (!good) return;
    for (Cells& cells : all) {
      CheckPostalCodes(csv, cells);
      row.cells = std::move(cells);
      rows->push_back(row);
    }
  }

 private:
  std::string_view Cell(const TableCsvRow& csv, std::string_view column) const {
    auto it = places_.find(column);
    return it == places_.end() ? std::string_view{} : TrimSpaces(csv.cells[it->second]);
  }
  bool Fail(const TableCsvRow& csv, std::string message) {
    findings_->Error(spec_.file, {csv.line, 1}, std::move(message));
    return false;
  }

  // How many match columns one CSV column fills.
  size_t PartsFrom(size_t at) const {
    size_t end = at + 1;
    while (end < spec_.columns.size() && spec_.columns[end].part > 0) ++end;
    return end - at;
  }

  bool LooksShifted(const TableCsvRow& csv) {
    if (ParseTarget(Cell(csv, spec_.target_column))) return false;
    for (const auto& [name, place] : places_) {
      std::string_view text = TrimSpaces(csv.cells[place]);
      if (name == "id" || !ParseTarget(text)) continue;
      Fail(csv, fmt::format("the target `{}` stands in the column `{}`; the cells of this row "
                            "seem to be shifted",
                            text, name));
      return true;
    }
    return false;
  }

  Result<std::vector<Alternative>> Parse(const MatchColumn& column, std::string_view cell) const {
    if (column.hierarchy != nullptr && column.part == 0) {
      return ParseRegionCell(cell, *column.hierarchy);
    }
    if (column.slot.type != SlotType::kText) return ParseCell(cell, column.slot.type);
    return ParseCell(
        cell, column.attribute == "lead.postal_code" ? CellUse::kPostalCode : CellUse::kText);
  }

  bool ReadColumn(const TableCsvRow& csv, size_t at, size_t parts, std::vector<Cells>* all) {
    const MatchColumn& column = spec_.columns[at];
    std::string_view text = Cell(csv, column.name);
    auto fail = [&](std::string_view message) {
      return Fail(csv, fmt::format("column `{}`: {}", column.name, message));
    };
    std::vector<Cells> choices;
    if (parts == 1) {
      auto cell = Parse(column, text);
      if (!cell.ok()) return fail(cell.error().message);
      choices.push_back({*std::move(cell)});
    } else {
      for (size_t begin = 0; begin <= text.size();) {
        size_t end = std::min(text.find('|', begin), text.size());
        auto path = ReadPath(text.substr(begin, end - begin), at, parts);
        if (!path.ok()) return fail(path.error().message);
        choices.push_back(*std::move(path));
        begin = end + 1;
      }
    }
    if (choices.size() * all->size() > kMaxRowPaths) {
      return fail("too many combinations of places; split the row");
    }
    std::vector<Cells> product;
    for (const Cells& before : *all) {
      for (const Cells& choice : choices) {
        Cells& cells = product.emplace_back(before);
        cells.insert(cells.end(), choice.begin(), choice.end());
      }
    }
    *all = std::move(product);
    return true;
  }

  // `US/CA/94*`: what is not said is any.
  Result<Cells> ReadPath(std::string_view text, size_t at, size_t parts) const {
    Cells cells;
    while (cells.size() < parts) {
      size_t slash = text.find('/');
      const MatchColumn& column = spec_.columns[at + cells.size()];
      SB_ASSIGN(auto cell, Parse(column, text.substr(0, slash)));
      if (column.part > 0 && cell.front().kind == CellKind::kExact &&
          column.hierarchy->FindRegion(cell.front().text) != Hierarchy::kNone) {
        return Err(Code::kInvalid, fmt::format("`{}` is a region; a region stands by itself, and "
                                               "a path begins with a value",
                                               TrimSpaces(text.substr(0, slash))));
      }
      cells.push_back(std::move(cell));
      if (slash == std::string_view::npos) {
        cells.resize(parts, {Alternative{}});
        return cells;
      }
      text.remove_prefix(slash + 1);
    }
    return Err(Code::kInvalid,
               fmt::format("`{}` is one part more than the column has attributes", text));
  }

  bool ReadTarget(const TableCsvRow& csv, TableRow* row) {
    std::string_view text = Cell(csv, spec_.target_column);
    std::optional<Target> target = ParseTarget(text);
    if (!target) {
      return Fail(csv, fmt::format("`{}` is no target; write `pool:NAME`, `person:ID` or "
                                   "`queue:NAME`",
                                   text));
    }
    auto missing = [&](std::string_view kind, const auto& known) {
      if (known.contains(target->name)) return false;
      std::vector<std::string> names;
      for (const auto& [id, value] : known) names.push_back(id);
      Fail(csv, fmt::format("there is no {} `{}`{}", kind, target->name,
                            DidYouMean(target->name, names)));
      return true;
    };
    if (target->kind == TargetKind::kPool && missing("pool", policy_.pools)) return false;
    if (target->kind == TargetKind::kQueue && missing("queue", policy_.queues)) return false;
    if (spec_.hit == HitPolicy::kCollect && target->kind != TargetKind::kPerson) {
      return Fail(csv, fmt::format("`{}` cannot be collected; the rows of `hit: collect` name "
                                   "people, `person:ID`, and the pool `{}` chooses among them",
                                   text, spec_.pool));
    }
    if (spec_.hit == HitPolicy::kPreferred) {
      auto place = std::find(spec_.preferred.begin(), spec_.preferred.end(), *target);
      if (place == spec_.preferred.end()) {
        return Fail(csv, fmt::format("`{}` is not in `prefer`, which lists every target of this "
                                     "table, most preferred first",
                                     text));
      }
      row->order = place - spec_.preferred.begin();
    }
    row->target = *std::move(target);
    return true;
  }

  bool ReadDays(const TableCsvRow& csv, TableRow* row) {
    auto read = [&](std::string_view column, int32_t otherwise) -> std::optional<int32_t> {
      std::string_view text = Cell(csv, column);
      if (text.empty()) return otherwise;
      std::optional<int32_t> day = ParseDay(text);
      if (!day) {
        Fail(csv, fmt::format("`{}` in `{}` is not a day; write `2026-12-31`", text, column));
      }
      return day;
    };
    std::optional<int32_t> from = read("valid_from", kFirstDay), to = read("valid_to", kLastDay);
    if (!from || !to) return false;
    if (*from > *to) return Fail(csv, "`valid_to` lies before `valid_from`");
    row->from_day = *from;
    row->to_day = *to;
    return true;
  }

  // A code with fewer digits than any country of the row has is one whose zeros a spreadsheet ate.
  void CheckPostalCodes(const TableCsvRow& csv, const Cells& cells) {
    size_t least = SIZE_MAX;
    std::string_view country;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (spec_.columns[i].attribute != "lead.country") continue;
      for (const Alternative& one : cells[i]) {
        size_t digits = one.kind == CellKind::kExact ? PostalDigits(one.text) : 0;
        if (digits < least) least = digits, country = one.text;
      }
    }
    if (least == 0 || least == SIZE_MAX) return;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (spec_.columns[i].attribute != "lead.postal_code") continue;
      for (const Alternative& one : cells[i]) {
        bool digits = std::all_of(one.text.begin(), one.text.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
        if (one.kind != CellKind::kExact || !digits || one.text.size() >= least) continue;
        std::string code(one.text);
        std::string upper(country);
        for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
        Fail(csv, fmt::format("column `{}`: `{}` has {} digits where postal codes of {} have {}; "
                              "a spreadsheet drops zeros at the start: format the column as text "
                              "and write `{}`, or `{}*` for all that begin so",
                              spec_.columns[i].name, code, code.size(), upper, least,
                              std::string(least - code.size(), '0') + code, code));
      }
    }
  }

  const TableSpec& spec_;
  const Policy& policy_;
  Findings* findings_;
  std::map<std::string, size_t, std::less<>> places_;
  std::map<std::string, int> ids_;
};

}  // namespace

std::vector<TableRow> ReadTableRows(const TableSpec& spec, std::string_view text,
                                    const Policy& policy, Findings* findings) {
  std::vector<TableRow> rows;
  std::vector<TableCsvRow> csv = ReadCsvRows(spec.file, text, findings);
  if (csv.empty()) return rows;
  RowReader reader(spec, policy, findings);
  if (!reader.ReadHeader(csv.front())) return rows;
  rows.reserve(csv.size());
  for (size_t i = 1; i < csv.size(); ++i) reader.Read(csv[i], &rows);
  return rows;
}

}  // namespace signalbox
