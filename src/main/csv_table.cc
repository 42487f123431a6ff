#include "main/csv_table.h"

#include <algorithm>
#include <cstdio>

#include "base/ascii.h"
#include "base/counted.h"
#include "intake/columns.h"
#include "intake/csv.h"
#include "intake/written_value.h"
#include "main/command.h"
#include "main/readable_text.h"

namespace signalbox {

int CsvTable::Find(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    for (size_t place = 0; place < header.size(); ++place) {
      if (ComparableName(header[place]) == name) return static_cast<int>(place);
    }
  }
  return -1;
}

std::string_view CsvTable::Cell(const Row& row, int column) {
  return column < 0 ? std::string_view{} : std::string_view(row.cells[static_cast<size_t>(column)]);
}

Result<CsvTable> ReadCsvTable(const std::string& path) {
  const std::string name = path.substr(path.find_last_of('/') + 1);
  Result<std::string> text = ReadWhole(path);
  if (!text.ok()) return text.error();
  if (const size_t mended = MakeReadable(&*text); mended > 0) {
    std::fprintf(stderr, "note: %s: %s not UTF-8 and read as Windows-1252\n", name.c_str(),
                 Counted(static_cast<int64_t>(mended), "byte").c_str());
  }
  TextSource source(*text);
  CsvReader reader(&source);
  CsvTable table;
  CsvRow row;
  const auto cells = [&] {
    std::vector<std::string> texts;
    for (const std::string_view field : row.fields) texts.emplace_back(TrimBlanks(field));
    return texts;
  };
  Result<bool> more = reader.Next(&row);
  if (more.ok() && !*more) return Err(Code::kInvalid, name + ": it is empty");
  if (more.ok() && !row.fault.empty()) return Err(Code::kInvalid, name + ":1: " + row.fault);
  if (more.ok()) table.header = cells();
  while (more.ok()) {
    more = reader.Next(&row);
    if (!more.ok() || !*more) break;
    if (table.rows.size() >= kMaxTableFileRows) {
      return Err(Code::kInvalid,
                 name + ": more than " + std::to_string(kMaxTableFileRows) + " rows");
    }
    if (row.fault.empty())
      table.rows.push_back({static_cast<int>(row.line), cells()});
    else
      table.faults.push_back(name + ":" + std::to_string(row.line) + ": " + row.fault);
  }
  if (!more.ok()) return Within(name, more.error());
  return table;
}

int64_t RowsOfCsv(std::string_view csv) {
  TextSource source(csv);
  CsvReader reader(&source);
  CsvRow row;
  int64_t rows = -1;  // the header
  for (Result<bool> more = reader.Next(&row); more.ok() && *more; more = reader.Next(&row)) ++rows;
  return std::max<int64_t>(rows, 0);
}

void PrintLeftOut(std::span<const std::string> faults) {
  constexpr size_t kTold = 10;
  for (size_t i = 0; i < std::min(kTold, faults.size()); ++i)
    std::fprintf(stderr, "left out: %s\n", faults[i].c_str());
  if (faults.size() > kTold)
    std::fprintf(stderr, "left out: and %s\n",
                 Counted(static_cast<int64_t>(faults.size() - kTold), "more row").c_str());
}

}  // namespace signalbox
