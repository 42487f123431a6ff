// /v1/models: the learned models of the workspace, promoted, refused and rolled back; what
// `signalbox model ... --workspace` asks of a running server.
#include <nlohmann/json.hpp>

#include "api/acting_person.h"
#include "api/answer_route.h"
#include "workspace/lead_sight.h"
#include "workspace/model_changes.h"
#include "workspace/model_told.h"
#include "workspace/model_trials.h"
#include "workspace/model_watching.h"

namespace signalbox {
namespace {

Result<std::string> ListModels(Workspace& workspace) {
  std::string text;
  SB_TRY(workspace.Ask([&](const Engine& engine) { text = ModelsJson(engine.state()); }));
  return text;
}

Result<nlohmann::json> ReadObject(const RouteContext& context,
                                  const std::map<std::string, nlohmann::json::value_t>& members) {
  nlohmann::json object = nlohmann::json::parse(context.request.body, nullptr, false);
  if (!object.is_object()) return Err(Code::kInvalid, "the body is no JSON object");
  for (const auto& [name, value] : object.items()) {
    const auto known = members.find(name);
    if (known == members.end()) return Err(Code::kInvalid, "there is no `" + name + "`");
    if (value.type() != known->second)
      return Err(Code::kInvalid, "`" + name + "` has another type than it should");
  }
  return object;
}

Result<std::string> OfferModel(Workspace& workspace, const RouteContext& context) {
  using Type = nlohmann::json::value_t;
  SB_ASSIGN(const nlohmann::json object, ReadObject(context, {{"file", Type::string},
                                                              {"rows", Type::string},
                                                              {"because", Type::string},
                                                              {"challenger", Type::boolean},
                                                              {"by", Type::string}}));
  if (!object.contains("file"))
    return Err(Code::kInvalid, "`file` is missing: base64 of the model");
  ModelOffer offer;
  SB_ASSIGN(offer.file, FromBase64(object["file"].get<std::string>()));
  offer.rows = object.value("rows", "");
  offer.because = object.value("because", "");
  offer.challenger = object.value("challenger", false);
  SB_ASSIGN(offer.by, WhoDid(context.principal, object.value("by", ""), false));
  SB_ASSIGN(const ModelVerdict verdict, PromoteModel(workspace, ActorOf(context), offer));
  return ModelVerdictJson(verdict);
}

Result<std::string> RollBack(Workspace& workspace, const RouteContext& context) {
  using Type = nlohmann::json::value_t;
  SB_ASSIGN(const nlohmann::json object,
            ReadObject(context, {{"because", Type::string}, {"to_none", Type::boolean}}));
  SB_ASSIGN(const ModelVerdict verdict,
            RollBackModel(workspace, ActorOf(context), std::string(context.Path("agent")),
                          object.value("because", ""), object.value("to_none", false)));
  return ModelVerdictJson(verdict);
}

Result<std::string> PromoteByVersion(Workspace& workspace, const RouteContext& context) {
  using Type = nlohmann::json::value_t;
  SB_ASSIGN(const nlohmann::json object, ReadObject(context, {{"version", Type::string},
                                                              {"rows", Type::string},
                                                              {"because", Type::string},
                                                              {"by", Type::string}}));
  TrialOrder order;
  order.agent = context.Path("agent");
  order.version = object.value("version", "");
  if (order.version.empty())
    return Err(Code::kInvalid, "`version` is missing: the one in the shadow");
  order.rows = object.value("rows", "");
  order.because = object.value("because", "");
  SB_ASSIGN(order.by, WhoDid(context.principal, object.value("by", ""), false));
  SB_ASSIGN(const ModelVerdict verdict, PromoteTrial(workspace, ActorOf(context), order));
  return ModelVerdictJson(verdict);
}

Result<std::string> ApproveModel(Workspace& workspace, const RouteContext& context) {
  using Type = nlohmann::json::value_t;
  SB_ASSIGN(const nlohmann::json object,
            ReadObject(context, {{"version", Type::string}, {"by", Type::string}}));
  const std::string version = object.value("version", "");
  if (version.empty()) return Err(Code::kInvalid, "`version` is missing: the one in the shadow");
  SB_ASSIGN(const std::string by, WhoDid(context.principal, object.value("by", ""), true));
  SB_TRY(
      ApproveTrial(workspace, ActorOf(context), std::string(context.Path("agent")), version, by));
  return ListModels(workspace);
}

Result<std::string> WatchModel(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const nlohmann::json object,
            ReadObject(context, {{"recalibrate", nlohmann::json::value_t::boolean}}));
  SB_ASSIGN(const ModelWatchReport report,
            WatchModelInUse(workspace, ActorOf(context), std::string(context.Path("agent")),
                            object.value("recalibrate", false)));
  return ModelWatchReportJson(report);
}

// A version on silent trial: into use, and a second person's word on it.
void AddModelTrialRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route promote = AnswerRoute(
      parts, Method::kPost, "/v1/models/{agent}/promote",
      "Put the version in the shadow into use, if it is better by the leads that came since",
      [&workspace](const RouteContext& context) { return PromoteByVersion(workspace, context); });
  promote.request_schema = "ModelTrialOrder";
  promote.response_schema = "ModelVerdict";
  router->Add(Permission::kWriteAgents, std::move(promote));
  Route approve = AnswerRoute(
      parts, Method::kPost, "/v1/models/{agent}/approve",
      "Approve of a version in the shadow that somebody else brought",
      [&workspace](const RouteContext& context) { return ApproveModel(workspace, context); });
  approve.request_schema = "ModelApproval";
  approve.response_schema = "Models";
  router->Add(Permission::kApprovePolicies, std::move(approve));
}

}  // namespace

void AddModelRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  AddModelTrialRoutes(parts, router);
  Route list = AnswerRoute(parts, Method::kGet, "/v1/models", "Learned models and how they stand",
                           [&workspace](const RouteContext&) { return ListModels(workspace); });
  list.response_schema = "Models";
  router->Add(Permission::kReadSetup, std::move(list));
  Route offer = AnswerRoute(
      parts, Method::kPost, "/v1/models", "Promote a model, if it is better on rows held back",
      [&workspace](const RouteContext& context) { return OfferModel(workspace, context); });
  offer.request_schema = "ModelOffer";
  offer.response_schema = "ModelVerdict";
  router->Add(Permission::kWriteAgents, std::move(offer));
  Route back = AnswerRoute(
      parts, Method::kPost, "/v1/models/{agent}/rollback", "Use the model before again",
      [&workspace](const RouteContext& context) { return RollBack(workspace, context); });
  back.request_schema = "ModelRollback";
  back.response_schema = "ModelVerdict";
  router->Add(Permission::kWriteAgents, std::move(back));
  Route watch = AnswerRoute(
      parts, Method::kPost, "/v1/models/{agent}/watch",
      "Tell what is new about a score in use, and calibrate it anew after an alarm",
      [&workspace](const RouteContext& context) { return WatchModel(workspace, context); });
  watch.request_schema = "ModelWatch";
  watch.response_schema = "ModelWatchReport";
  router->Add(Permission::kWriteAgents, std::move(watch));
  Route history =
      AnswerRoute(parts, Method::kGet, "/v1/models/{agent}/history",
                  "What was promoted, refused, rolled back and told of an agent's models",
                  [&workspace](const RouteContext& context) {
                    return ModelHistoryJson(workspace, std::string(context.Path("agent")));
                  });
  history.response_schema = "ModelHistory";
  router->Add(Permission::kReadSetup, std::move(history));
  Route card = AnswerRoute(parts, Method::kGet, "/v1/models/{agent}/card",
                           "What a model was trained on, for what, with what results",
                           [&workspace](const RouteContext& context) {
                             const std::string* version = context.Query("version");
                             return ModelCardJson(workspace, std::string(context.Path("agent")),
                                                  version == nullptr ? std::string() : *version);
                           });
  card.query = {{"version", "the one in use if not given"}};
  card.response_schema = "ModelCard";
  router->Add(Permission::kReadSetup, std::move(card));
  for (const auto& [part, schema, summary] :
       {std::tuple{"drift", "ModelDrift",
                   "Whether leads are still those that a score learned from"},
        std::tuple{"calibration", "ModelCalibration", "Whether what a score says comes true"},
        std::tuple{"fairness", "ModelFairness", "How a score treats groups of leads"}}) {
    Route watched = AnswerRoute(
        parts, Method::kGet, std::string("/v1/models/{agent}/") + part, summary,
        [&workspace, part = std::string(part)](const RouteContext& context) -> Result<std::string> {
          SB_ASSIGN(const Sight sight, SightOf(workspace, context.principal));
          return ModelWatchJson(workspace, std::string(context.Path("agent")), part, sight);
        });
    watched.response_schema = schema;
    router->Add(Permission::kReadSetup, std::move(watched));
  }
}

}  // namespace signalbox
