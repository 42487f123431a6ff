// `signalbox environment [FILE]`: imports environment.yaml, or shows what the workspace has.
#include <cstdio>
#include <memory>

#include "base/json_writer.h"
#include "main/command.h"
#include "main/control.h"
#include "main/workspace_flags.h"
#include "workspace/environment_changes.h"
#include "workspace/environment_file.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

struct EnvironmentOptions {
  WorkspaceOptions workspace;
  std::string file;
  bool json = false;
};

Result<std::string> ImportEnvironment(const EnvironmentOptions& options) {
  const Result<std::string> text = ReadWhole(options.file);
  if (!text.ok()) return text.error();
  // What is wrong with it is said under the name that the caller gave it, served or not.
  const Result<EnvironmentFile> read = ReadEnvironmentFile(options.file, *text);
  if (!read.ok()) return read.error();
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    std::string body;
    JsonWriter(&body).BeginObject().Member("text", *text).EndObject();
    return AskServer(options.workspace, Method::kPut, "/v1/environment", body);
  }
  if (!workspace.ok()) return workspace.error();
  SB_TRY(SetEnvironment(**workspace, "", *text));
  Result<std::string> shown = Err(Code::kUnavailable, "");
  SB_TRY((*workspace)->Ask([&](const Engine& engine) { shown = EnvironmentJson(engine.state()); }));
  return shown;
}

Result<std::string> ShowStored(const EnvironmentOptions& options) {
  const Result<StoredWorkspace> stored = OpenStored(options.workspace);
  if (!stored.ok() && stored.error().code == Code::kConflict)
    return AskServer(options.workspace, Method::kGet, "/v1/environment", "");
  if (!stored.ok()) return stored.error();
  SB_ASSIGN(const auto state, FoldStored(*stored->store, *stored->keys, LoadStoredVersion));
  return EnvironmentJson(*state);
}

int RunEnvironment(const EnvironmentOptions& options) {
  const Result<std::string> shown =
      options.file.empty() ? ShowStored(options) : ImportEnvironment(options);
  if (!shown.ok()) return Fail(shown.error());
  const Result<std::string> text = EnvironmentTextOf(*shown);
  if (!text.ok()) return Fail(text.error());
  std::printf("%s%s", (options.json ? *shown : *text).c_str(), options.json ? "\n" : "");
  return kExitDone;
}

}  // namespace

void AddEnvironment(CLI::App& app, int* exit) {
  auto options = std::make_shared<EnvironmentOptions>();
  CLI::App* command = app.add_subcommand(
      "environment", "import environment.yaml, or show what this workspace is for");
  command->add_option("file", options->file, "environment.yaml; without it what there is is shown");
  AddWorkspaceFlags(*command, &options->workspace, &options->json);
  command->callback([options, exit] { *exit = RunEnvironment(*options); });
}

}  // namespace signalbox
