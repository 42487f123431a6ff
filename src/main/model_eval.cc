// `signalbox model eval` and `compare`: models on rows with outcomes.
#include <cstdio>

#include "base/counted.h"
#include "insight/score/significance.h"
#include "main/command.h"
#include "main/csv_table.h"
#include "main/model_command.h"
#include "main/model_intent.h"

namespace signalbox {
namespace {

struct EvalOptions {
  std::string model, other, rows, encoder;
  bool json = false;
};

void PrintScoreFigures(const ScoreFigures& figures) {
  std::printf("rows       %ld, %ld positive (%.4f)\n", figures.rows, figures.positives,
              figures.base_rate());
  if (figures.one_class()) {
    std::printf("auc        none: all rows have one outcome\n");
  } else {
    std::printf("auc        %.4f\n", figures.auc);
  }
  std::printf(
      "pr_auc     %.4f\nlog_loss   %.4f\nbrier      %.4f\nece        %.4f\nlift_10    %.2f\n",
      figures.pr_auc, figures.log_loss, figures.brier, figures.ece, figures.lift_10);
  std::printf("\n  probability      rows  predicted  observed\n");
  for (size_t bin = 0; bin < figures.table.size(); ++bin) {
    const ReliabilityBin& each = figures.table[bin];
    const auto bins = static_cast<double>(figures.table.size());
    if (each.rows == 0) continue;
    std::printf("  %.3f to %.3f %7ld     %.4f    %.4f\n", static_cast<double>(bin) / bins,
                static_cast<double>(bin + 1) / bins, each.rows, each.mean_predicted,
                each.positive_rate);
  }
}

Status EvalScores(const EvalOptions& options) {
  SB_ASSIGN(const ScoringModel opened, ReadScoringModel(options.model));
  SB_ASSIGN(const ModelRows read, ReadModelRows(options.rows));
  Result<JudgedRows> judged = JudgeModel(opened.model, read.rows);
  if (!judged.ok()) return Within("`" + options.rows + "`", judged.error());
  PrintLeftOut(read.faults);
  const int64_t left_out = judged->left_out + static_cast<int64_t>(read.faults.size());
  const TrainingReport& report = opened.model.report();
  const bool seen = report.rows_digest == read.digest;
  if (seen)
    std::fprintf(stderr, "note: the model was trained on this very file; these figures flatter\n");
  if (!options.json) {
    std::printf("model      %s, %s\n", std::string(opened.model.scorer().kind()).c_str(),
                opened.id.c_str());
    PrintScoreFigures(judged->figures);
    if (left_out > 0)
      std::printf("\n%s left out: no outcome, or not readable\n", Counted(left_out, "row").c_str());
    return {};
  }
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("model", opened.id).Member("kind", opened.model.scorer().kind());
  WriteFigures(judged->figures, &json);
  json.Member("left_out", left_out).Member("trained_on_these_rows", seen);
  json.Member("promotable", report.promotable).Member("verdict", report.verdict).EndObject();
  std::printf("%s\n", text.c_str());
  return {};
}

int RunModelEval(const EvalOptions& options) {
  const Result<ModelFile> file = ReadModelFile(options.model);
  if (!file.ok()) return Fail(file.error());
  if (file->kind == "intent") {
    return RunIntentEval({options.rows, "", options.encoder, "", options.model, 1, options.json});
  }
  const Status done = EvalScores(options);
  return done.ok() ? kExitDone : Fail(done.error());
}

std::string BetterOf(const PairedTest& test, std::string_view better, std::string_view worse) {
  if (test.significant()) return std::string(better);
  // The test is one-sided; the other side's chance is what is left.
  const bool other = test.difference < 0 && 1 - test.p_value < kSignificance;
  return other ? std::string(worse) : "neither by more than chance";
}

Result<int> CompareModels(const EvalOptions& options) {
  SB_ASSIGN(const ScoringModel first, ReadScoringModel(options.model));
  SB_ASSIGN(const ScoringModel second, ReadScoringModel(options.other));
  SB_ASSIGN(const ModelRows read, ReadModelRows(options.rows));
  PrintLeftOut(read.faults);
  for (const ScoringModel* each : {&first, &second}) {
    if (each->model.report().rows_digest == read.digest) {
      std::fprintf(stderr, "note: model %s was trained on this very file; its figures flatter\n",
                   each->id.c_str());
    }
  }
  SB_ASSIGN(const JudgedRows a, JudgeModel(first.model, read.rows));
  SB_ASSIGN(const JudgedRows b, JudgeModel(second.model, read.rows));
  if (a.outcome != b.outcome)
    return Err(Code::kInvalid,
               "the two models do not have the same label, so there is nothing to "
               "compare");
  const PairedTest area = CompareAucs(a.raw, b.raw, a.outcome);
  const PairedTest loss =
      CompareMeans(RowLosses(b.predicted, b.outcome), RowLosses(a.predicted, a.outcome));
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject();
    for (const auto& [key, model, judged] :
         {std::tuple{"first", &first, &a}, std::tuple{"second", &second, &b}}) {
      json.Key(key).BeginObject().Member("model", model->id);
      json.Member("kind", model->model.scorer().kind());
      WriteFigures(judged->figures, &json);
      json.EndObject();
    }
    json.Key("auc_difference").Raw(Decimal(area.difference, 6));
    json.Key("auc_p_value").Raw(Decimal(area.p_value, 6));
    json.Key("log_loss_gain").Raw(Decimal(loss.difference, 6));
    json.Key("log_loss_p_value").Raw(Decimal(loss.p_value, 6));
    json.Member("better_by_auc", BetterOf(area, "first", "second"));
    json.Member("better_by_log_loss", BetterOf(loss, "first", "second")).EndObject();
    std::printf("%s\n", text.c_str());
    return kExitDone;
  }
  std::printf("%-22s %10s %10s\n", "", "first", "second");
  const auto line = [](const char* name, double x, double y) {
    std::printf("%-22s %10.4f %10.4f\n", name, x, y);
  };
  line("auc", a.figures.auc, b.figures.auc);
  line("pr_auc", a.figures.pr_auc, b.figures.pr_auc);
  line("log_loss", a.figures.log_loss, b.figures.log_loss);
  line("brier", a.figures.brier, b.figures.brier);
  line("ece", a.figures.ece, b.figures.ece);
  line("lift_10", a.figures.lift_10, b.figures.lift_10);
  std::printf("better by AUC: %s (DeLong, p %.2g)\n", BetterOf(area, "first", "second").c_str(),
              area.p_value);
  std::printf("better by log loss: %s (paired, p %.2g)\n",
              BetterOf(loss, "first", "second").c_str(), loss.p_value);
  return kExitDone;
}

}  // namespace

void AddModelEval(CLI::App* model, int* exit) {
  auto options = std::make_shared<EvalOptions>();
  CLI::App* eval = model->add_subcommand("eval", "what a model is worth on rows with outcomes");
  eval->add_option("--model", options->model, "the model file")->required();
  eval->add_option("--data", options->rows, "CSV with the model's columns and label")->required();
  eval->add_option("--encoder", options->encoder, "the sentence encoder (intent models)");
  eval->add_flag("--json", options->json, "print JSON");
  eval->callback([options, exit] { *exit = RunModelEval(*options); });
}

void AddModelCompare(CLI::App* model, int* exit) {
  auto options = std::make_shared<EvalOptions>();
  CLI::App* compare = model->add_subcommand("compare", "two models on the same rows");
  compare->add_option("FIRST", options->model, "a model file")->required();
  compare->add_option("SECOND", options->other, "another")->required();
  compare->add_option("--data", options->rows, "CSV that neither was trained on")->required();
  compare->add_flag("--json", options->json, "print JSON");
  compare->callback([options, exit] {
    const Result<int> done = CompareModels(*options);
    *exit = done.ok() ? *done : Fail(done.error());
  });
}

}  // namespace signalbox
