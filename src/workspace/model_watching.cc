#include "workspace/model_watching.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "access/small_groups.h"
#include "base/json_writer.h"
#include "engine/model_events.h"
#include "insight/score/drift.h"
#include "insight/score/group_report.h"
#include "insight/score/lift.h"
#include "workspace/asked_model.h"
#include "workspace/event_json.h"
#include "workspace/few_told.h"
#include "workspace/model_changes.h"
#include "workspace/score_cells.h"

namespace signalbox {
namespace {

int64_t Millionths(double number) {
  return std::llround(number * 1e6);
}

std::string Six(double number) {
  return fmt::format("{:.6f}", number);
}

struct ModelInUse {
  std::string version;
  AskedModel model;
};

struct WatchedRows {
  AgentModels book;
  ModelInUse champion;
  std::optional<ModelInUse> challenger;
  std::vector<ScoredRow> rows;  // scored by the champion

  // In the order in which their outcomes came.
  std::vector<const ScoredRow*> Decided() const {
    std::vector<const ScoredRow*> decided;
    for (const ScoredRow& row : rows)
      if (row.outcome) decided.push_back(&row);
    std::stable_sort(decided.begin(), decided.end(),
                     [](const auto* a, const auto* b) { return a->outcome->at < b->outcome->at; });
    return decided;
  }
};

Result<ModelInUse> OpenModel(Workspace& workspace, const AgentModels& book,
                             const std::string& version) {
  SB_ASSIGN(const Bytes file, workspace.store().ReadBlob(book.versions.at(version).file));
  SB_ASSIGN(AskedModel model, AskedModel::Read(file, nullptr));
  return ModelInUse{version, std::move(model)};
}

Result<WatchedRows> ReadWatchedRows(Workspace& workspace, const std::string& agent) {
  AgentModels book;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const AgentModels* found = engine.state().models.Find(agent);
    if (found != nullptr) book = *found;
  }));
  if (book.champion.empty())
    return Err(Code::kNotFound, "`" + agent + "` has no model in use; promote one");
  SB_ASSIGN(ModelInUse champion, OpenModel(workspace, book, book.champion));
  const LeadModel* score = champion.model.score();
  if (score == nullptr) {
    return Err(Code::kNotFound,
               "`" + agent + "` has no outcomes to be watched by; only scores have");
  }
  WatchedRows watched{book, std::move(champion), std::nullopt, {}};
  if (!book.challenger.empty()) {
    SB_ASSIGN(watched.challenger, OpenModel(workspace, book, book.challenger));
  }
  SB_ASSIGN(std::vector<ScoredRow> rows,
            ReadScoredRows(workspace, watched.champion.model.score()->spec()));
  const std::string by = agent + "@" + book.champion;
  for (ScoredRow& row : rows)
    if (row.moment.agent == by) watched.rows.push_back(std::move(row));
  return watched;
}

LabelledRows LabelledOf(const std::vector<const ScoredRow*>& rows, size_t features) {
  LabelledRows out;
  out.cells.resize(features);
  for (const ScoredRow* row : rows) {
    for (size_t i = 0; i < features; ++i) out.cells[i].emplace_back(row->cells[i]);
    out.outcome.push_back(row->outcome->won ? 1 : 0);
    out.source_row.push_back(static_cast<uint32_t>(out.source_row.size()));
  }
  return out;
}

std::vector<std::vector<std::string_view>> CellViews(std::span<const ScoredRow> rows) {
  std::vector<std::vector<std::string_view>> cells;
  for (const ScoredRow& row : rows) cells.emplace_back(row.cells.begin(), row.cells.end());
  return cells;
}

constexpr std::string_view kLevelNames[] = {"steady", "watch", "act"};
std::string_view LevelName(DriftFinding::Level level) {
  return kLevelNames[static_cast<size_t>(level)];
}

void AddDrift(const WatchedRows& watched, JsonWriter* json) {
  const LeadModel& model = *watched.champion.model.score();
  json->Key("columns").BeginArray();
  for (const DriftFinding& each : FindDrift(model, CellViews(watched.rows))) {
    json->BeginObject().Member("what", each.what).Key("psi").Raw(Six(each.psi));
    json->Key("p_value").Raw(Six(each.p_value)).Member("level", LevelName(each.level)).EndObject();
  }
  json->EndArray().Key("over_time").BeginArray();
  const std::span<const ScoredRow> rows(watched.rows);
  for (size_t at = 0; at + kDriftWindowRows <= rows.size(); at += kDriftWindowRows) {
    const auto window = rows.subspan(at, kDriftWindowRows);
    json->BeginObject().Member("until", FormatTime(window.back().moment.at));
    json->Member("rows", static_cast<int64_t>(window.size()));
    json->Key("psi").Raw(Six(FindDrift(model, CellViews(window)).front().psi)).EndObject();
  }
  json->EndArray();
}

struct Predicted {
  std::vector<double> raw, said;
  std::vector<uint8_t> outcome;
};

Predicted PredictAll(const LeadModel& model, const LabelledRows& rows) {
  Predicted out;
  out.outcome = rows.outcome;
  std::vector<std::string_view> cells(rows.cells.size());
  for (size_t row = 0; row < rows.rows(); ++row) {
    rows.Row(row, cells);
    out.raw.push_back(model.RawScore(cells));
    out.said.push_back(model.calibrator().Probability(out.raw.back()));
  }
  return out;
}

void AddLift(const Predicted& predicted, JsonWriter* json) {
  json->Key("tenths").BeginArray();
  for (const LiftTenth& tenth : LiftByTenth(predicted.said, predicted.outcome)) {
    json->BeginObject().Member("rows", tenth.rows);
    json->Key("observed").Raw(Six(tenth.positive_rate)).Key("lift").Raw(Six(tenth.lift));
    json->EndObject();
  }
  json->EndArray();
}

void AddReliability(const std::string& version, const Predicted& predicted, JsonWriter* json) {
  const ScoreFigures figures = MeasureScores(predicted.said, predicted.outcome);
  json->BeginObject().Member("version", version).Member("rows", figures.rows);
  json->Member("positives", figures.positives);
  json->Key("auc").Raw(figures.one_class() ? "null" : Six(figures.auc));
  json->Key("ece").Raw(Six(figures.ece)).Key("brier").Raw(Six(figures.brier));
  json->Key("lift_10").Raw(figures.positives == 0 ? "null" : Six(figures.lift_10));
  json->Key("table").BeginArray();
  for (const ReliabilityBin& bin : figures.table) {
    json->BeginObject().Member("rows", bin.rows);
    json->Key("predicted").Raw(bin.rows == 0 ? "null" : Six(bin.mean_predicted));
    json->Key("observed").Raw(bin.rows == 0 ? "null" : Six(bin.positive_rate)).EndObject();
  }
  json->EndArray();
  AddLift(predicted, json);
  json->EndObject();
}

// The challenger reads the same leads; its columns may be others, so its rows are read for it.
Status AddCalibration(Workspace& workspace, const WatchedRows& watched, JsonWriter* json) {
  const LeadModel& model = *watched.champion.model.score();
  const std::vector<const ScoredRow*> decided = watched.Decided();
  json->Key("models").BeginArray();
  AddReliability(watched.champion.version,
                 PredictAll(model, LabelledOf(decided, model.spec().features.size())), json);
  if (watched.challenger) {
    const LeadModel& other = *watched.challenger->model.score();
    SB_ASSIGN(const std::vector<ScoredRow> rows, ReadScoredRows(workspace, other.spec()));
    std::vector<const ScoredRow*> same;
    for (const ScoredRow* row : decided) {
      const auto found =
          std::lower_bound(rows.begin(), rows.end(), row->moment.position,
                           [](const ScoredRow& a, int64_t at) { return a.moment.position < at; });
      if (found != rows.end() && found->moment.position == row->moment.position)
        same.push_back(&*found);
    }
    AddReliability(watched.challenger->version,
                   PredictAll(other, LabelledOf(same, other.spec().features.size())), json);
  }
  json->EndArray();
  return {};
}

// Groups of few leads, and what would tell them, are taken out; whether there were any.
bool DropFewGroups(int64_t fewest, std::vector<GroupFigures>* groups) {
  std::vector<int64_t> rows;
  for (const GroupFigures& each : *groups) rows.push_back(each.rows);
  const std::vector<bool> hidden = GroupsNotTold(rows, fewest);
  size_t at = 0;
  return std::erase_if(*groups, [&](const GroupFigures&) { return hidden[at++]; }) > 0;
}

// `fewest`: of how many leads a group is told; 0 where all are.
void AddFairness(const WatchedRows& watched, int64_t fewest, JsonWriter* json) {
  const LeadModel& model = *watched.champion.model.score();
  const std::vector<const ScoredRow*> decided = watched.Decided();
  const Predicted predicted = PredictAll(model, LabelledOf(decided, model.spec().features.size()));
  json->Key("columns").BeginArray();
  for (const std::string& column : model.spec().group_columns) {
    ScoreSpec one;
    one.features.push_back({column});
    const ScoreCell cell = ScoreCellsOf(one).front();
    std::vector<std::string> texts;
    for (const ScoredRow* row : decided) texts.push_back(CellOf(row->moment.record, cell));
    const std::vector<std::string_view> groups(texts.begin(), texts.end());
    std::vector<GroupFigures> figures = CompareGroups(predicted.said, predicted.outcome, groups);
    const bool left_out = fewest > 0 && DropFewGroups(fewest, &figures);
    json->BeginObject().Member("column", column).Member("left_out", left_out);
    json->Key("groups").BeginArray();
    for (const GroupFigures& each : figures) {
      json->BeginObject().Member("group", each.group).Member("rows", each.rows);
      json->Member("positives", each.positives);
      json->Key("predicted").Raw(Six(each.mean_predicted));
      json->Key("observed").Raw(Six(each.positive_rate)).Key("selected").Raw(Six(each.selected));
      json->Key("selection_ratio").Raw(Six(each.selection_ratio));
      json->Member("miscalibrated", each.miscalibrated);
      json->Member("seldom_selected", each.seldom_selected).EndObject();
    }
    json->EndArray().EndObject();
  }
  json->EndArray();
}

// What the log says already of this version, a line each.
Result<std::vector<std::string>> ToldBefore(Workspace& workspace, const WatchedRows& watched) {
  std::vector<std::string> told;
  for (const int64_t position : watched.book.tellings) {
    SB_ASSIGN(const OpenedEvent opened, ReadOpened(workspace.store(), workspace.keys(), position));
    const auto type = static_cast<EventType>(opened.event.type);
    if (type == EventType::kModelDrifted) {
      SB_ASSIGN(const auto body, DecodeBody<ev::ModelDrifted>(opened.event.clear));
      told.push_back(body.version + " drift " + body.what + " " + body.level);
    } else if (type == EventType::kModelAlarmed) {
      SB_ASSIGN(const auto body, DecodeBody<ev::ModelAlarmed>(opened.event.clear));
      told.push_back(body.version + " alarm " + std::to_string(body.row));
    } else if (type == EventType::kModelOutworn) {
      SB_ASSIGN(const auto body, DecodeBody<ev::ModelOutworn>(opened.event.clear));
      told.push_back(body.version + " outworn");
    }
  }
  return told;
}

// Feeds what is new, all in one turn.
class Teller {
 public:
  Teller(Turn& turn, const Actor& actor, const std::string& agent, std::vector<std::string> before)
      : turn_(turn), actor_(actor), agent_(agent), before_(std::move(before)) {}

  template <typename B>
  Status Tell(const std::string& key, const B& body, std::string words,
              std::vector<std::string>* told) {
    if (std::find(before_.begin(), before_.end(), key) != before_.end()) return {};
    SB_TRY(turn_.Input(EntityKind::kAgent, ModelEntityOf(turn_.state(), agent_), B::kType, actor_,
                       body));
    told->push_back(std::move(words));
    return {};
  }

 private:
  Turn& turn_;
  const Actor& actor_;
  const std::string& agent_;
  const std::vector<std::string> before_;
};

Status TellFindings(const StreamReport& stream, int64_t scored, Teller* teller,
                    ModelWatchReport* report) {
  for (const DriftFinding& each : stream.drift) {
    if (each.level == DriftFinding::Level::kSteady) continue;
    const std::string level(LevelName(each.level));
    SB_TRY(teller->Tell(
        report->version + " drift " + each.what + " " + level,
        ev::ModelDrifted{report->agent, report->version, each.what, level, Millionths(each.psi),
                         Millionths(each.p_value), scored},
        fmt::format("drift ({}): `{}`, stability index {:.3f}", level, each.what, each.psi),
        &report->told));
  }
  for (const StreamAlarm& each : stream.alarms) {
    SB_TRY(teller->Tell(
        report->version + " alarm " + std::to_string(each.row),
        ev::ModelAlarmed{report->agent, report->version, each.too_low, each.row, each.since},
        fmt::format("alarm: outcomes come more {} than said, since about outcome {}",
                    each.too_low ? "often" : "rarely", each.since),
        &report->told));
  }
  if (!stream.retrain) return {};
  return teller->Tell(report->version + " outworn",
                      ev::ModelOutworn{report->agent, report->version, stream.why_retrain},
                      "train it anew: " + stream.why_retrain, &report->told);
}

// The newest calibration that enough outcomes asked for, as a model of its own.
Status PutRecalibrated(Turn& turn, const Actor& actor, const LeadModel& model,
                       const StreamReport& stream, ModelWatchReport* report) {
  const StreamRecalibration& newest = stream.recalibrations.back();
  SB_ASSIGN(const LeadModel next,
            model.Recalibrated(newest.calibrator, "calibrated anew, without training, from " +
                                                      report->agent + "@" + report->version));
  SB_ASSIGN(const NewModelVersion made, RegisterModelVersion(turn, actor, next.Encode()));
  const ev::ModelRecalibrated body{made.agent,
                                   made.version,
                                   made.kind,
                                   made.model,
                                   made.file,
                                   made.before,
                                   stream.rows - newest.since + 1,
                                   Millionths(newest.ece_of_change),
                                   Millionths(newest.ece_of_rest)};
  SB_TRY(turn.Input(EntityKind::kAgent, ModelEntityOf(turn.state(), made.agent),
                    EventType::kModelRecalibrated, actor, body));
  report->recalibrated = made.version;
  report->told.push_back("calibrated anew as " + made.agent + "@" + made.version);
  return {};
}

}  // namespace

Result<ModelWatchReport> WatchModelInUse(Workspace& workspace, const Actor& actor,
                                         const std::string& agent, bool recalibrate) {
  SB_ASSIGN(const WatchedRows watched, ReadWatchedRows(workspace, agent));
  const LeadModel& model = *watched.champion.model.score();
  const LabelledRows decided = LabelledOf(watched.Decided(), model.spec().features.size());
  StreamReport stream =
      WatchStream(model, decided, {.outcomes_late = 0, .recalibrate = recalibrate});
  // Drift needs no outcomes: of all that it scored.
  stream.drift = FindDrift(model, CellViews(watched.rows));
  ModelWatchReport report;
  report.agent = agent;
  report.version = watched.champion.version;
  report.scored = static_cast<int64_t>(watched.rows.size());
  report.decided = static_cast<int64_t>(decided.rows());
  SB_ASSIGN(const std::vector<std::string> before, ToldBefore(workspace, watched));
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const AgentModels* now = turn.state().models.Find(agent);
    if (now == nullptr || now->champion != report.version)
      return Err(Code::kConflict, "another model came into use meanwhile; watch again");
    Teller teller(turn, actor, agent, before);
    SB_TRY(TellFindings(stream, report.scored, &teller, &report));
    if (stream.recalibrations.empty()) return {};
    if (turn.state().stages.approval_required) {
      // Said beside what is new, so that a round that finds nothing new stays silent.
      if (!report.told.empty())
        report.told.emplace_back(
            "not calibrated anew: this workspace asks for an approval, so bring a model into the "
            "shadow (`model promote --challenger`) for somebody else to approve");
      return {};
    }
    return PutRecalibrated(turn, actor, model, stream, &report);
  }));
  return report;
}

std::string ModelWatchReportJson(const ModelWatchReport& report) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("agent", report.agent).Member("version", report.version);
  json.Member("scored", report.scored).Member("decided", report.decided).Key("told").BeginArray();
  for (const std::string& line : report.told) json.String(line);
  json.EndArray().MemberOrNull("recalibrated", report.recalibrated).EndObject();
  return text;
}

Result<ModelWatchReport> ReadModelWatchReport(std::string_view json) {
  const nlohmann::json object = nlohmann::json::parse(json, nullptr, false);
  ModelWatchReport report;
  if (!object.is_object() || !object.contains("told") || !object["told"].is_array())
    return Err(Code::kCorrupt, "the server's answer is no report of a watch");
  const auto text = [](const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  const auto member = [&](const char* name) { return object.value(name, nlohmann::json()); };
  report.agent = text(member("agent"));
  report.version = text(member("version"));
  report.recalibrated = text(member("recalibrated"));
  if (member("scored").is_number_integer()) report.scored = member("scored").get<int64_t>();
  if (member("decided").is_number_integer()) report.decided = member("decided").get<int64_t>();
  for (const nlohmann::json& line : object["told"]) report.told.push_back(text(line));
  return report;
}

Result<std::string> ModelWatchJson(Workspace& workspace, const std::string& agent,
                                   const std::string& part, const Sight& sight) {
  SB_ASSIGN(const WatchedRows watched, ReadWatchedRows(workspace, agent));
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("agent", agent).Member("version", watched.champion.version);
  json.Member("model", watched.champion.model.id());
  json.Member("scored", static_cast<int64_t>(watched.rows.size()));
  json.Member("decided", static_cast<int64_t>(watched.Decided().size()));
  if (part == "drift") AddDrift(watched, &json);
  if (part == "calibration") SB_TRY(AddCalibration(workspace, watched, &json));
  if (part == "fairness") {
    int64_t fewest = 0;
    if (!sight.SeesAllPersonal())
      SB_TRY(workspace.Ask([&](const Engine& engine) { fewest = FewestToldIn(engine.state()); }));
    AddFairness(watched, fewest, &json);
  }
  json.EndObject();
  return text;
}

Result<std::string> ModelHistoryJson(Workspace& workspace, const std::string& agent) {
  std::vector<int64_t> tellings;
  bool known = false;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const AgentModels* models = engine.state().models.Find(agent);
    if (models == nullptr) return;
    known = true;
    tellings = models->tellings;
  }));
  if (!known) return Err(Code::kNotFound, "`" + agent + "` never had a model");
  std::string text = "{\"items\":[";
  for (auto position = tellings.rbegin(); position != tellings.rend(); ++position) {
    SB_ASSIGN(const OpenedEvent opened, ReadOpened(workspace.store(), workspace.keys(), *position));
    if (position != tellings.rbegin()) text.push_back(',');
    text += EventJson(opened, PersonNames());
  }
  return text + "]}";
}

}  // namespace signalbox
