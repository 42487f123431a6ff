// The importer of territory lists: any bytes as CSV give a bundle whose files can be read again, or
// an error that says what is missing.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "fuzz_bundle_input.h"
#include "intake/csv.h"
#include "policy/territory_import.h"

namespace signalbox {
namespace {

void Import(std::string_view csv) {
  TextSource source(csv);
  CsvReader reader(&source);
  std::vector<std::string> header;
  std::vector<TerritoryRow> rows;
  CsvRow row;
  for (Result<bool> more = reader.Next(&row); more.ok() && *more; more = reader.Next(&row)) {
    if (!row.fault.empty()) continue;
    std::vector<std::string> cells(row.fields.begin(), row.fields.end());
    if (header.empty())
      header = std::move(cells);
    else
      rows.push_back({static_cast<int>(row.line), std::move(cells)});
  }
  if (header.empty()) return;
  const Result<TerritoryBundle> bundle = ImportTerritories("list.csv", header, rows);
  if (!bundle.ok()) {
    CHECK(!bundle.error().message.empty());
    return;
  }
  CHECK(bundle->rows <= static_cast<int>(rows.size()));
  FormatKeepsMeaning(bundle->files, CompilePolicy(bundle->files, nullptr));
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  signalbox::Import({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
