#include "workspace/scenario_json.h"

#include "base/json_writer.h"
#include "workspace/event_json.h"
#include "workspace/policy_versions.h"

namespace signalbox {
namespace {

void AddCheck(const ScenarioCheck& check, JsonWriter* json) {
  json->BeginObject().Member("key", check.key).Member("line", int64_t{check.line});
  json->Member("expected", check.expected).Member("got", check.got);
}

void AddTest(const ScenarioResult& result, JsonWriter* json) {
  json->BeginObject().Member("name", result.name).Member("file", result.file);
  json->Member("line", int64_t{result.line}).Member("at", FormatTime(result.now));
  json->Key("lead").Raw(AttributesJson(result.record)).Member("passed", result.passed());
  json->Key("checks").BeginArray();
  for (const ScenarioCheck& check : result.checks) {
    AddCheck(check, json);
    json->Member("met", check.met()).EndObject();
  }
  json->EndArray().Key("misses").BeginArray();
  for (const ScenarioCheck& miss : result.Misses()) {
    AddCheck(miss, json);
    json->EndObject();
  }
  json->EndArray().Key("why").BeginArray();
  for (const std::string& line : result.why) json->String(line);
  json->EndArray().EndObject();
}

}  // namespace

std::string ScenariosJson(const ScenarioReport& report, std::string_view version) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().MemberOrNull("policy_version", version);
  json.Member("passed", report.passed).Member("failed", report.failed);
  json.Key("findings").Raw(FindingsJson(report.findings)).Key("tests").BeginArray();
  for (const ScenarioResult& result : report.results) AddTest(result, &json);
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
