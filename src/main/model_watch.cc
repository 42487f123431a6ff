// `signalbox model watch` and `bias`: a model on leads that came after it was trained.
#include <cstdio>

#include "base/counted.h"
#include "insight/score/group_report.h"
#include "insight/score/stream_watch.h"
#include "main/command.h"
#include "main/model_command.h"

namespace signalbox {
namespace {

struct WatchOptions {
  std::string model, rows, out;
  std::vector<std::string> groups;
  size_t late = 0;
  bool only_tell = false, json = false;
  ShelfOptions in_use;
};

constexpr std::string_view kLevels[] = {"steady", "watch", "act"};

std::string_view LevelName(DriftFinding::Level level) {
  return kLevels[static_cast<size_t>(level)];
}

void WriteStream(const StreamReport& report, std::string_view id, JsonWriter* json) {
  json->BeginObject().Member("model", id).Key("said").BeginObject();
  WriteFigures(report.figures, json);
  json->EndObject().Key("without_recalibration").BeginObject();
  WriteFigures(report.as_promoted, json);
  json->EndObject().Key("alarms").BeginArray();
  for (const StreamAlarm& each : report.alarms) {
    json->BeginObject().Member("row", each.row).Member("since", each.since);
    json->Member("too_low", each.too_low).EndObject();
  }
  json->EndArray().Key("recalibrations").BeginArray();
  for (const StreamRecalibration& each : report.recalibrations) {
    json->BeginObject().Member("row", each.row).Member("since", each.since);
    json->Key("ece_before").Raw(Decimal(each.ece_before, 6));
    json->Key("ece_after").Raw(Decimal(each.ece_after, 6));
    json->Key("ece_of_change").Raw(Decimal(each.ece_of_change, 6));
    json->Key("ece_of_rest").Raw(Decimal(each.ece_of_rest, 6)).EndObject();
  }
  json->EndArray().Key("drift").BeginArray();
  for (const DriftFinding& each : report.drift) {
    json->BeginObject().Member("what", each.what).Key("psi").Raw(Decimal(each.psi, 6));
    json->Key("p_value").Raw(Decimal(each.p_value, 6));
    json->Member("level", LevelName(each.level)).EndObject();
  }
  json->EndArray().Member("retrain", report.retrain);
  json->MemberOrNull("why_retrain", report.why_retrain).EndObject();
}

void PrintStream(const StreamReport& report) {
  const std::string area = report.figures.one_class() ? "no AUC, all have one outcome"
                                                      : "AUC " + Decimal(report.figures.auc, 3);
  std::printf("%s, %s, ECE %.3f; without recalibration ECE %.3f\n",
              Counted(report.rows, "row").c_str(), area.c_str(), report.figures.ece,
              report.as_promoted.ece);
  for (const StreamAlarm& each : report.alarms) {
    std::printf("alarm at row %ld: outcomes come more %s than said, since about row %ld\n",
                each.row, each.too_low ? "often" : "rarely", each.since);
  }
  if (report.alarms.empty()) std::printf("no alarm\n");
  for (const StreamRecalibration& each : report.recalibrations) {
    std::printf("calibrated anew from row %ld: ECE %.3f, it would have been %.3f\n", each.row,
                each.ece_after, each.ece_before);
  }
  for (const DriftFinding& each : report.drift) {
    if (each.level == DriftFinding::Level::kSteady) continue;
    std::printf("drift (%s): `%s`, stability index %.3f, p %.2g\n",
                std::string(LevelName(each.level)).c_str(), each.what.c_str(), each.psi,
                each.p_value);
  }
  if (report.retrain) {
    std::printf("train it anew: %s\n", report.why_retrain.c_str());
  } else {
    std::printf("no reason to train it anew\n");
  }
}

Status WriteRecalibrated(const ScoringModel& opened, const StreamReport& report,
                         const WatchOptions& options) {
  if (report.recalibrations.empty()) {
    return Err(Code::kNotFound,
               "nothing was calibrated anew, so `" + options.out + "` was not written");
  }
  SB_ASSIGN(
      const LeadModel next,
      opened.model.Recalibrated(report.recalibrations.back().calibrator,
                                "calibrated anew, without training, from model " + opened.id));
  return WriteWhole(options.out, next.Encode());
}

Status Watch(const WatchOptions& options) {
  if (options.model.empty() || options.rows.empty())
    return Err(Code::kInvalid, "name a workspace, or a model and rows with `--model` and `--data`");
  SB_ASSIGN(const ScoringModel opened, ReadScoringModel(options.model));
  SB_ASSIGN(const ModelRows read, ReadModelRows(options.rows));
  SB_ASSIGN(const LabelledRows rows, LabelRows(opened.model.spec(), read.rows));
  const StreamReport report = WatchStream(opened.model, rows, {options.late, !options.only_tell});
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    WriteStream(report, opened.id, &json);
    std::printf("%s\n", text.c_str());
  } else {
    PrintStream(report);
  }
  return options.out.empty() ? Status{} : WriteRecalibrated(opened, report, options);
}

void WriteGroup(const GroupFigures& each, JsonWriter* json) {
  json->BeginObject().Member("group", each.group).Member("rows", each.rows);
  json->Member("positives", each.positives);
  json->Key("predicted").Raw(Decimal(each.mean_predicted, 6));
  json->Key("observed").Raw(Decimal(each.positive_rate, 6));
  json->Key("p_value").Raw(Decimal(each.p_value, 6));
  json->Key("selected").Raw(Decimal(each.selected, 6));
  json->Key("selection_ratio").Raw(Decimal(each.selection_ratio, 6));
  json->Member("miscalibrated", each.miscalibrated);
  json->Member("seldom_selected", each.seldom_selected).EndObject();
}

void PrintGroup(const GroupFigures& each) {
  std::printf("  %-28s %7ld  said %.3f  came %.3f  put first %.3f%s%s\n", each.group.c_str(),
              each.rows, each.mean_predicted, each.positive_rate, each.selected,
              each.miscalibrated ? "  what is said does not hold" : "",
              each.seldom_selected ? "  seldom put first" : "");
}

Status Bias(const WatchOptions& options) {
  SB_ASSIGN(const ScoringModel opened, ReadScoringModel(options.model));
  SB_ASSIGN(const ModelRows read, ReadModelRows(options.rows));
  SB_ASSIGN(const LabelledRows rows, LabelRows(opened.model.spec(), read.rows));
  SB_ASSIGN(const JudgedRows judged, JudgeModel(opened.model, read.rows));
  const std::vector<std::string>& columns =
      options.groups.empty() ? opened.model.spec().group_columns : options.groups;
  if (columns.empty()) {
    return Err(Code::kInvalid,
               "which groups? the model's spec declares none under `groups`; name a "
               "column with `--by`");
  }
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("model", opened.id).Key("columns").BeginArray();
  for (const std::string& name : columns) {
    const int column = read.rows.Find(name);
    if (column < 0) return Err(Code::kInvalid, "the file has no column `" + name + "`");
    std::vector<std::string_view> group;
    for (const uint32_t row : rows.source_row)
      group.emplace_back(read.rows.rows[row][static_cast<size_t>(column)]);
    json.BeginObject().Member("column", name).Key("groups").BeginArray();
    if (!options.json) std::printf("%s\n", name.c_str());
    for (const GroupFigures& each : CompareGroups(judged.predicted, judged.outcome, group)) {
      WriteGroup(each, &json);
      if (!options.json) PrintGroup(each);
    }
    json.EndArray().EndObject();
  }
  json.EndArray().EndObject();
  if (options.json) std::printf("%s\n", text.c_str());
  return {};
}

}  // namespace

void AddModelWatch(CLI::App* model, int* exit) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* watch = model->add_subcommand("watch", "drift and calibration on rows in their order");
  watch->add_option("--workspace", options->in_use.workspace.directory,
                    "the model in use in this workspace, on its own leads");
  watch->add_option("--keys", options->in_use.workspace.keys_directory,
                    "keys directory of the workspace (default: DIR.keys)");
  watch->add_option("--agent", options->in_use.agent, "of the workspace (default: score_lead)");
  watch->add_option("--model", options->model, "or a model file");
  watch->add_option("--data", options->rows, "with it a CSV with the model's columns and label");
  watch->add_option("--late", options->late, "rows between a lead and its outcome (default: 0)")
      ->check(CLI::Range(size_t{0}, size_t{1'000'000}));
  watch->add_flag("--only-tell", options->only_tell, "do not calibrate anew after an alarm");
  watch->add_option("--out", options->out, "write the model as calibrated last");
  watch->add_flag("--json", options->json, "print JSON");
  watch->callback([options, exit] {
    if (!options->in_use.workspace.directory.empty()) {
      const Result<int> told = WatchInWorkspace(options->in_use, !options->only_tell);
      *exit = told.ok() ? *told : Fail(told.error());
      return;
    }
    const Status done = Watch(*options);
    *exit = done.ok() ? kExitDone : Fail(done.error());
  });
}

void AddModelBias(CLI::App* model, int* exit) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* bias = model->add_subcommand("bias", "how a model treats groups of leads");
  bias->add_option("--model", options->model, "the model file")->required();
  bias->add_option("--data", options->rows, "CSV with the model's columns and label")->required();
  bias->add_option("--by", options->groups, "columns of groups (default: the spec's `groups`)");
  bias->add_flag("--json", options->json, "print JSON");
  bias->callback([options, exit] {
    const Status done = Bias(*options);
    *exit = done.ok() ? kExitDone : Fail(done.error());
  });
}

}  // namespace signalbox
