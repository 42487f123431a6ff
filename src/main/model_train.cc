// `signalbox model train`: from a file with outcomes to a model file.
#include <cstdio>
#include <optional>

#include "base/counted.h"
#include "insight/score/train_model.h"
#include "main/command.h"
#include "main/csv_table.h"
#include "main/model_command.h"
#include "main/model_intent.h"
#include "main/output_path.h"
#include "main/whole_number.h"

namespace signalbox {
namespace {

struct TrainOptions {
  std::string kind = "score";
  std::string rows, spec, validation, encoder, valences, out;
  std::string family = "best";
  uint64_t seed = 1;
  bool json = false;
};

double FromE6(int64_t number) {
  return 1e-6 * static_cast<double>(number);
}

void PrintTrained(const LeadModel& model, const std::string& id, const ModelRows& read,
                  const TrainOptions& options) {
  const TrainingReport& report = model.report();
  for (const std::string& warning : report.warnings)
    std::fprintf(stderr, "warning: %s\n", warning.c_str());
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject().Member("model", id).Member("kind", model.scorer().kind());
    json.Member("rows", report.rows).Member("positives", report.positives);
    json.Member("left_out", report.left_out + static_cast<int64_t>(read.faults.size()));
    json.Member("judged_by", report.judged_by);
    for (const auto& [name, figure] :
         {std::pair{"auc", report.figures.auc}, std::pair{"pr_auc", report.figures.pr_auc},
          std::pair{"log_loss", report.figures.log_loss}, std::pair{"brier", report.figures.brier},
          std::pair{"ece", report.figures.ece}, std::pair{"lift_10", report.figures.lift_10}}) {
      json.Key(name).Raw(Decimal(FromE6(figure), 6));
    }
    json.Member("calibration", model.calibrator().WayName());
    json.Member("promotable", report.promotable).Member("verdict", report.verdict);
    json.Key("warnings").BeginArray();
    for (const std::string& warning : report.warnings) json.String(warning);
    json.EndArray().EndObject();
    std::printf("%s\n", text.c_str());
    return;
  }
  std::printf("%s, %ld positive, %ld left out\n", Counted(report.rows, "row").c_str(),
              report.positives, report.left_out + static_cast<int64_t>(read.faults.size()));
  std::printf("%s, calibrated by %s; on rows held back (%s): AUC %.3f, log loss %.4f, ECE %.3f\n",
              std::string(model.scorer().kind()).c_str(),
              std::string(model.calibrator().WayName()).c_str(), report.judged_by.c_str(),
              FromE6(report.figures.auc), FromE6(report.figures.log_loss),
              FromE6(report.figures.ece));
  std::printf("%s\n", report.verdict.c_str());
  std::printf("model %s in %s\n", id.c_str(), options.out.c_str());
}

// What one kind reads and the other would pass over in silence.
Status OptionsFit(const TrainOptions& options) {
  if (options.kind == "intent") {
    if (!options.spec.empty())
      return Err(Code::kInvalid,
                 "`--spec` is for scores; intents are learned from the columns `text` and `label`");
    if (options.family != "best")
      return Err(Code::kInvalid, "`--family` is for scores; intents have one family");
    return {};
  }
  if (!options.validation.empty())
    return Err(Code::kInvalid,
               "`--validation` is for `--kind intent`; a score holds rows back by itself");
  if (!options.encoder.empty() || !options.valences.empty())
    return Err(Code::kInvalid,
               "`--encoder` and `--valence` are for `--kind intent`; a score reads columns");
  return {};
}

Status TrainScore(const TrainOptions& options) {
  if (options.spec.empty())
    return Err(Code::kInvalid,
               "`--spec SPEC.yaml` is missing; it says what the label and the "
               "features are");
  TrainingRequest request;
  if (options.family == "scorecard") request.family = FamilyChoice::kScorecard;
  if (options.family == "boosted_trees") request.family = FamilyChoice::kBoostedTrees;
  Result<std::string> spec = ReadWhole(options.spec);
  if (!spec.ok()) return spec.error();
  request.spec_text = std::move(*spec);
  const std::string spec_name = options.spec.substr(options.spec.find_last_of('/') + 1);
  SB_ASSIGN(request.spec, ParseScoreSpec(request.spec_text, spec_name));
  SB_ASSIGN(const ModelRows read, ReadModelRows(options.rows));
  request.rows_digest = read.digest;
  request.seed = options.seed;
  Result<LeadModel> model = TrainLeadModel(request, read.rows);
  if (!model.ok()) return Within("`" + options.rows + "`", model.error());
  const Bytes bytes = model->Encode();
  SB_ASSIGN(const ModelFile file, DecodeModelFile(bytes));
  SB_TRY(WriteWhole(options.out, bytes));
  PrintLeftOut(read.faults);
  PrintTrained(*model, file.Id(), read, options);
  return {};
}

int RunModelTrain(const TrainOptions& options) {
  if (const Status fits = OptionsFit(options); !fits.ok()) return Fail(fits.error());
  const Status apart = CheckOutput(options.out, {options.rows, options.spec, options.validation,
                                                 options.encoder, options.valences});
  if (!apart.ok()) return Fail(apart.error());
  if (options.kind == "intent") {
    return RunIntentTrain({options.rows, options.validation, options.encoder, options.valences,
                           options.out, options.seed, options.json});
  }
  const Status done = TrainScore(options);
  return done.ok() ? kExitDone : Fail(done.error());
}

}  // namespace

void AddModelTrain(CLI::App* model, int* exit) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* train = model->add_subcommand("train", "learn a model from rows with outcomes");
  train->add_option("--kind", options->kind, "score (default) or intent")
      ->check(CLI::IsMember({"score", "intent"}));
  train->add_option("--data", options->rows, "CSV with a header; a row a lead")->required();
  train->add_option("--spec", options->spec, "YAML: label and features (docs/scoring.md)");
  train->add_option("--validation", options->validation, "CSV to choose thresholds on (intent)");
  train->add_option("--encoder", options->encoder, "the sentence encoder (intent)");
  train->add_option("--valence", options->valences,
                    "CSV of words and how kind they are, -5 to 5 (intent: how a text is meant)");
  train->add_option("--out", options->out, "the model file to write")->required();
  train->add_option("--seed", options->seed, "of what is drawn by lot (default: 1)")
      ->check(WholeNumber())
      ->check(CLI::NonNegativeNumber);
  train->add_option("--family", options->family, "best (default), scorecard or boosted_trees")
      ->check(CLI::IsMember({"best", "scorecard", "boosted_trees"}));
  train->add_flag("--json", options->json, "print the report as JSON");
  train->callback([options, exit] { *exit = RunModelTrain(*options); });
}

}  // namespace signalbox
