// A whole CSV file as rows of texts, for exports of other systems whose columns are found by name.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

struct CsvTable {
  struct Row {
    int line = 0;
    std::vector<std::string> cells;  // as many as the header has, trimmed
  };
  std::vector<std::string> header;
  std::vector<Row> rows;
  std::vector<std::string> faults;  // `file:line: what is wrong` of rows that were left out

  // The first column known by one of the names, compared without case and signs; -1 for none.
  int Find(std::initializer_list<std::string_view> names) const;
  // Empty for column -1.
  static std::string_view Cell(const Row& row, int column);
};

// kInvalid for a file that is no CSV, is not there, or has more than kMaxTableFileRows. What is not
// UTF-8 is read as Windows-1252 (main/readable_text.h), which is said on standard error: to leave
// out the rows with an accent would leave out some countries.
Result<CsvTable> ReadCsvTable(const std::string& path);

// Rows of a CSV text that we wrote, without its header.
int64_t RowsOfCsv(std::string_view csv);

// Says on standard error that rows were left out: the first ten, and how many more.
void PrintLeftOut(std::span<const std::string> faults);

// Exports of a year of history of a large organisation fit.
inline constexpr size_t kMaxTableFileRows = 5'000'000;

}  // namespace signalbox
