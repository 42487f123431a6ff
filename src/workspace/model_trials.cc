#include "workspace/model_trials.h"

#include <map>

#include "engine/model_events.h"
#include "intake/csv_writer.h"
#include "workspace/model_judging.h"
#include "workspace/model_rows.h"
#include "workspace/policy_changes.h"

namespace signalbox {
namespace {

struct Trial {
  ModelEntry entry;
  std::string champion_version;
  std::optional<ModelEntry> champion;
};

std::string QuotedVersion(const std::string& agent, const std::string& version) {
  return "`" + agent + "@" + version + "`";
}

Result<Trial> FindTrial(const State& state, const std::string& agent, const std::string& version) {
  const AgentModels* models = state.models.Find(agent);
  const ModelEntry* entry = state.models.Find(agent, version);
  const std::string name = QuotedVersion(agent, version);
  if (entry == nullptr) {
    return Err(Code::kNotFound,
               "there is no model " + name + "; `signalbox model history` lists them");
  }
  if (entry->standing == ModelStanding::kChampion)
    return Err(Code::kConflict, name + " is in use already");
  if (entry->standing == ModelStanding::kFormer) {
    return Err(Code::kConflict, name +
                                    " is not in the shadow; go back to an earlier one with "
                                    "`model rollback`, or offer its file again");
  }
  Trial trial{*entry, models->champion, std::nullopt};
  if (const ModelEntry* champion = state.models.Find(agent, models->champion); champion != nullptr)
    trial.champion = *champion;
  return trial;
}

Status CheckApproved(const State& state, const Trial& trial, const std::string& name) {
  if (!state.stages.approval_required || trial.entry.approver != 0) return {};
  return Err(Code::kConflict,
             "this workspace asks for an approval: somebody other than who brought " + name +
                 " runs `model approve`");
}

// Columns with what is in them, by name; models share some.
using RowCells = std::map<std::string, std::string>;

void AddCells(const ScoreSpec& spec, const ScoredRow& row, RowCells* cells) {
  for (size_t i = 0; i < spec.features.size(); ++i)
    cells->emplace(spec.features[i].column, row.cells[i]);
  // Where a label has no word for lost, any other than those for won says it.
  const std::string lost =
      spec.negative.empty() ? "not " + spec.positive.front() : spec.negative[0];
  (*cells)[spec.label_column] = row.outcome->won ? spec.positive.front() : lost;
}

// The leads that were scored since the trial began and whose outcome is known, with the columns of
// both models.
Result<std::string> RowsOfTrial(Workspace& workspace, const ScoreSpec& spec,
                                const ScoreSpec* in_use, TimeUs since) {
  std::map<int64_t, RowCells> rows;
  for (const ScoreSpec* each : {&spec, in_use}) {
    if (each == nullptr) continue;
    SB_ASSIGN(const std::vector<ScoredRow> scored, ReadScoredRows(workspace, *each));
    for (const ScoredRow& row : scored)
      if (row.outcome && row.moment.at >= since) AddCells(*each, row, &rows[row.moment.position]);
  }
  if (rows.empty()) {
    return Err(Code::kInvalid,
               "no lead that was scored since the trial began has an outcome yet; wait for some, "
               "or give rows with outcomes with `--data`");
  }
  std::string text;
  CsvWriter writer(&text);
  std::vector<std::string> line;
  for (const auto& [column, cell] : rows.begin()->second) line.push_back(column);
  writer.Row(std::span<const std::string>(line));
  for (const auto& [position, cells] : rows) {
    line.clear();
    for (const auto& [column, cell] : cells) line.push_back(cell);
    writer.Row(std::span<const std::string>(line));
  }
  return text;
}

// The model of a stored file; none where it does not read, which is no reason to keep it in use.
std::optional<AskedModel> OpenStored(const std::optional<Bytes>& file) {
  if (!file) return std::nullopt;
  Result<AskedModel> model = AskedModel::Read(*file, nullptr);
  if (!model.ok()) return std::nullopt;
  return std::move(*model);
}

Result<PromotionVerdict> JudgeTrial(Workspace& workspace, const Trial& trial, BytesView file,
                                    const AskedModel& model, std::string rows) {
  SB_ASSIGN(std::vector<std::string> known, ColumnsOfOwn(workspace));
  ModelCandidate candidate{file, &model, std::move(known), std::nullopt};
  if (trial.champion) {
    Result<Bytes> in_use = workspace.store().ReadBlob(trial.champion->file);
    if (in_use.ok()) candidate.champion = std::move(*in_use);
  }
  if (rows.empty() && model.score() != nullptr) {
    const std::optional<AskedModel> in_use = OpenStored(candidate.champion);
    const bool scores = in_use && in_use->score() != nullptr;
    SB_ASSIGN(rows, RowsOfTrial(workspace, model.score()->spec(),
                                scores ? &in_use->score()->spec() : nullptr, trial.entry.since));
  }
  return JudgeCandidate(workspace, candidate, rows);
}

}  // namespace

Result<ModelVerdict> PromoteTrial(Workspace& workspace, const Actor& actor,
                                  const TrialOrder& order) {
  const std::string name = QuotedVersion(order.agent, order.version);
  Result<Trial> trial = Err(Code::kNotFound, "");
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    trial = FindTrial(engine.state(), order.agent, order.version);
    if (!trial.ok()) return;
    const Status approved = CheckApproved(engine.state(), *trial, name);
    if (!approved.ok()) trial = approved.error();
  }));
  if (!trial.ok()) return trial.error();
  SB_ASSIGN(const Bytes file, workspace.store().ReadBlob(trial->entry.file));
  SB_ASSIGN(const AskedModel model, AskedModel::Read(file, nullptr));
  SB_ASSIGN(const PromotionVerdict judged, JudgeTrial(workspace, *trial, file, model, order.rows));
  ModelVerdict verdict{false, order.agent, "", model.id(), judged.objection};
  if (!judged.objection.empty()) {
    SB_TRY(NoteRefusedModel(workspace, actor, order.agent, model, judged.objection));
    return verdict;
  }
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    // Judging took its time.
    SB_ASSIGN(const Trial now, FindTrial(turn.state(), order.agent, order.version));
    SB_TRY(CheckApproved(turn.state(), now, name));
    if (now.champion_version != trial->champion_version)
      return Err(Code::kConflict, "another model came into use meanwhile; try again");
    SB_ASSIGN(const PersonRef by, StatedPerson(turn.state(), order.by));
    SB_ASSIGN(const int64_t subject, SubjectOfWord(turn, order.because));
    const ev::ModelPromoted body{
        order.agent,          order.version, now.entry.kind, now.entry.model, now.entry.file,
        now.champion_version, false,         judged.why,     subject,         by};
    return turn.Input(EntityKind::kAgent, ModelEntityOf(turn.state(), order.agent),
                      EventType::kModelPromoted, actor, body, order.because, subject);
  }));
  verdict.promoted = true;
  verdict.version = order.version;
  verdict.why = judged.why;
  return verdict;
}

Status ApproveTrial(Workspace& workspace, const Actor& actor, const std::string& agent,
                    const std::string& version, const std::string& by) {
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    SB_ASSIGN(const Trial trial, FindTrial(state, agent, version));
    SB_ASSIGN(const PersonRef person, StatedPerson(state, by));
    const std::string name = QuotedVersion(agent, version);
    if (person == 0) return Err(Code::kInvalid, "say who approves of " + name + " with `--by`");
    if (trial.entry.author == 0) {
      return Err(Code::kConflict, name +
                                      " was brought without saying by whom; offer its file again "
                                      "with `--by`");
    }
    if (trial.entry.author == person)
      return Err(Code::kConflict,
                 "`" + by + "` brought " + name + "; somebody else approves of it");
    return turn.Input(EntityKind::kAgent, ModelEntityOf(state, agent), EventType::kModelApproved,
                      actor, ev::ModelApproved{agent, version, person});
  }));
  return {};
}

}  // namespace signalbox
