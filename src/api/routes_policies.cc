// /v1/policies: check and test a bundle, publish it, promote and approve of a version, go back to
// an earlier one, and list all; what `signalbox policy` asks of a running server.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "api/answer_route.h"
#include "api/lead_rows.h"
#include "api/problem.h"
#include "api/recorded_reading.h"
#include "api/whole_log.h"
#include "base/json_writer.h"
#include "plans/plan_loader.h"
#include "policy/scenario.h"
#include "workspace/policy_changes.h"
#include "workspace/policy_versions.h"
#include "workspace/scenario_json.h"
#include "workspace/shadow_moves.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// Moves of a silent trial whose records are told by name: what a page shows. Each costs a read of
// the log.
constexpr size_t kShadowNamed = 50;

// `{"files": {"policy.yaml": "...", "tables/a.csv": "..."}}`.
Result<BundleFiles> ReadFiles(std::string_view body) {
  const nlohmann::json root = nlohmann::json::parse(body, nullptr, false);
  const auto files = root.is_object() ? root.find("files") : root.end();
  if (!root.is_object() || files == root.end() || !files->is_object()) {
    return Err(Code::kInvalid, "send {\"files\": {\"policy.yaml\": \"...\"}}");
  }
  BundleFiles bundle;
  for (const auto& [name, content] : files->items()) {
    const auto* text = content.get_ptr<const std::string*>();
    if (text == nullptr) {
      return Err(Code::kInvalid, "the content of `" + name + "` is no text");
    }
    bundle.emplace(name, *text);
  }
  return bundle;
}

std::string VersionJson(const std::string& version) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("policy_version", version).EndObject();
  return text;
}

// With who asks as who does it (WhoDid).
Result<StageRequest> StageAsked(const RouteContext& context, std::string_view stage_key,
                                const std::vector<std::string_view>& others = {}) {
  SB_ASSIGN(StageRequest request, ParseStageRequest(context.request.body, stage_key, others));
  SB_ASSIGN(request.by, WhoDid(context.principal, request.by, false));
  return request;
}

HttpResponse Publish(Workspace& workspace, const RouteContext& context) {
  const Result<BundleFiles> files = ReadFiles(context.request.body);
  if (!files.ok()) return ErrorResponse(files.error(), context.request.path());
  const Result<StageRequest> stage = StageAsked(context, "stage", {"files"});
  if (!stage.ok()) return ErrorResponse(stage.error(), context.request.path());
  std::vector<Finding> findings;
  const auto standing = PublishPolicy(workspace, context.principal.name, *files, *stage, &findings);
  if (standing.ok()) return JsonResponse(standing->Json(), 201);
  if (standing.error().code != Code::kInvalid)
    return ErrorResponse(standing.error(), context.request.path());
  Problem problem = MakeProblem(422, standing.error().message);
  problem.instance = context.request.path();
  for (const Finding& finding : findings) problem.errors.push_back({finding.file, finding.Text()});
  return ProblemResponse(problem);
}

Result<std::string> Check(Workspace& workspace, std::string_view body) {
  SB_ASSIGN(const BundleFiles files, ReadFiles(body));
  Roster roster;
  SB_TRY(workspace.Ask([&](const Engine& engine) { roster = engine.state().roster; }));
  std::vector<Finding> findings;
  const auto version = CheckBundle(files, &roster, &findings);
  return CheckedBundleJson(findings, version.get());
}

// Of a draft: what does not compile has no tests that could run.
Result<std::string> TestDraft(Workspace& workspace, std::string_view body) {
  SB_ASSIGN(const BundleFiles files, ReadFiles(body));
  Roster roster;
  SB_TRY(workspace.Ask([&](const Engine& engine) { roster = engine.state().roster; }));
  ScenarioReport report;
  const auto version = LoadVersion(files, &roster, &report.findings);
  if (version == nullptr) {
    report.failed =
        std::count_if(report.findings.begin(), report.findings.end(),
                      [](const Finding& one) { return one.severity == Severity::kError; });
    return ScenariosJson(report, "");
  }
  return ScenariosJson(RunScenarios(files, *version->policy, &roster), version->name);
}

Result<std::string> GoBack(Workspace& workspace, std::string_view body) {
  std::string wanted;
  if (!body.empty()) {
    const nlohmann::json object = nlohmann::json::parse(body, nullptr, false);
    if (!object.is_object()) {
      return Err(Code::kInvalid,
                 "send {\"policy_version\": \"...\"}, or nothing for the version before");
    }
    const auto value = object.find("policy_version");
    if (value != object.end() && !value->is_null()) {
      const auto* text = value->get_ptr<const std::string*>();
      if (text == nullptr) return Err(Code::kInvalid, "`policy_version` is a text");
      wanted = *text;
    }
  }
  SB_ASSIGN(const std::string version, workspace.Rollback(wanted));
  return VersionJson(version);
}

Result<std::string> JsonOf(const Result<VersionStanding>& standing) {
  if (!standing.ok()) return standing.error();
  return standing->Json();
}

Result<std::string> Promote(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const StageRequest request, StageAsked(context, "to"));
  return JsonOf(PromotePolicy(workspace, context.principal.name,
                              std::string(context.Path("version")), request));
}

Result<std::string> ApproveVersion(Workspace& workspace, const RouteContext& context) {
  const bool operators = context.principal.kind == Principal::Kind::kOperator;
  const std::string& body = context.request.body;
  const nlohmann::json object = nlohmann::json::parse(body, nullptr, false);
  const bool says = object.is_object() && object.contains("by") && object["by"].is_string();
  const bool nothing = body.empty() || (object.is_object() && object.empty());
  if (!says && (operators || !nothing))
    return Err(Code::kInvalid, "send {\"by\": \"who approves\"}");
  SB_ASSIGN(const std::string by,
            WhoDid(context.principal, says ? object["by"].get<std::string>() : "", true));
  return JsonOf(
      ApprovePolicy(workspace, context.principal.name, std::string(context.Path("version")), by));
}

Result<std::string> SetApproval(Workspace& workspace, const RouteContext& context) {
  const nlohmann::json object = nlohmann::json::parse(context.request.body, nullptr, false);
  const bool says =
      object.is_object() && object.contains("required") && object["required"].is_boolean();
  const bool by = says && object.contains("by") && object["by"].is_string();
  if (!says) return Err(Code::kInvalid, "send {\"required\": true} or {\"required\": false}");
  SB_ASSIGN(const std::string who,
            WhoDid(context.principal, by ? object["by"].get<std::string>() : "", false));
  SB_TRY(SetPolicyApproval(workspace, context.principal.name, object["required"], who));
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("required", object["required"].get<bool>()).EndObject();
  return text;
}

// The records that would have gone elsewhere, the first of them, as lists show them: a name says
// more than an id.
Result<SeenAnswer> ShadowSeen(Workspace& workspace, const ShadowReport& report,
                              const Sight& sight) {
  std::vector<ShownLead> shown;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    std::set<Id> named;
    for (const ShadowMove& one : report.moves) {
      const Result<Id> id = ParseId("lead", one.move.lead_id);
      if (!id.ok() || !named.insert(*id).second) continue;
      const auto at = engine.state().lead_by_id.find(*id);
      if (at != engine.state().lead_by_id.end()) shown.push_back(ShownOf(engine, at->second));
      if (shown.size() == kShadowNamed) return;
    }
  }));
  SeenAnswer answer;
  answer.text = report.Json();
  answer.text.pop_back();
  answer.text += ",\"records\":";
  JsonWriter json(&answer.text);
  json.BeginArray();
  for (ShownLead& one : shown) {
    if (!sight.SeesLead(OwnerShown(one.answer))) continue;
    SB_TRY(AppendLeadRow(workspace, sight, &one, &json, &answer.personal));
  }
  json.EndArray();
  answer.text += "}";
  return answer;
}

Result<std::string> ShadowJson(ApiParts& parts, const RouteContext& context) {
  Workspace& workspace = parts.workspace;
  SB_ASSIGN(const ShadowReport report,
            FindShadowMoves(workspace.store(), workspace.keys(), LoadStoredVersion,
                            std::string(context.Path("version"))));
  return AnswerSeen(parts, context, "",
                    [&](const Sight& sight) { return ShadowSeen(workspace, report, sight); });
}

Result<std::string> VersionsJson(Workspace& workspace) {
  std::string text;
  SB_TRY(workspace.Ask([&](const Engine& engine) { text = PolicyVersionsJson(engine.state()); }));
  return text;
}

void AddStageRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route promote = AnswerRoute(
      parts, Method::kPost, "/v1/policies/{version}/promote",
      "Move a version to another stage, or give the canary another share",
      [&workspace](const RouteContext& context) { return Promote(workspace, context); });
  promote.request_schema = "PolicyStage";
  promote.response_schema = "PolicyVersion";
  router->Add(Permission::kWritePolicies, std::move(promote));
  Route approve = AnswerRoute(
      parts, Method::kPost, "/v1/policies/{version}/approve",
      "Approve of a version that somebody else published",
      [&workspace](const RouteContext& context) { return ApproveVersion(workspace, context); });
  approve.request_schema = "PolicyApprover";
  approve.response_schema = "PolicyVersion";
  router->Add(Permission::kApprovePolicies, std::move(approve));
  Route approval = AnswerRoute(
      parts, Method::kPost, "/v1/policies/approval",
      "Say whether versions need an approval before they see a lead",
      [&workspace](const RouteContext& context) { return SetApproval(workspace, context); });
  approval.request_schema = "PolicyApproval";
  approval.response_schema = "PolicyApproval";
  router->Add(Permission::kSetApproval, std::move(approval));
  Route shadow =
      WholeLogRoute(parts, Method::kGet, "/v1/policies/{version}/shadow",
                    "Which leads a version in the shadow would have sent elsewhere",
                    [&parts](const RouteContext& context) { return ShadowJson(parts, context); });
  shadow.response_schema = "PolicyShadow";
  router->Add(Permission::kTryDecisions, std::move(shadow));
}

}  // namespace

void AddPolicyRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  AddStageRoutes(parts, router);
  Route publish = ResponseRoute(
      parts, Method::kPost, "/v1/policies", "Publish a bundle, and make it active or try it",
      [&workspace](const RouteContext& context) { return Publish(workspace, context); });
  publish.success = {201};
  publish.request_schema = "PolicyBundle";
  publish.response_schema = "PolicyVersion";
  router->Add(Permission::kWritePolicies, std::move(publish));
  Route check = AnswerRoute(
      parts, Method::kPost, "/v1/policies/check", "Compile a bundle and say what is wrong with it",
      [&workspace](const RouteContext& context) { return Check(workspace, context.request.body); });
  check.request_schema = "PolicyBundle";
  check.response_schema = "PolicyFindings";
  router->Add(Permission::kReadPolicies, std::move(check));
  Route tests = AnswerRoute(parts, Method::kPost, "/v1/policies/tests",
                            "Run the tests of a bundle that need not be published",
                            [&workspace](const RouteContext& context) {
                              return TestDraft(workspace, context.request.body);
                            });
  tests.request_schema = "PolicyBundle";
  tests.response_schema = "PolicyTests";
  router->Add(Permission::kReadPolicies, std::move(tests));
  Route back = AnswerRoute(parts, Method::kPost, "/v1/policies/rollback",
                           "Make an earlier version active again",
                           [&workspace](const RouteContext& context) {
                             return GoBack(workspace, context.request.body);
                           });
  back.request_schema = "PolicyRollback";
  back.response_schema = "PolicyVersion";
  router->Add(Permission::kWritePolicies, std::move(back));
  for (const char* pattern : {"/v1/policies", "/v1/policy/versions"}) {
    Route versions = AnswerRoute(
        parts, Method::kGet, pattern, "Published versions of the policy, the oldest first",
        [&workspace](const RouteContext&) { return VersionsJson(workspace); });
    versions.response_schema = "PolicyVersions";
    router->Add(Permission::kReadPolicies, std::move(versions));
  }
}

}  // namespace signalbox
