// The report of a replay as JSON, written by whoever replays and read by the command that asked.
#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "workspace/replay.h"

namespace signalbox {
namespace {

using nlohmann::json;

std::string MemberText(const json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

int64_t NumberOf(const json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_number_integer() ? at->get<int64_t>() : 0;
}

std::vector<json> ObjectsOf(const json& object, const char* name) {
  std::vector<json> objects;
  const auto at = object.find(name);
  if (at == object.end() || !at->is_array()) return objects;
  for (const json& one : *at) {
    if (one.is_object()) objects.push_back(one);
  }
  return objects;
}

}  // namespace

std::string ReplayReport::Json() const {
  std::string text;
  JsonWriter out(&text);
  out.BeginObject()
      .Member("runs", runs)
      .Member("identical", identical)
      .Member("different", different);
  out.Member("erased", erased)
      .Member("engine_changed", engine_changed)
      .Key("differences")
      .BeginArray();
  for (const ReplayDifference& one : differences) {
    out.BeginObject().MemberOrNull("run_id", one.run_id).Member("position", one.position);
    out.MemberOrNull("expected", one.expected).MemberOrNull("got", one.got).EndObject();
  }
  out.EndArray();
  if (compared_policy) {
    out.Member("policy", policy).Member("decisions", decisions).Member("moved_count", moved_count);
    out.Key("moved").BeginArray();
    for (const ReplayMove& move : moved) {
      out.BeginObject()
          .Member("lead_id", move.lead_id)
          .Member("from", move.from)
          .Member("to", move.to)
          .EndObject();
    }
    out.EndArray();
  }
  out.EndObject();
  return text;
}

Result<ReplayReport> ReadReplayReport(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object() || !object.contains("identical")) {
    return Err(Code::kCorrupt, "the answer is no report of a replay");
  }
  ReplayReport report;
  report.runs = NumberOf(object, "runs");
  report.identical = NumberOf(object, "identical");
  report.different = NumberOf(object, "different");
  report.erased = NumberOf(object, "erased");
  report.engine_changed = NumberOf(object, "engine_changed");
  for (const json& one : ObjectsOf(object, "differences")) {
    report.differences.push_back({MemberText(one, "run_id"), NumberOf(one, "position"),
                                  MemberText(one, "expected"), MemberText(one, "got")});
  }
  report.compared_policy = object.contains("policy");
  report.policy = MemberText(object, "policy");
  report.decisions = NumberOf(object, "decisions");
  report.moved_count = NumberOf(object, "moved_count");
  for (const json& one : ObjectsOf(object, "moved")) {
    report.moved.push_back(
        {MemberText(one, "lead_id"), MemberText(one, "from"), MemberText(one, "to")});
  }
  return report;
}

}  // namespace signalbox
