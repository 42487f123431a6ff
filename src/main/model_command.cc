#include "main/model_command.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/hash.h"
#include "main/command.h"
#include "main/csv_table.h"

namespace signalbox {

Result<ModelRows> ReadModelRows(const std::string& path) {
  Result<std::string> bytes = ReadWhole(path);
  if (!bytes.ok()) return bytes.error();
  ModelRows out;
  out.digest = ToHex(View(Sha256(*bytes)));
  SB_ASSIGN(CsvTable table, ReadCsvTable(path));
  if (table.rows.empty()) {
    return Err(Code::kInvalid, table.faults.empty()
                                   ? "`" + path + "` has a header and no rows"
                                   : "`" + path + "` has no good row; first " + table.faults[0]);
  }
  out.rows.header = std::move(table.header);
  out.faults = std::move(table.faults);
  for (CsvTable::Row& row : table.rows) out.rows.rows.push_back(std::move(row.cells));
  return out;
}

Result<ModelFile> ReadModelFile(const std::string& path) {
  Result<std::string> bytes = ReadWhole(path);
  if (!bytes.ok()) return bytes.error();
  Result<ModelFile> file = DecodeModelFile(*bytes);
  if (!file.ok()) return Within("`" + path + "`", file.error());
  return file;
}

Result<ScoringModel> ReadScoringModel(const std::string& path) {
  SB_ASSIGN(const ModelFile file, ReadModelFile(path));
  Result<LeadModel> model = LeadModel::Decode(file);
  if (!model.ok()) return Within("`" + path + "`", model.error());
  return ScoringModel{file.Id(), std::move(*model)};
}

std::string Decimal(double number, int decimals) {
  return fmt::format("{:.{}f}", number, decimals);
}

void WriteFigures(const ScoreFigures& figures, JsonWriter* json) {
  json->Member("rows", figures.rows).Member("positives", figures.positives);
  json->Key("base_rate").Raw(Decimal(figures.base_rate(), 6));
  json->Key("auc").Raw(figures.one_class() ? "null" : Decimal(figures.auc, 6));
  json->Key("pr_auc").Raw(figures.positives == 0 ? "null" : Decimal(figures.pr_auc, 6));
  json->Key("log_loss").Raw(Decimal(figures.log_loss, 6));
  json->Key("brier").Raw(Decimal(figures.brier, 6));
  json->Key("ece").Raw(Decimal(figures.ece, 6));
  json->Key("lift_10").Raw(figures.positives == 0 ? "null" : Decimal(figures.lift_10, 4));
  json->Key("calibration").BeginArray();
  for (size_t bin = 0; bin < figures.table.size(); ++bin) {
    const auto bins = static_cast<double>(figures.table.size());
    const ReliabilityBin& each = figures.table[bin];
    json->BeginObject();
    json->Key("from").Raw(Decimal(static_cast<double>(bin) / bins, 4));
    json->Key("to").Raw(Decimal(static_cast<double>(bin + 1) / bins, 4));
    json->Member("rows", each.rows);
    json->Key("predicted").Raw(each.rows == 0 ? "null" : Decimal(each.mean_predicted, 6));
    json->Key("observed").Raw(each.rows == 0 ? "null" : Decimal(each.positive_rate, 6));
    json->EndObject();
  }
  json->EndArray();
}

}  // namespace signalbox
