// `signalbox agent add|list|set-state`.
#include <cstdio>
#include <memory>

#include "agents/spec_yaml.h"
#include "base/json_writer.h"
#include "base/markup.h"
#include "main/command.h"
#include "main/control.h"
#include "main/operator.h"
#include "main/workspace_flags.h"
#include "workspace/agent_changes.h"
#include "workspace/shown_agents.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

struct AgentOptions {
  WorkspaceOptions workspace;
  std::string file, id, version, state, sunset, successor;
  int canary_percent = 10;
  bool json = false;
};

int RunAddAgent(const AgentOptions& options) {
  const Result<std::string> text = ReadWhole(options.file);
  if (!text.ok()) return Fail(Error{Code::kInvalid, text.error().message});
  const Result<AgentSpec> spec = ReadAgentSpec(*text, options.file);
  if (!spec.ok()) return Fail(spec.error());
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    const Result<std::string> answer =
        AskServer(options.workspace, Method::kPost, "/v1/agents", *text);
    if (!answer.ok()) return Fail(answer.error());
  } else {
    if (!workspace.ok()) return Fail(workspace.error());
    const Result<int64_t> added = RegisterAgent(**workspace, kOperator, *spec);
    if (!added.ok()) return Fail(added.error());
  }
  if (options.json)
    std::printf("%s\n", WriteAgentSpec(*spec).c_str());
  else
    std::printf("added %s@%s, %s\n", spec->id.c_str(), spec->version.c_str(),
                std::string(LifecycleName(spec->lifecycle)).c_str());
  return kExitDone;
}

std::string LifecycleJson(const AgentOptions& options, const LifecycleChange& change) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("state", options.state).Member("version", options.version);
  json.Member("percent", int64_t{change.canary_percent}).Member("successor", change.successor);
  if (change.sunset != 0) json.Member("sunset", FormatTime(change.sunset));
  json.EndObject();
  return text;
}

int RunSetState(const AgentOptions& options) {
  const Result<Lifecycle> state = ParseLifecycle(options.state);
  if (!state.ok()) return Fail(state.error());
  LifecycleChange change;
  change.lifecycle = *state;
  change.canary_percent = *state == Lifecycle::kCanary ? options.canary_percent : 100;
  change.successor = options.successor;
  if (!options.sunset.empty()) {
    const Result<TimeUs> sunset = ParseTime(options.sunset);
    if (!sunset.ok()) return Fail(sunset.error());
    change.sunset = *sunset;
  }
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    const Result<std::string> answer =
        AskServer(options.workspace, Method::kPost,
                  "/v1/agents/" + UrlEscape(options.id) + "/state", LifecycleJson(options, change));
    if (!answer.ok()) return Fail(answer.error());
  } else {
    if (!workspace.ok()) return Fail(workspace.error());
    const Result<int64_t> set =
        SetAgentState(**workspace, kOperator, options.id, options.version, change);
    if (!set.ok()) return Fail(set.error());
  }
  std::printf("%s%s%s is %s\n", options.id.c_str(), options.version.empty() ? "" : "@",
              options.version.c_str(), options.state.c_str());
  return kExitDone;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

int RunListAgents(const AgentOptions& options) {
  const Result<StoredWorkspace> stored = OpenStored(options.workspace);
  if (!stored.ok()) {
    if (stored.error().code != Code::kConflict) return Fail(stored.error());
    const Result<std::string> answer = AskServer(options.workspace, Method::kGet, "/v1/agents", "");
    if (!answer.ok()) return Fail(answer.error());
    std::printf("%s\n", answer->c_str());
    return kExitDone;
  }
  const auto state = LoadStored(*stored, LoadStoredVersion);
  if (!state.ok()) return Fail(state.error());
  std::string json;
  for (const AgentSpec* spec : ShownAgents(**state)) {
    if (options.json) {
      json += (json.empty() ? "" : ",") + WriteAgentSpec(*spec);
      continue;
    }
    std::printf("%-24s %-10s %-6s %-10s %s\n", spec->id.c_str(), spec->version.c_str(),
                std::string(AgentKindName(spec->kind)).c_str(),
                std::string(LifecycleName(spec->lifecycle)).c_str(),
                Joined(spec->capabilities).c_str());
  }
  if (options.json) std::printf("[%s]\n", json.c_str());
  return kExitDone;
}

}  // namespace

void AddAgent(CLI::App& app, int* exit) {
  auto options = std::make_shared<AgentOptions>();
  CLI::App* agent = app.add_subcommand("agent", "agents that take the steps of plans");
  agent->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, int (*run)(const AgentOptions&)) {
    return AddToGroup(*agent, options, exit, name, what, run);
  };
  add("add", "register an agent of an outside program", RunAddAgent)
      ->add_option("file", options->file, "its specification, YAML or JSON")
      ->required();
  add("list", "every agent and version", RunListAgents);
  CLI::App* set_state = add("set-state", "move an agent through its life", RunSetState);
  set_state->add_option("id", options->id, "the agent")->required();
  set_state
      ->add_option("state", options->state, "draft, shadow, canary, active, deprecated, retired")
      ->required();
  set_state->add_option("--version", options->version, "default: every version");
  set_state->add_option("--percent", options->canary_percent, "share of leads of a canary")
      ->check(CLI::Range(0, 100));
  set_state->add_option("--sunset", options->sunset,
                        "of a deprecated agent: the day or time from which it is not used");
  set_state->add_option("--successor", options->successor,
                        "of a deprecated agent: the id of who takes over");
}

}  // namespace signalbox
