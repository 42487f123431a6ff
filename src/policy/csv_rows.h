// CSV rows of a policy table, RFC 4180: comma separated, quotes doubled, any line end, a BOM
// allowed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

class Findings;

struct TableCsvRow {
  int line = 0;  // of the file, 1-based, where the row starts
  std::vector<std::string> cells;
};

// Rows of one table, and bytes of one cell: far beyond what a person keeps in a spreadsheet.
inline constexpr size_t kMaxTableRows = 200'000;
inline constexpr size_t kMaxCellBytes = 16 * 1024;

// The header is the first row. Lines without any text are skipped. Rows whose count of cells
// differs from the header's are reported and left out; an unclosed quote ends the reading.
std::vector<TableCsvRow> ReadCsvRows(std::string_view file, std::string_view text,
                                     Findings* findings);

}  // namespace signalbox
