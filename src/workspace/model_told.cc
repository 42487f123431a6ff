#include "workspace/model_told.h"

#include "base/json_writer.h"
#include "insight/score/model_card.h"
#include "insight/score/scorecard.h"
#include "workspace/asked_model.h"

namespace signalbox {
namespace {

struct NamedModel {
  std::string version;
  ModelEntry entry;
};

Result<NamedModel> FindModel(Workspace& workspace, const std::string& agent,
                             const std::string& version) {
  std::optional<NamedModel> found;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const ModelBook& book = engine.state().models;
    const AgentModels* models = book.Find(agent);
    if (models == nullptr) return;
    const std::string& wanted = version.empty() ? models->champion : version;
    const ModelEntry* entry = book.Find(agent, wanted);
    if (entry != nullptr) found = NamedModel{wanted, *entry};
  }));
  if (found) return *found;
  return Err(Code::kNotFound,
             "`" + agent + "` has no model " +
                 (version.empty() ? std::string("in use") : "of version `" + version + "`"));
}

}  // namespace

Result<std::string> ModelCardJson(Workspace& workspace, const std::string& agent,
                                  const std::string& version) {
  SB_ASSIGN(const NamedModel named, FindModel(workspace, agent, version));
  SB_ASSIGN(const Bytes file, workspace.store().ReadBlob(named.entry.file));
  SB_ASSIGN(const AskedModel model, AskedModel::Read(file, nullptr));
  const LeadModel* score = model.score();
  const bool has_points =
      score != nullptr && dynamic_cast<const Scorecard*>(&score->scorer()) != nullptr;
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("agent", agent).Member("version", named.version);
  json.Member("model", model.id()).Member("kind", named.entry.kind);
  json.MemberOrNull("card", score == nullptr ? std::string() : ModelCardText(*score, model.id()));
  json.MemberOrNull("points", has_points ? PointsTable(*score) : std::string()).EndObject();
  return text;
}

}  // namespace signalbox
