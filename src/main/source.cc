// `signalbox source set|list|remove`.
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "base/json_writer.h"
#include "base/markup.h"
#include "main/command.h"
#include "main/control.h"
#include "main/operator.h"
#include "main/workspace_flags.h"
#include "workspace/source_changes.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

struct SourceOptions {
  WorkspaceOptions workspace;
  std::string name, map_file, secret_file, secret_variable, signature;
  bool json = false;
};

Error AboutFile(const Error& error) {
  return Err(Code::kInvalid, error.message);
}

Result<std::string> ReadSecret(const SourceOptions& options) {
  if (!options.secret_variable.empty()) {
    const char* secret = std::getenv(options.secret_variable.c_str());
    if (secret == nullptr || *secret == 0)
      return Err(Code::kInvalid, "the variable `" + options.secret_variable + "` is not set");
    return std::string(secret);
  }
  if (options.secret_file.empty()) return std::string();
  Result<std::string> text = ReadWhole(options.secret_file);
  if (!text.ok()) return AboutFile(text.error());
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  if (text->empty()) return Err(Code::kInvalid, "`" + options.secret_file + "` is empty");
  return text;
}

Result<SourceSettings> ReadSettings(const SourceOptions& options) {
  SourceSettings settings;
  settings.name = options.name;
  settings.signature = options.signature;
  SB_ASSIGN(settings.secret, ReadSecret(options));
  if (!options.map_file.empty()) {
    const Result<std::string> text = ReadWhole(options.map_file);
    if (!text.ok()) return AboutFile(text.error());
    settings.mapping = *text;
  }
  return settings;
}

std::string SettingsJson(const SourceSettings& settings) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().MemberOrNull("mapping", settings.mapping);
  json.MemberOrNull("secret", settings.secret);
  json.MemberOrNull("signature", settings.signature).EndObject();
  return text;
}

int RunSetSource(const SourceOptions& options) {
  const Result<SourceSettings> settings = ReadSettings(options);
  if (!settings.ok()) return Fail(settings.error());
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  std::string json;
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    Result<std::string> answer =
        AskServer(options.workspace, Method::kPut, "/v1/sources/" + UrlEscape(options.name),
                  SettingsJson(*settings));
    if (!answer.ok()) return Fail(answer.error());
    json = std::move(*answer);
  } else {
    if (!workspace.ok()) return Fail(workspace.error());
    const Result<IntakeSources> set = SetSource(**workspace, kOperator, *settings);
    if (!set.ok()) return Fail(set.error());
    Result<std::string> told = SourceJson((*workspace)->store(), set->at(options.name));
    if (!told.ok()) return Fail(told.error());
    json = std::move(*told);
  }
  if (options.json)
    std::printf("%s\n", json.c_str());
  else
    std::printf("leads to /v1/intake/%s are read by %s and %s\n", options.name.c_str(),
                settings->mapping.empty() ? "the usual names" : "this map",
                settings->secret.empty() ? "need the workspace's token" : "must be signed");
  return kExitDone;
}

int RunRemove(const SourceOptions& options) {
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    const Result<std::string> answer =
        AskServer(options.workspace, Method::kDelete, "/v1/sources/" + UrlEscape(options.name), "");
    if (!answer.ok()) return Fail(answer.error());
  } else {
    if (!workspace.ok()) return Fail(workspace.error());
    const Result<IntakeSources> removed = RemoveSource(**workspace, kOperator, options.name);
    if (!removed.ok()) return Fail(removed.error());
  }
  if (!options.json) std::printf("removed %s\n", options.name.c_str());
  return kExitDone;
}

Result<std::string> StoredJson(const StoredWorkspace& stored) {
  SB_ASSIGN(const auto state, LoadStored(stored, LoadStoredVersion));
  std::string text = R"({"sources":[)";
  bool first = true;
  for (const auto& [name, source] : state->sources) {
    SB_ASSIGN(const std::string one, SourceJson(*stored.store, source));
    text += (std::exchange(first, false) ? "" : ",") + one;
  }
  return text + "]}";
}

int RunListSources(const SourceOptions& options) {
  const Result<StoredWorkspace> stored = OpenStored(options.workspace);
  const bool served = !stored.ok() && stored.error().code == Code::kConflict;
  if (!stored.ok() && !served) return Fail(stored.error());
  const Result<std::string> json =
      served ? AskServer(options.workspace, Method::kGet, "/v1/sources", "") : StoredJson(*stored);
  if (!json.ok()) return Fail(json.error());
  std::printf("%s\n", json->c_str());
  return kExitDone;
}

}  // namespace

void AddSource(CLI::App& app, int* exit) {
  auto options = std::make_shared<SourceOptions>();
  CLI::App* source =
      app.add_subcommand("source", "forms and systems that send leads to /v1/intake/NAME");
  source->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, int (*run)(const SourceOptions&)) {
    return AddToGroup(*source, options, exit, name, what, run);
  };
  CLI::App* set = add("set", "set a source, in place of what it was", RunSetSource);
  set->add_option("name", options->name, "the source")->required();
  set->add_option("--map", options->map_file, "YAML: columns: {their name: our field}, ignore: []");
  CLI::Option* file =
      set->add_option("--secret-file", options->secret_file, "file with the signing secret");
  set->add_option("--secret-env", options->secret_variable, "variable with the signing secret")
      ->excludes(file);
  set->add_option("--signature", options->signature,
                  "standard_webhooks (default with a secret), hub_sha256, hex_sha256 or none");
  add("list", "every source, without its secret", RunListSources);
  add("remove", "remove a source; its leads stay", RunRemove)
      ->add_option("name", options->name, "the source")
      ->required();
}

}  // namespace signalbox
