#include "workspace/policy_versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "plans/plan_loader.h"
#include "policy/check.h"
#include "policy/own_fields.h"
#include "workspace/policy_changes.h"

namespace signalbox {

namespace {

void WriteStageCounts(const StageCounts& counts, JsonWriter* json) {
  json->Key("counts").BeginObject().Member("decided", counts.decided);
  json->Member("rejected", counts.rejected).Member("held", counts.held);
  json->Member("unassigned", counts.unassigned).Member("sla_breached", counts.breached).EndObject();
}

void WriteHalt(const std::optional<ev::PolicyHalted>& halted, JsonWriter* json) {
  json->Key("halted");
  if (!halted.has_value()) return void(json->Null());
  json->BeginObject().Member("rate", halted->rate);
  json->Member("canary_count", halted->canary_count);
  json->Member("canary_decided", halted->canary_decided);
  json->Member("active_count", halted->active_count);
  json->Member("active_decided", halted->active_decided);
  json->Member("halt_margin", ShareText(halted->halt_margin_e4)).EndObject();
}

void WriteStage(const State& state, const VersionStage& stage, JsonWriter* json) {
  const bool canary = stage.stage == PolicyStage::kCanary;
  json->Member("stage", StageName(stage.stage));
  json->MemberOrNull("share", canary ? ShareText(stage.share_e4) : "");
  json->MemberOrNull("halt_margin", canary ? ShareText(stage.halt_margin_e4) : "");
  json->Key("halt_after");
  if (canary)
    json->Int(stage.halt_after);
  else
    json->Null();
  json->MemberOrNull("published_by", state.PersonOf(stage.author));
  json->MemberOrNull("approved_by", state.PersonOf(stage.approver));
  WriteStageCounts(stage.counts, json);
  const ShadowCounts& shadow = stage.shadow;
  json->Key("shadow").BeginObject().Member("compared", shadow.compared);
  json->Member("moved", shadow.moved).Member("held", shadow.held);
  json->Member("unassigned", shadow.unassigned).EndObject();
  WriteHalt(stage.halted, json);
}

}  // namespace

std::string PolicyVersionsJson(const State& state) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("versions").BeginArray();
  for (const Digest& hash : state.published) {
    const PolicyVersion& version = *state.versions.at(hash);
    const bool active = !state.activated.empty() && state.activated.back() == hash;
    json.BeginObject().Member("policy_version", version.name).Member("hash", ToHex(View(hash)));
    json.Member("policy", NameOf(*version.policy)).Member("active", active);
    json.Key("fields").BeginArray();
    for (const std::string& field : OwnFieldsOf(*version.policy)) json.String(field);
    json.EndArray();
    json.Member("activations", std::count(state.activated.begin(), state.activated.end(), hash));
    WriteStage(state, state.stages.versions.at(hash), &json);
    json.EndObject();
  }
  json.EndArray().Member("approval_required", state.stages.approval_required);
  const TimeUs since = state.stages.counted_since;
  json.MemberOrNull("counted_since", since == 0 ? "" : FormatTime(since)).EndObject();
  return text;
}

std::string PolicyVersionsText(const State& state) {
  std::string text;
  for (const Digest& hash : state.published) {
    const PolicyVersion& version = *state.versions.at(hash);
    const VersionStage& stage = state.stages.versions.at(hash);
    const bool active = stage.stage == PolicyStage::kActive;
    text += fmt::format("{} {}  {}  {}", active ? "*" : " ", version.name, NameOf(*version.policy),
                        StageName(stage.stage));
    const StageCounts& counts = stage.counts;
    if (stage.stage == PolicyStage::kCanary) text += " " + ShareText(stage.share_e4);
    if (counts.decided > 0) {
      text +=
          fmt::format(", {} decided: {} rejected, {} held, {} unassigned, {} late", counts.decided,
                      counts.rejected, counts.held, counts.unassigned, counts.breached);
    }
    const ShadowCounts& shadow = stage.shadow;
    if (shadow.compared > 0) {
      text += fmt::format(", {} compared: {} moved, {} held, {} unassigned", shadow.compared,
                          shadow.moved, shadow.held, shadow.unassigned);
    }
    if (stage.halted.has_value()) text += ", halted: " + HaltWords(*stage.halted);
    text += "\n";
  }
  return text;
}

std::string HaltWords(const ev::PolicyHalted& halted) {
  return fmt::format("{} {} of {}, the active version {} of {}", halted.rate, halted.canary_count,
                     halted.canary_decided, halted.active_count, halted.active_decided);
}

Result<Digest> FindPolicyVersion(const State& state, std::string_view wanted) {
  for (const auto& [hash, version] : state.versions) {
    if (version->name == wanted || ToHex(View(hash)) == wanted) return hash;
  }
  return Err(Code::kNotFound, "no version `" + std::string(wanted.substr(0, 200)) +
                                  "` was ever published; see `policy versions`");
}

std::shared_ptr<const PolicyVersion> CheckBundle(const BundleFiles& files, const Roster* roster,
                                                 std::vector<Finding>* findings) {
  auto version = LoadVersion(files, roster, findings);
  if (version == nullptr) return nullptr;
  for (Finding& one : CheckPolicy(*version->policy, files, roster)) {
    findings->push_back(std::move(one));
  }
  return version;
}

std::string FindingsJson(const std::vector<Finding>& findings) {
  std::string text;
  JsonWriter json(&text);
  json.BeginArray();
  for (const Finding& one : findings) {
    json.BeginObject().Member("severity", one.severity == Severity::kError ? "error" : "warning");
    json.Member("file", one.file).Member("line", int64_t{one.line});
    json.Member("column", int64_t{one.column}).Member("message", one.message).EndObject();
  }
  json.EndArray();
  return text;
}

std::string CheckedBundleJson(const std::vector<Finding>& findings, const PolicyVersion* version) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().MemberOrNull("policy_version", version == nullptr ? "" : version->name);
  json.Key("findings").Raw(FindingsJson(findings)).EndObject();
  return text;
}

Result<std::vector<Finding>> ReadFindings(std::string_view text) {
  const nlohmann::json object = nlohmann::json::parse(text, nullptr, false);
  if (!object.is_object() || !object.contains("findings") || !object["findings"].is_array()) {
    return Err(Code::kCorrupt, "the answer is no list of findings");
  }
  std::vector<Finding> findings;
  try {
    for (const nlohmann::json& one : object["findings"]) {
      Finding finding;
      finding.severity = one.at("severity") == "error" ? Severity::kError : Severity::kWarning;
      finding.file = one.at("file");
      finding.line = one.at("line");
      finding.column = one.at("column");
      finding.message = one.at("message");
      findings.push_back(std::move(finding));
    }
  } catch (const nlohmann::json::exception&) {
    return Err(Code::kCorrupt, "the answer is no list of findings");
  }
  return findings;
}

}  // namespace signalbox
