#include "workspace/policy_versions.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "plans/plan_loader.h"
#include "policy/check.h"
#include "policy/own_fields.h"

namespace signalbox {

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
    json.EndObject();
  }
  json.EndArray().EndObject();
  return text;
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
