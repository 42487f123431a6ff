#include "engine/apply.h"
#include "engine/model_book.h"
#include "engine/model_events.h"

namespace signalbox {
namespace {

void AddTelling(const Event& event, AgentModels* models) {
  models->tellings.push_back(event.position);
  if (models->tellings.size() > kMostTellings) models->tellings.erase(models->tellings.begin());
}

Status Stand(const Event& event, const std::string& agent, const std::string& version,
             ModelStanding standing, State* state) {
  AgentModels& models = state->models.by_agent[agent];
  const auto entry = models.versions.find(version);
  if (entry == models.versions.end())
    return Err(Code::kCorrupt, "a model is told of that was never promoted");
  entry->second.standing = standing;
  entry->second.since = event.time;
  entry->second.position = event.position;
  LifecycleChange change;
  change.lifecycle = standing == ModelStanding::kChampion     ? Lifecycle::kActive
                     : standing == ModelStanding::kChallenger ? Lifecycle::kShadow
                                                              : Lifecycle::kDraft;
  return state->registry.SetState(agent, version, change);
}

// `version` stands as said; whoever stood there before is a former one.
Status Replace(const Event& event, const std::string& agent, const std::string& version,
               ModelStanding standing, State* state) {
  AgentModels& models = state->models.by_agent[agent];
  std::string& place = standing == ModelStanding::kChampion ? models.champion : models.challenger;
  if (!place.empty() && place != version)
    SB_TRY(Stand(event, agent, place, ModelStanding::kFormer, state));
  place = version;
  if (standing == ModelStanding::kChampion && models.challenger == version)
    models.challenger.clear();
  if (standing == ModelStanding::kChallenger && models.champion == version) models.champion.clear();
  if (version.empty()) return {};
  return Stand(event, agent, version, standing, state);
}

template <typename B>
Status ApplyNewModel(const Event& event, bool challenger, const B& body, State* state) {
  ModelEntry& entry = state->models.by_agent[body.agent].versions[body.version];
  entry.kind = body.kind;
  entry.model = body.model;
  entry.file = body.file;
  entry.before = body.before;
  const AgentModels& models = state->models.by_agent[body.agent];
  const std::string shadow = models.challenger;
  // It comes out of the shadow as a version of its own.
  if (!challenger && !shadow.empty() && models.versions.at(shadow).model == body.model) {
    SB_TRY(Stand(event, body.agent, shadow, ModelStanding::kFormer, state));
    state->models.by_agent[body.agent].challenger.clear();
  }
  return Replace(event, body.agent, body.version,
                 challenger ? ModelStanding::kChallenger : ModelStanding::kChampion, state);
}

// What changes nothing but that it was told.
template <typename B>
Status ApplyTold(const Event& event, State* state) {
  SB_ASSIGN(const B body, DecodeBody<B>(event.clear));
  AddTelling(event, &state->models.by_agent[body.agent]);
  return {};
}

}  // namespace

std::string_view ModelStandingName(ModelStanding standing) {
  switch (standing) {
    case ModelStanding::kFormer:
      return "former";
    case ModelStanding::kChampion:
      return "champion";
    case ModelStanding::kChallenger:
      return "challenger";
  }
  return "former";
}

const AgentModels* ModelBook::Find(std::string_view agent) const {
  const auto found = by_agent.find(agent);
  return found == by_agent.end() ? nullptr : &found->second;
}

const ModelEntry* ModelBook::Find(std::string_view agent, std::string_view version) const {
  const AgentModels* models = Find(agent);
  if (models == nullptr) return nullptr;
  const auto found = models->versions.find(std::string(version));
  return found == models->versions.end() ? nullptr : &found->second;
}

bool IsOfModels(EventType type) {
  return type == EventType::kModelApproved ||
         (type >= EventType::kModelPromoted && type <= EventType::kModelOutworn);
}

Status ApplyModel(const Event& event, State* state) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kModelPromoted: {
      SB_ASSIGN(const auto body, DecodeBody<ev::ModelPromoted>(event.clear));
      const bool known = state->models.Find(body.agent, body.version) != nullptr;
      SB_TRY(ApplyNewModel(event, body.challenger, body, state));
      // Who promotes it out of the shadow did not bring it.
      if (!known) state->models.by_agent[body.agent].versions[body.version].author = body.by;
      AddTelling(event, &state->models.by_agent[body.agent]);
      return {};
    }
    case EventType::kModelApproved: {
      SB_ASSIGN(const auto body, DecodeBody<ev::ModelApproved>(event.clear));
      AgentModels& models = state->models.by_agent[body.agent];
      const auto entry = models.versions.find(body.version);
      if (entry == models.versions.end())
        return Err(Code::kCorrupt, "a model was approved of that was never promoted");
      entry->second.approver = body.by;
      AddTelling(event, &models);
      return {};
    }
    case EventType::kModelRecalibrated: {
      SB_ASSIGN(const auto body, DecodeBody<ev::ModelRecalibrated>(event.clear));
      SB_TRY(ApplyNewModel(event, false, body, state));
      AddTelling(event, &state->models.by_agent[body.agent]);
      return {};
    }
    case EventType::kModelRolledBack: {
      SB_ASSIGN(const auto body, DecodeBody<ev::ModelRolledBack>(event.clear));
      SB_TRY(Replace(event, body.agent, body.to, ModelStanding::kChampion, state));
      AddTelling(event, &state->models.by_agent[body.agent]);
      return {};
    }
    case EventType::kModelRefused:
      return ApplyTold<ev::ModelRefused>(event, state);
    case EventType::kModelDrifted:
      return ApplyTold<ev::ModelDrifted>(event, state);
    case EventType::kModelAlarmed:
      return ApplyTold<ev::ModelAlarmed>(event, state);
    default:
      return ApplyTold<ev::ModelOutworn>(event, state);
  }
}

}  // namespace signalbox
