#include "workspace/model_changes.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "agents/model_agent.h"
#include "agents/spec_codec.h"
#include "base/ascii.h"
#include "base/hash.h"
#include "base/json_writer.h"
#include "engine/model_events.h"
#include "intake/csv.h"
#include "intake/written_value.h"
#include "policy/own_fields.h"
#include "workspace/asked_model.h"
#include "workspace/model_judging.h"
#include "workspace/model_rows.h"
#include "workspace/policy_changes.h"

namespace signalbox {
namespace {

// Versions of models follow those of the hand-made agent of the same name, which is 1.0.0.
constexpr std::string_view kMajor = "2.";

std::string NextVersion(const AgentModels* models) {
  const size_t before = models == nullptr ? 0 : models->versions.size();
  return std::string(kMajor) + std::to_string(before + 1) + ".0";
}

// The fields that a model reads: those of its columns, or those of its kind.
std::vector<Field> FieldsOf(const AskedModel& model) {
  std::set<Field> fields;
  if (model.score() != nullptr) {
    for (const ScoreCell& cell : ScoreCellsOf(model.score()->spec()))
      if (cell.field) fields.insert(*cell.field);
    // One that reads defined features alone still names something that it reads.
    if (fields.empty()) fields.insert(Field::kTouches);
  }
  return {fields.begin(), fields.end()};
}

struct OfferedModel {
  AskedModel model;
  std::string agent;
  std::vector<std::string> known;  // columns beside the fields that leads have here
  std::optional<ModelEntry> champion;
  bool is_known = false;  // it was promoted before
  bool needs_approval = false;
};

Result<OfferedModel> ReadOffer(Workspace& workspace, const ModelOffer& offer) {
  SB_ASSIGN(AskedModel model, AskedModel::Read(offer.file, nullptr));
  OfferedModel read{std::move(model), "", {}, {}};
  read.agent = AgentOfModelKind(read.model.kind());
  SB_ASSIGN(read.known, ColumnsOfOwn(workspace));
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    read.needs_approval = state.stages.approval_required;
    const AgentModels* models = state.models.Find(read.agent);
    if (models == nullptr) return;
    const ModelEntry* champion = state.models.Find(read.agent, models->champion);
    if (champion != nullptr) read.champion = *champion;
    for (const auto& [version, entry] : models->versions)
      read.is_known = read.is_known || (entry.model == read.model.digest() &&
                                        entry.standing == ModelStanding::kChampion);
  }));
  return read;
}

Result<PromotionVerdict> JudgeOffer(Workspace& workspace, const ModelOffer& offer,
                                    const OfferedModel& read) {
  ModelCandidate candidate{offer.file, &read.model, read.known, std::nullopt};
  if (read.champion && !offer.challenger) {
    Result<Bytes> file = workspace.store().ReadBlob(read.champion->file);
    if (file.ok()) candidate.champion = std::move(*file);
  }
  return JudgeCandidate(workspace, candidate, offer.rows);
}

}  // namespace

Result<std::vector<std::string>> ColumnsOfOwn(Workspace& workspace) {
  SB_ASSIGN(const FeatureSet features, ActiveFeatures(workspace));
  std::vector<std::string> columns = features.names();
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const auto active = engine.state().Active();
    if (active == nullptr) return;
    for (std::string& name : OwnFieldsOf(*active->policy)) columns.push_back(std::move(name));
  }));
  return columns;
}

Status NoteRefusedModel(Workspace& workspace, const Actor& actor, const std::string& agent,
                        const AskedModel& model, const std::string& objection) {
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const ev::ModelRefused body{agent, model.kind(), model.digest(), objection};
    return turn.Input(EntityKind::kAgent, ModelEntityOf(turn.state(), agent),
                      EventType::kModelRefused, actor, body);
  }));
  return {};
}

Result<int64_t> SubjectOfWord(Turn& turn, const std::string& because) {
  if (because.empty()) return 0;
  return turn.NewSubject();
}

Id ModelEntityOf(const State& state, std::string_view agent) {
  return DeriveId(0, state.log_id, 0, "agent:" + std::string(agent));
}

Result<ModelRowsText> ReadModelRowsText(std::string_view csv) {
  ModelRowsText out;
  out.digest = ToHex(View(Sha256(csv)));
  TextSource source(csv);
  CsvReader reader(&source);
  CsvRow row;
  bool header = true;
  while (true) {
    SB_ASSIGN(const bool more, reader.Next(&row));
    if (!more) break;
    if (!row.fault.empty()) {
      if (header) return Err(Code::kInvalid, "the rows have no header: " + row.fault);
      continue;
    }
    std::vector<std::string> cells;
    for (const std::string_view field : row.fields) cells.emplace_back(TrimBlanks(field));
    if (header)
      out.rows.header = std::move(cells);
    else
      out.rows.rows.push_back(std::move(cells));
    header = false;
  }
  if (out.rows.rows.empty()) return Err(Code::kInvalid, "there are no rows with outcomes");
  return out;
}

Result<NewModelVersion> RegisterModelVersion(Turn& turn, const Actor& actor, BytesView file) {
  SB_ASSIGN(const AskedModel model, AskedModel::Read(file, nullptr));
  NewModelVersion made;
  made.agent = AgentOfModelKind(model.kind());
  made.kind = model.kind();
  made.model = model.digest();
  const AgentModels* models = turn.state().models.Find(made.agent);
  if (models != nullptr) made.before = models->champion;
  made.version = NextVersion(models);
  made.file = turn.PutBlob(file);
  const AgentSpec spec =
      ModelAgentSpec(made.agent, made.version, model.id(), ToHex(View(made.file)), FieldsOf(model));
  Registry tried = turn.state().registry;
  SB_TRY(tried.Register(spec));
  Bytes encoded;
  EncodeAgentSpec(spec, &encoded);
  SB_TRY(turn.Input(EntityKind::kAgent, ModelEntityOf(turn.state(), made.agent),
                    EventType::kAgentRegistered, actor,
                    ev::AgentRegistered{turn.PutBlob(encoded), spec.id, spec.version}));
  return made;
}

Result<ModelVerdict> PromoteModel(Workspace& workspace, const Actor& actor,
                                  const ModelOffer& offer) {
  SB_ASSIGN(const OfferedModel read, ReadOffer(workspace, offer));
  ModelVerdict verdict{false, read.agent, "", read.model.id(), ""};
  if (read.is_known) {
    verdict.why = "it is in use already";
    return verdict;
  }
  if (read.needs_approval && !offer.challenger) {
    return Err(Code::kConflict,
               "this workspace asks for an approval: put the model into the shadow "
               "(`--challenger`) with `--by`, somebody else runs `model approve`, and then it is "
               "promoted by its version");
  }
  SB_ASSIGN(const PromotionVerdict judged, JudgeOffer(workspace, offer, read));
  if (!judged.objection.empty()) {
    verdict.why = judged.objection;
    SB_TRY(NoteRefusedModel(workspace, actor, read.agent, read.model, judged.objection));
    return verdict;
  }
  verdict.why = judged.why;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(const int64_t subject, SubjectOfWord(turn, offer.because));
    SB_ASSIGN(const NewModelVersion made, RegisterModelVersion(turn, actor, offer.file));
    verdict.version = made.version;
    SB_ASSIGN(const PersonRef by, StatedPerson(turn.state(), offer.by));
    const ev::ModelPromoted body{made.agent,  made.version,     made.kind,  made.model, made.file,
                                 made.before, offer.challenger, judged.why, subject,    by};
    return turn.Input(EntityKind::kAgent, ModelEntityOf(turn.state(), made.agent),
                      EventType::kModelPromoted, actor, body, offer.because, subject);
  }));
  verdict.promoted = true;
  return verdict;
}

Result<ModelVerdict> RollBackModel(Workspace& workspace, const Actor& actor,
                                   const std::string& agent, const std::string& because,
                                   bool to_none) {
  ModelVerdict verdict{true, agent, "", "", ""};
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    const AgentModels* models = state.models.Find(agent);
    if (models == nullptr || models->champion.empty())
      return Err(Code::kNotFound, "`" + agent + "` has no model in use");
    const std::string before = to_none ? "" : models->versions.at(models->champion).before;
    if (before.empty() && !to_none) {
      return Err(Code::kNotFound, "there is no model of `" + agent + "` before " +
                                      models->champion +
                                      " to go back to; `--to-none` goes back to hand-made rules");
    }
    if (!before.empty()) verdict.model = ToHex(View(models->versions.at(before).model));
    verdict.version = before;
    SB_ASSIGN(const int64_t subject, SubjectOfWord(turn, because));
    const ev::ModelRolledBack body{agent, models->champion, before, subject};
    return turn.Input(EntityKind::kAgent, ModelEntityOf(state, agent), EventType::kModelRolledBack,
                      actor, body, because, subject);
  }));
  return verdict;
}

std::string ModelVerdictJson(const ModelVerdict& verdict) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("promoted", verdict.promoted).Member("agent", verdict.agent);
  json.MemberOrNull("version", verdict.version).MemberOrNull("model", verdict.model);
  json.Member("why", verdict.why).EndObject();
  return text;
}

Result<ModelVerdict> ReadModelVerdict(std::string_view json) {
  const nlohmann::json object = nlohmann::json::parse(json, nullptr, false);
  if (!object.is_object() || !object.contains("promoted") || !object["promoted"].is_boolean())
    return Err(Code::kCorrupt, "the server's answer is no verdict on a model");
  const auto text = [&](const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  return ModelVerdict{object["promoted"].get<bool>(), text("agent"), text("version"), text("model"),
                      text("why")};
}

std::string ModelsJson(const State& state) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("approval_required", state.stages.approval_required);
  json.Key("items").BeginArray();
  for (const auto& [agent, models] : state.models.by_agent) {
    json.BeginObject().Member("agent", agent).MemberOrNull("champion", models.champion);
    json.MemberOrNull("challenger", models.challenger).Key("versions").BeginArray();
    std::vector<const std::pair<const std::string, ModelEntry>*> entries;
    for (const auto& one : models.versions) entries.push_back(&one);
    std::stable_sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) {
      return a->second.position > b->second.position;
    });
    for (const auto* one : entries) {
      const auto& [version, entry] = *one;
      json.BeginObject().Member("version", version).Member("model", ToHex(View(entry.model)));
      json.Member("kind", entry.kind).Member("standing", ModelStandingName(entry.standing));
      json.Member("since", FormatTime(entry.since)).MemberOrNull("before", entry.before);
      json.MemberOrNull("author", state.PersonOf(entry.author));
      json.MemberOrNull("approved_by", state.PersonOf(entry.approver)).EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
