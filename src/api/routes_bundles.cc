// GET /v1/policies/{version}/files, /tests, /flow and /attributes: a published version as it was
// written, what its tests come to, it as a picture of its guards, rules and targets, and what its
// conditions may read.
#include "api/answer_route.h"
#include "base/json_writer.h"
#include "policy/policy_attributes.h"
#include "policy/policy_graph.h"
#include "policy/scenario.h"
#include "workspace/attention.h"
#include "workspace/lead_sight.h"
#include "workspace/policy_versions.h"
#include "workspace/scenario_json.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// `active` is the active one, as in POST /v1/policies/backtest.
Result<std::shared_ptr<const PolicyVersion>> PublishedVersion(Workspace& workspace,
                                                              std::string_view name) {
  Result<std::shared_ptr<const PolicyVersion>> found =
      Err(Code::kNotFound, "the workspace has no active policy; publish one first");
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    if (name == "active") {
      if (state.Active() != nullptr) found = state.Active();
      return;
    }
    const Result<Digest> hash = FindPolicyVersion(state, name);
    if (hash.ok()) {
      found = state.versions.at(*hash);
    } else {
      found = hash.error();
    }
  }));
  return found;
}

Result<BundleFiles> FilesOf(Workspace& workspace, const PolicyVersion& version) {
  SB_ASSIGN(const Bytes blob, workspace.store().ReadBlob(version.hash));
  return UnpackBundle(blob);
}

// With the people of the workspace as it is now, where a test lists none of their team.
Result<std::string> TestsJson(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const std::shared_ptr<const PolicyVersion> version,
            PublishedVersion(workspace, context.Path("version")));
  SB_ASSIGN(const BundleFiles files, FilesOf(workspace, *version));
  Roster roster;
  SB_TRY(workspace.Ask([&](const Engine& engine) { roster = engine.state().roster; }));
  return ScenariosJson(RunScenarios(files, *version->policy, &roster), version->name);
}

Result<std::string> FilesJson(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const std::shared_ptr<const PolicyVersion> version,
            PublishedVersion(workspace, context.Path("version")));
  SB_ASSIGN(const BundleFiles files, FilesOf(workspace, *version));
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("policy_version", VersionName(version->hash));
  json.Key("files").BeginObject();
  for (const auto& [path, content] : files) json.Member(path, content);
  json.EndObject().EndObject();
  return text;
}

// With how many leads each step decided about last.
Result<std::string> FlowOf(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const std::shared_ptr<const PolicyVersion> version,
            PublishedVersion(workspace, context.Path("version")));
  SB_ASSIGN(const Sight sight, SightOf(workspace, context.principal));
  FlowCounts counts;
  // Counts of this moment say of each lead when it came and by which rule it went.
  counts.told = sight.SeesAllLeads() && sight.KeptAnywhere().none();
  if (!counts.told) return FlowJson(*version->policy, counts);
  SB_ASSIGN(counts.rules, CountByRule(workspace.directory() + "/views.db", version->hash));
  for (const auto& [rule, count] : counts.rules) counts.decisions += count;
  return FlowJson(*version->policy, counts);
}

}  // namespace

void AddBundleRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route files = AnswerRoute(
      parts, Method::kGet, "/v1/policies/{version}/files", "A published bundle, file by file",
      [&workspace](const RouteContext& context) { return FilesJson(workspace, context); });
  files.response_schema = "PolicyFiles";
  router->Add(Permission::kReadPolicies, std::move(files));
  Route tests = AnswerRoute(
      parts, Method::kGet, "/v1/policies/{version}/tests",
      "Run the tests of a published version: what each expects, and what came",
      [&workspace](const RouteContext& context) { return TestsJson(workspace, context); });
  tests.response_schema = "PolicyTests";
  router->Add(Permission::kReadPolicies, std::move(tests));
  Route flow = AnswerRoute(
      parts, Method::kGet, "/v1/policies/{version}/flow",
      "Guards, rules and targets of a version, which leads to which, and how many leads went there",
      [&workspace](const RouteContext& context) { return FlowOf(workspace, context); });
  flow.response_schema = "PolicyFlow";
  router->Add(Permission::kReadPolicies, std::move(flow));
  Route attributes = AnswerRoute(parts, Method::kGet, "/v1/policies/{version}/attributes",
                                 "What conditions of a version may read",
                                 [&workspace](const RouteContext& context) -> Result<std::string> {
                                   SB_ASSIGN(const std::shared_ptr<const PolicyVersion> version,
                                             PublishedVersion(workspace, context.Path("version")));
                                   return AttributesJson(*version->policy);
                                 });
  attributes.response_schema = "PolicyAttributes";
  router->Add(Permission::kReadPolicies, std::move(attributes));
}

}  // namespace signalbox
