#include "policy/csv_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/findings.h"
#include "policy/folded_text.h"
#include "policy/spreadsheet_damage.h"

namespace signalbox {

namespace {

class Reader {
 public:
  Reader(std::string_view file, std::string_view text, Findings* findings)
      : file_(file), text_(text), findings_(findings) {}

  // False at the end or when the rest cannot be read.
  bool Next(TableCsvRow* row) {
    if (pos_ >= text_.size() || broken_) return false;
    row->line = line_;
    row->cells.clear();
    do {
      row->cells.emplace_back();
      if (!Cell(&row->cells.back())) return false;
    } while (Eat(','));
    EndOfLine();
    return true;
  }
  // True after something that cannot be read, which was reported.
  bool broken() const { return broken_; }

 private:
  bool Eat(char c) {
    if (pos_ >= text_.size() || text_[pos_] != c) return false;
    ++pos_;
    return true;
  }
  void EndOfLine() {
    bool carriage = Eat('\r');
    if (Eat('\n') || carriage) ++line_;
  }

  bool Cell(std::string* out) {
    if (Eat('"')) return QuotedCell(out);
    size_t end = text_.find_first_of(",\r\n", pos_);
    end = std::min(end, text_.size());
    out->assign(text_.substr(pos_, end - pos_));
    pos_ = end;
    if (out->find('"') != std::string::npos) {
      return Fail(
          "a quote inside a cell without quotes; write the cell as \"...\" with each quote "
          "doubled");
    }
    return CheckSize(*out);
  }

  bool QuotedCell(std::string* out) {
    int opened = line_;
    while (pos_ < text_.size()) {
      char c = text_[pos_++];
      if (c == '"') {
        if (!Eat('"')) {
          if (pos_ < text_.size() && text_[pos_] != ',' && text_[pos_] != '\r' &&
              text_[pos_] != '\n') {
            return Fail("text after a closing quote; double the quotes inside a cell");
          }
          return CheckSize(*out);
        }
      } else if (c == '\n') {
        ++line_;
      }
      out->push_back(c);
    }
    line_ = opened;
    return Fail("a quote is opened and never closed");
  }

  bool CheckSize(const std::string& cell) {
    if (cell.size() <= kMaxCellBytes) return true;
    return Fail(fmt::format("a cell is longer than {} bytes", kMaxCellBytes));
  }
  bool Fail(std::string message) {
    findings_->Error(file_, {line_, 1}, std::move(message));
    broken_ = true;
    return false;
  }

  std::string_view file_;
  std::string_view text_;
  Findings* findings_;
  size_t pos_ = 0;
  int line_ = 1;
  bool broken_ = false;
};

// By the same spaces as whoever formats a table takes away.
bool IsEmptyCell(const std::string& cell) {
  return TrimSpaces(cell).empty();
}

bool IsBlankRow(const TableCsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), IsEmptyCell);
}

// Spreadsheets keep columns that once held something: what is empty in every row is left out, and
// that is said.
void DropEmptyColumns(std::string_view file, std::vector<TableCsvRow>* rows, Findings* findings) {
  size_t width = rows->front().cells.size();
  while (width > 1 && std::all_of(rows->begin(), rows->end(), [&](const TableCsvRow& row) {
           return IsEmptyCell(row.cells[width - 1]);
         })) {
    --width;
  }
  size_t dropped = rows->front().cells.size() - width;
  if (dropped == 0) return;
  for (TableCsvRow& row : *rows) row.cells.resize(width);
  findings->Warn(file, {rows->front().line, 1},
                 dropped == 1 ? std::string("an empty column at the end is left out")
                              : fmt::format("{} empty columns at the end are left out", dropped));
}

}  // namespace

std::vector<TableCsvRow> ReadCsvRows(std::string_view file, std::string_view text,
                                     Findings* findings) {
  std::vector<TableCsvRow> rows;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (std::string damage = FileDamage(text); !damage.empty()) {
    findings->Error(file, {1, 1}, std::move(damage));
    return rows;
  }
  Reader reader(file, text, findings);
  TableCsvRow row;
  while (reader.Next(&row)) {
    if (IsBlankRow(row)) continue;
    if (!rows.empty() && row.cells.size() != rows.front().cells.size()) {
      findings->Error(file, {row.line, 1},
                      fmt::format("{} cells where the header has {}; a comma inside a cell needs "
                                  "quotes around the cell",
                                  row.cells.size(), rows.front().cells.size()));
      continue;
    }
    if (rows.size() > kMaxTableRows) {
      findings->Error(file, {row.line, 1}, fmt::format("more than {} rows", kMaxTableRows));
      break;
    }
    rows.push_back(std::move(row));
  }
  if (rows.empty() && !reader.broken()) {
    findings->Error(file, {}, "no header row; the first line names the columns");
  }
  if (!rows.empty()) DropEmptyColumns(file, &rows, findings);
  return rows;
}

}  // namespace signalbox
