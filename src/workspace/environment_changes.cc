#include "workspace/environment_changes.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/counted.h"
#include "base/json_writer.h"

namespace signalbox {

Status SetEnvironment(Workspace& workspace, const std::string& actor, std::string_view text) {
  SB_ASSIGN(const EnvironmentFile file, ReadEnvironmentFile("environment.yaml", text));
  const auto set = workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    SB_TRY(CheckEnvironment(state.environment, file, state.registry));
    if (state.environment.text == text) return {};
    SB_ASSIGN(const int64_t subject, turn.NewSubject());
    const ev::EnvironmentSet body{static_cast<int64_t>(file.people.size() + file.queues.size()),
                                  static_cast<int64_t>(file.production_endpoints.size())};
    return turn.Input(EntityKind::kWorkspace, DeriveId(0, state.log_id, 0, "environment"),
                      EventType::kEnvironmentSet, {ActorKind::kOperator, actor}, body, text,
                      subject);
  });
  return set.ok() ? Status() : Status(set.error());
}

Result<std::string> EnvironmentJson(const State& state) {
  const Environment& environment = state.environment;
  SB_ASSIGN(const EnvironmentFile file, FileOf(environment));
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("workspace", environment.production ? kProduction : kSandbox);
  json.MemberOrNull("set_at", environment.text.empty() ? "" : FormatTime(environment.set_at));
  json.Member("people", static_cast<int64_t>(file.people.size()));
  json.Member("queues", static_cast<int64_t>(file.queues.size()));
  json.Key("production_endpoints").BeginArray();
  for (const std::string& one : file.production_endpoints) json.String(one);
  json.EndArray().MemberOrNull("text", environment.text).EndObject();
  return text;
}

Result<std::string> EnvironmentTextOf(std::string_view json) {
  const nlohmann::json object = nlohmann::json::parse(json, nullptr, false);
  try {
    std::string text =
        fmt::format("this is a {} workspace\n", object.at("workspace").get<std::string>());
    if (object.at("set_at").is_null()) return text + "no environment.yaml was imported\n";
    text += fmt::format("environment.yaml of {}: ids of {} and {}\n",
                        object.at("set_at").get<std::string>(),
                        Counted(object.at("people").get<int64_t>(), "person", "people"),
                        Counted(object.at("queues").get<int64_t>(), "queue"));
    for (const auto& one : object.at("production_endpoints"))
      text += "  production's: " + one.get<std::string>() + "\n";
    return text;
  } catch (const nlohmann::json::exception&) {
    return Err(Code::kCorrupt, "the answer says nothing of an environment");
  }
}

}  // namespace signalbox
