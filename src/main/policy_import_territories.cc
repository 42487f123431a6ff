// `signalbox policy import-territories FILE.csv --out DIR`: a bundle from a territory list.
#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "base/json_writer.h"
#include "main/bundle_folder.h"
#include "main/csv_table.h"
#include "main/policy.h"
#include "plans/plan_loader.h"
#include "policy/territory_import.h"

namespace signalbox {
namespace {

struct ImportTerritoriesOptions {
  std::string file, out;
  bool json = false;
};

void PrintTerritories(const TerritoryBundle& bundle, const std::vector<Finding>& findings,
                      const ImportTerritoriesOptions& options) {
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject().Member("out", options.out).Member("rows", int64_t{bundle.rows});
    json.Key("notes").BeginArray();
    for (const std::string& note : bundle.notes) json.String(note);
    json.EndArray().Key("findings").Raw(FindingsJson(findings)).EndObject();
    std::printf("%s\n", text.c_str());
    return;
  }
  for (const std::string& note : bundle.notes) std::printf("%s\n", note.c_str());
  PrintFindings(findings, stdout);
  std::printf(
      "%s, %s and %s, written to %s\n", Counted(bundle.rows, "territory", "territories").c_str(),
      Counted(static_cast<int64_t>(bundle.people.size()), "person", "people").c_str(),
      Counted(static_cast<int64_t>(bundle.queues.size()), "queue").c_str(), options.out.c_str());
}

Result<int> ImportTerritoryFile(const ImportTerritoriesOptions& options) {
  SB_ASSIGN(CsvTable table, ReadCsvTable(options.file));
  std::vector<TerritoryRow> rows;
  for (CsvTable::Row& row : table.rows) rows.push_back({row.line, std::move(row.cells)});
  const std::string name = options.file.substr(options.file.find_last_of('/') + 1);
  SB_ASSIGN(TerritoryBundle bundle, ImportTerritories(name, table.header, rows));
  bundle.notes.insert(bundle.notes.begin(), table.faults.begin(), table.faults.end());
  // Rows that overlap are for people to settle: the bundle is theirs to correct, and says where.
  std::vector<Finding> findings;
  const bool compiles = LoadVersion(bundle.files, nullptr, &findings) != nullptr;
  BundleFiles files = bundle.files;
  files.insert(bundle.roster.begin(), bundle.roster.end());
  SB_TRY(WriteBundleFolder(options.out, files));
  PrintTerritories(bundle, findings, options);
  return compiles ? kExitDone : kExitNotSo;
}

}  // namespace

void AddPolicyImportTerritories(CLI::App& policy, int* exit) {
  auto options = std::make_shared<ImportTerritoriesOptions>();
  CLI::App* command =
      policy.add_subcommand("import-territories", "make a bundle from a territory list");
  command->add_option("file", options->file, "the list, as CSV")->required();
  command->add_option("--out", options->out, "the bundle's folder")->required();
  command->add_flag("--json", options->json, "the report as JSON");
  command->callback([options, exit] {
    const Result<int> done = ImportTerritoryFile(*options);
    *exit = done.ok() ? *done : Fail(done.error());
  });
}

}  // namespace signalbox
