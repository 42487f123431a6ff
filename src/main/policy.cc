// `signalbox policy check|publish|versions|rollback|cel-test`.
#include <cstdio>
#include <memory>

#include "base/json_writer.h"
#include "expr/conformance.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "plans/plan_loader.h"
#include "workspace/policy_versions.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

struct PolicyOptions {
  WorkspaceOptions workspace;
  std::string bundle, version, cases;
  bool json = false;
};

std::string FindingsJson(const std::vector<Finding>& findings, const PolicyVersion* version) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().MemberOrNull("policy_version", version == nullptr ? "" : version->name);
  json.Key("findings").BeginArray();
  for (const Finding& one : findings) {
    json.BeginObject().Member("severity", one.severity == Severity::kError ? "error" : "warning");
    json.Member("file", one.file).Member("line", int64_t{one.line});
    json.Member("column", int64_t{one.column}).Member("message", one.message).EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

void PrintFindings(const std::vector<Finding>& findings) {
  for (const Finding& one : findings) std::fprintf(stderr, "%s\n", one.Text().c_str());
}

// A bundle that cannot be read is a wrong use, not an answer about it.
Result<BundleFiles> Read(const std::string& directory) {
  Result<BundleFiles> files = ReadBundle(directory);
  if (!files.ok()) return Error{Code::kInvalid, files.error().message};
  return files;
}

int RunCheck(const PolicyOptions& options) {
  const Result<BundleFiles> files = Read(options.bundle);
  if (!files.ok()) return Fail(files.error());
  std::unique_ptr<State> state;
  if (!options.workspace.directory.empty()) {
    const Result<StoredWorkspace> stored = OpenStored(options.workspace);
    if (!stored.ok()) return Fail(stored.error());
    auto folded = FoldStored(*stored->store, *stored->keys, LoadStoredVersion);
    if (!folded.ok()) return Fail(folded.error());
    state = std::move(*folded);
  }
  std::vector<Finding> findings;
  const auto version = LoadVersion(*files, state == nullptr ? nullptr : &state->roster, &findings);
  if (options.json) {
    std::printf("%s\n", FindingsJson(findings, version.get()).c_str());
  } else {
    for (const Finding& one : findings) std::printf("%s\n", one.Text().c_str());
    if (version != nullptr) {
      std::printf("policy %s, version %s, compiles\n", NameOf(*version->policy).c_str(),
                  version->name.c_str());
    }
  }
  return version == nullptr ? kExitNotSo : kExitDone;
}

std::string BundleJson(const BundleFiles& files) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("files").BeginObject();
  for (const auto& [path, content] : files) json.Member(path, content);
  json.EndObject().EndObject();
  return text;
}

int ShowVersion(const std::string& version, bool json, const char* verb) {
  if (json)
    std::printf("{\"policy_version\":\"%s\"}\n", version.c_str());
  else
    std::printf("%s policy version %s\n", verb, version.c_str());
  return kExitDone;
}

// That a bundle does not compile is an answer about it.
int RefusedBundle(const Error& error) {
  const int exit = Fail(error);
  return error.code == Code::kInvalid ? kExitNotSo : exit;
}

int RunPublish(const PolicyOptions& options) {
  const Result<BundleFiles> files = Read(options.bundle);
  if (!files.ok()) return Fail(files.error());
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    const Result<std::string> answer =
        AskServer(options.workspace, Method::kPost, "/v1/policies", BundleJson(*files));
    if (!answer.ok()) return RefusedBundle(answer.error());
    return ShowVersion(TextMember(*answer, "policy_version"), options.json, "published");
  }
  if (!workspace.ok()) return Fail(workspace.error());
  std::vector<Finding> findings;
  const auto version = (*workspace)->Publish(*files, &findings);
  PrintFindings(findings);
  if (!version.ok()) return RefusedBundle(version.error());
  return ShowVersion((*version)->name, options.json, "published");
}

int RunRollback(const PolicyOptions& options) {
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    std::string body;
    JsonWriter json(&body);
    json.BeginObject().MemberOrNull("policy_version", options.version).EndObject();
    const Result<std::string> answer =
        AskServer(options.workspace, Method::kPost, "/v1/policies/rollback", body);
    if (!answer.ok()) return Fail(answer.error());
    return ShowVersion(TextMember(*answer, "policy_version"), options.json, "back to");
  }
  if (!workspace.ok()) return Fail(workspace.error());
  const Result<std::string> version = (*workspace)->Rollback(options.version);
  if (!version.ok()) return Fail(version.error());
  return ShowVersion(*version, options.json, "back to");
}

int RunVersions(const PolicyOptions& options) {
  const Result<StoredWorkspace> stored = OpenStored(options.workspace);
  if (!stored.ok()) {
    if (stored.error().code != Code::kConflict) return Fail(stored.error());
    const Result<std::string> answer =
        AskServer(options.workspace, Method::kGet, "/v1/policies", "");
    if (!answer.ok()) return Fail(answer.error());
    std::printf("%s\n", answer->c_str());
    return kExitDone;
  }
  const auto state = FoldStored(*stored->store, *stored->keys, LoadStoredVersion);
  if (!state.ok()) return Fail(state.error());
  if (options.json) {
    std::printf("%s\n", PolicyVersionsJson(**state).c_str());
    return kExitDone;
  }
  for (const Digest& hash : (*state)->published) {
    const PolicyVersion& version = *(*state)->versions.at(hash);
    const bool active = !(*state)->activated.empty() && (*state)->activated.back() == hash;
    std::printf("%s %s  %s\n", active ? "*" : " ", version.name.c_str(),
                NameOf(*version.policy).c_str());
  }
  return kExitDone;
}

int RunCelTest(const PolicyOptions& options) {
  const Result<std::string> cases = ReadWhole(options.cases);
  if (!cases.ok()) return Fail(Error{Code::kInvalid, cases.error().message});
  const Result<cel::ConformanceReport> report = cel::RunConformance(*cases);
  if (!report.ok()) return Fail(report.error());
  for (const std::string& failure : report->failures) std::printf("%s\n", failure.c_str());
  std::printf("%d passed, %d failed\n", report->passed, report->failed);
  return report->failed > 0 ? kExitNotSo : kExitDone;
}

void AddWorkspace(CLI::App* command, const std::shared_ptr<PolicyOptions>& options, bool required) {
  command->add_option("--workspace", options->workspace.directory, "the workspace")
      ->required(required);
  command->add_option("--keys", options->workspace.keys_directory,
                      "keys directory (default: DIR.keys)");
}

}  // namespace

void AddPolicy(CLI::App& app, int* exit) {
  auto options = std::make_shared<PolicyOptions>();
  CLI::App* policy = app.add_subcommand("policy", "check, publish and roll back policies");
  policy->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, int (*run)(const PolicyOptions&)) {
    CLI::App* command = policy->add_subcommand(name, what);
    command->add_flag("--json", options->json, "as JSON");
    command->callback([options, exit, run] { *exit = run(*options); });
    return command;
  };
  CLI::App* check = add("check", "compile a bundle and say what is wrong with it", RunCheck);
  check->add_option("bundle", options->bundle, "the bundle's directory")->required();
  AddWorkspace(check, options, false);
  CLI::App* publish = add("publish", "store a bundle and make it active", RunPublish);
  publish->add_option("bundle", options->bundle, "the bundle's directory")->required();
  AddWorkspace(publish, options, true);
  AddWorkspace(add("versions", "what was published, oldest first", RunVersions), options, true);
  CLI::App* rollback = add("rollback", "make an earlier version active again", RunRollback);
  rollback->add_option("version", options->version, "default: the one before the active one");
  AddWorkspace(rollback, options, true);
  CLI::App* cel_test = add("cel-test", "run CEL conformance cases", RunCelTest);
  cel_test->add_option("cases", options->cases, "a case a line, as JSON")->required();
}

}  // namespace signalbox
