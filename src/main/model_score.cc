// `signalbox model score`: every row of a file with its probability, and with reasons when asked.
#include <cstdio>

#include "intake/csv_writer.h"
#include "main/command.h"
#include "main/csv_table.h"
#include "main/model_command.h"
#include "main/output_path.h"

namespace signalbox {
namespace {

// Reasons written for and against each row.
constexpr size_t kReasonsWritten = 3;

struct ScoreOptions {
  std::string model, rows, out;
  bool reasons = false, json = false;
};

std::string InOneCell(const std::vector<ScoreReason>& reasons) {
  std::string text;
  for (const ScoreReason& each : reasons) {
    text += (text.empty() ? "" : "; ") + each.column + " is " + each.value + " (" +
            (each.points > 0 ? "+" : "") + std::to_string(each.points) + ")";
  }
  return text;
}

Status Score(const ScoreOptions& options) {
  SB_TRY(CheckOutput(options.out, {options.model, options.rows}));
  SB_ASSIGN(const ScoringModel opened, ReadScoringModel(options.model));
  SB_ASSIGN(ModelRows read, ReadModelRows(options.rows));
  SB_ASSIGN(const std::vector<size_t> places, FeaturePlaces(opened.model.spec(), read.rows));
  std::string text;
  CsvWriter csv(&text);
  std::vector<std::string> header = read.rows.header;
  header.emplace_back("probability");
  if (options.reasons) header.insert(header.end(), {"for", "against"});
  csv.Row(header);
  std::vector<std::string_view> cells(places.size());
  for (std::vector<std::string>& row : read.rows.rows) {
    for (size_t i = 0; i < places.size(); ++i) cells[i] = row[places[i]];
    std::vector<std::string> added = {
        Decimal(1e-6 * static_cast<double>(opened.model.ScoreE6(cells)), 6)};
    if (options.reasons) {
      SB_ASSIGN(const LeadModel::Reasons reasons, opened.model.ReasonsFor(cells, kReasonsWritten));
      added.push_back(InOneCell(reasons.for_it));
      added.push_back(InOneCell(reasons.against_it));
    }
    row.insert(row.end(), added.begin(), added.end());
    csv.Row(row);
  }
  PrintLeftOut(read.faults);
  SB_TRY(WriteWhole(options.out, text));
  if (!options.json) return {};
  std::string told;
  JsonWriter json(&told);
  json.BeginObject().Member("model", opened.id);
  json.Member("rows", static_cast<int64_t>(read.rows.rows.size()));
  json.Member("left_out", static_cast<int64_t>(read.faults.size())).EndObject();
  std::fprintf(IsStandardOutput(options.out) ? stderr : stdout, "%s\n", told.c_str());
  return {};
}

}  // namespace

void AddModelScore(CLI::App* model, int* exit) {
  auto options = std::make_shared<ScoreOptions>();
  options->out = "-";
  CLI::App* score = model->add_subcommand("score", "the probability of every row of a file");
  score->add_option("--model", options->model, "the model file")->required();
  score->add_option("--data", options->rows, "CSV with the model's columns")->required();
  score->add_option("--out", options->out, "a CSV file (default: standard output)");
  score->add_flag("--reasons", options->reasons, "add what spoke for and against");
  score->add_flag("--json", options->json, "print the counts as JSON");
  score->callback([options, exit] {
    const Status done = Score(*options);
    *exit = done.ok() ? kExitDone : Fail(done.error());
  });
}

}  // namespace signalbox
