// `signalbox model explain` and `card`: what a model says about one lead, and about itself.
#include <cstdio>

#include "insight/score/model_card.h"
#include "insight/score/scorecard.h"
#include "main/command.h"
#include "main/model_command.h"
#include "main/output_path.h"

namespace signalbox {
namespace {

// Reasons told for and against: what fits beside a lead.
constexpr size_t kReasonsTold = 5;

struct ModelExplainOptions {
  std::string model, rows, out;
  int64_t row = 1;
  bool json = false;
};

void WriteReasons(std::string_view key, const std::vector<ScoreReason>& reasons, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const ScoreReason& each : reasons) {
    json->BeginObject().Member("column", each.column).Member("value", each.value);
    json->Member("points", static_cast<int64_t>(each.points)).EndObject();
  }
  json->EndArray();
}

void PrintReasons(const char* side, const std::vector<ScoreReason>& reasons) {
  if (reasons.empty()) std::printf("%s: nothing\n", side);
  for (const ScoreReason& each : reasons) {
    std::printf("%s: %+d points, `%s` is %s\n", side, each.points, each.column.c_str(),
                each.value.c_str());
  }
}

Status ExplainRow(const ModelExplainOptions& options) {
  SB_ASSIGN(const ScoringModel opened, ReadScoringModel(options.model));
  SB_ASSIGN(const ModelRows read, ReadModelRows(options.rows));
  const auto count = static_cast<int64_t>(read.rows.rows.size());
  if (options.row > count) {
    return Err(Code::kInvalid, "`--row " + std::to_string(options.row) + "`: the file has " +
                                   std::to_string(count) + " good rows");
  }
  SB_ASSIGN(const std::vector<size_t> places, FeaturePlaces(opened.model.spec(), read.rows));
  std::vector<std::string_view> cells;
  for (const size_t place : places)
    cells.emplace_back(read.rows.rows[static_cast<size_t>(options.row - 1)][place]);
  const int64_t probability = opened.model.ScoreE6(cells);
  SB_ASSIGN(const LeadModel::Reasons reasons, opened.model.ReasonsFor(cells, kReasonsTold));
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject().Member("model", opened.id).Member("row", options.row);
    json.Key("probability").Raw(Decimal(1e-6 * static_cast<double>(probability), 6));
    WriteReasons("for", reasons.for_it, &json);
    WriteReasons("against", reasons.against_it, &json);
    json.EndObject();
    std::printf("%s\n", text.c_str());
    return {};
  }
  std::printf("row %ld: %.1f %%\n", options.row, 1e-4 * static_cast<double>(probability));
  PrintReasons("for", reasons.for_it);
  PrintReasons("against", reasons.against_it);
  return {};
}

void PrintTextOf(const ScoringModel& opened, const std::string& words) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("model", opened.id).Member("kind", opened.model.scorer().kind());
  json.Member("text", words).EndObject();
  std::printf("%s\n", text.c_str());
}

Status Explain(const ModelExplainOptions& options) {
  if (!options.rows.empty()) return ExplainRow(options);
  SB_ASSIGN(const ScoringModel opened, ReadScoringModel(options.model));
  const std::string points = PointsTable(opened.model);
  if (options.json)
    PrintTextOf(opened, points);
  else
    std::printf("%s", points.c_str());
  return {};
}

Status Card(const ModelExplainOptions& options) {
  SB_ASSIGN(const ScoringModel opened, ReadScoringModel(options.model));
  SB_TRY(CheckOutput(options.out, {options.model}));
  const std::string text = ModelCardText(opened.model, opened.id);
  if (!options.out.empty()) SB_TRY(WriteWhole(options.out, text));
  if (options.json)
    PrintTextOf(opened, text);
  else if (options.out.empty())
    std::printf("%s", text.c_str());
  return {};
}

}  // namespace

void AddModelExplain(CLI::App* model, int* exit) {
  auto options = std::make_shared<ModelExplainOptions>();
  CLI::App* explain =
      model->add_subcommand("explain", "why a row has its score, or the whole card");
  explain->add_option("--model", options->model, "the model file")->required();
  explain->add_option("--data", options->rows,
                      "CSV with the model's columns; without it the points");
  explain->add_option("--row", options->row, "which row, from 1 (default: 1)")
      ->check(CLI::Range(int64_t{1}, INT64_MAX));
  explain->add_flag("--json", options->json, "print JSON");
  explain->callback([options, exit] {
    const Status done = Explain(*options);
    *exit = done.ok() ? kExitDone : Fail(done.error());
  });
}

void AddModelCard(CLI::App* model, int* exit) {
  auto options = std::make_shared<ModelExplainOptions>();
  CLI::App* card = model->add_subcommand("card", "what a model was trained on, for what, how well");
  card->add_option("--model", options->model, "the model file")->required();
  card->add_option("--out", options->out, "a Markdown file (default: standard output)");
  card->add_flag("--json", options->json, "print JSON, with the card as `text`");
  card->callback([options, exit] {
    const Status done = Card(*options);
    *exit = done.ok() ? kExitDone : Fail(done.error());
  });
}

}  // namespace signalbox
