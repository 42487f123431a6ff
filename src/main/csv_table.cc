#include "main/csv_table.h"

#include "intake/columns.h"
#include "intake/csv.h"
#include "intake/written_value.h"
#include "main/command.h"

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
  Result<std::unique_ptr<ByteSource>> source = OpenFileSource(path);
  if (!source.ok()) return AsWrongUse(source.error());
  CsvReader reader(source->get());
  CsvTable table;
  CsvRow row;
  const auto cells = [&] {
    std::vector<std::string> texts;
    for (const std::string_view field : row.fields) texts.emplace_back(Trim(field));
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

}  // namespace signalbox
