// /v1/policies: check a bundle, publish it, go back to an earlier version, and list all; what
// `signalbox policy` asks of a running server.
#include <nlohmann/json.hpp>

#include "api/api_parts.h"
#include "api/problem.h"
#include "api/router.h"
#include "base/json_writer.h"
#include "workspace/policy_versions.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

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

HttpResponse Publish(Workspace& workspace, const RouteContext& context) {
  const Result<BundleFiles> files = ReadFiles(context.request.body);
  if (!files.ok()) return ErrorResponse(files.error(), context.request.path());
  std::vector<Finding> findings;
  const auto version = workspace.Publish(*files, &findings);
  if (version.ok()) return JsonResponse(VersionJson((*version)->name), 201);
  if (version.error().code != Code::kInvalid)
    return ErrorResponse(version.error(), context.request.path());
  Problem problem = MakeProblem(422, version.error().message);
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

Result<std::string> VersionsJson(Workspace& workspace) {
  std::string text;
  SB_TRY(workspace.Ask([&](const Engine& engine) { text = PolicyVersionsJson(engine.state()); }));
  return text;
}

HttpResponse Answer(Result<std::string> text, const RouteContext& context) {
  if (!text.ok()) return ErrorResponse(text.error(), context.request.path());
  return JsonResponse(std::move(*text));
}

Route Make(ApiParts& parts, Method method, std::string pattern, std::string summary,
           Answerer answer) {
  Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler = InPool(parts.pool, std::move(answer));
  return route;
}

}  // namespace

void AddPolicyRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route publish =
      Make(parts, Method::kPost, "/v1/policies", "Publish a bundle and make it active",
           [&workspace](const RouteContext& context) { return Publish(workspace, context); });
  publish.success = {201};
  publish.request_schema = "PolicyBundle";
  publish.response_schema = "PolicyVersion";
  router->Add(std::move(publish));
  Route check = Make(parts, Method::kPost, "/v1/policies/check",
                     "Compile a bundle and say what is wrong with it",
                     [&workspace](const RouteContext& context) {
                       return Answer(Check(workspace, context.request.body), context);
                     });
  check.request_schema = "PolicyBundle";
  check.response_schema = "PolicyFindings";
  router->Add(std::move(check));
  Route back =
      Make(parts, Method::kPost, "/v1/policies/rollback", "Make an earlier version active again",
           [&workspace](const RouteContext& context) {
             return Answer(GoBack(workspace, context.request.body), context);
           });
  back.request_schema = "PolicyRollback";
  back.response_schema = "PolicyVersion";
  router->Add(std::move(back));
  for (const char* pattern : {"/v1/policies", "/v1/policy/versions"}) {
    Route versions =
        Make(parts, Method::kGet, pattern, "Published versions of the policy, the oldest first",
             [&workspace](const RouteContext& context) {
               return Answer(VersionsJson(workspace), context);
             });
    versions.response_schema = "PolicyVersions";
    router->Add(std::move(versions));
  }
}

}  // namespace signalbox
