#include "workspace/policy_flags.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/json_writer.h"
#include "policy/findings.h"
#include "workspace/policy_changes.h"
#include "workspace/ten_thousandths.h"

namespace signalbox {
namespace {

using nlohmann::json;

struct DeclaredFlag {
  const PolicyVersion* version;
  PolicyStage stage;
  bool given;
};

// By name, the oldest version first. Of versions that may still decide; a retired one is looked at
// when it is gone back to.
std::map<std::string, std::vector<DeclaredFlag>> DeclaredFlags(const State& state) {
  std::map<std::string, std::vector<DeclaredFlag>> flags;
  for (const Digest& hash : state.published) {
    const PolicyVersion& version = *state.versions.at(hash);
    const PolicyStage stage = state.stages.versions.at(hash).stage;
    if (stage == PolicyStage::kRetired) continue;
    for (const auto& [name, given] : FlagsOf(*version.policy))
      flags[name].push_back({&version, stage, given});
  }
  return flags;
}

std::string SettingText(int64_t share_e4) {
  if (share_e4 == 0) return "off";
  return share_e4 == kAllE4 ? "on" : ShareText(share_e4);
}

Result<ev::FlagSet> FlagBody(const FlagRequest& request) {
  ev::FlagSet body{request.name, 0, false, 0};
  if (request.to == "default") {
    body.cleared = true;
  } else if (request.to == "on") {
    body.share_e4 = kAllE4;
  } else if (request.to != "off") {
    const auto share = ParseShare(request.to, "to");
    if (!share.ok())
      return Err(Code::kInvalid, "`" + request.to.substr(0, 40) +
                                     "` is nothing that a flag is set to; write `on`, `off`, a "
                                     "share such as 25%, or `default`");
    body.share_e4 = *share;
  }
  return body;
}

Status CheckDeclared(const State& state, const std::string& name) {
  const auto declared = DeclaredFlags(state);
  if (declared.contains(name)) return {};
  std::vector<std::string> names;
  for (const auto& [one, versions] : declared) names.push_back(one);
  if (names.empty())
    return Err(Code::kNotFound,
               "no version of the policy declares a flag; publish one that does "
               "under `flags:`");
  const std::string hint = DidYouMean(name, names);
  return Err(Code::kNotFound, "no version of the policy that is in use declares a flag `" +
                                  name.substr(0, 80) + "`" +
                                  (hint.empty() ? "; `policy flags` lists them" : hint));
}

bool IsSetTo(const State& state, const ev::FlagSet& body) {
  const auto at = state.flags.find(body.name);
  if (at == state.flags.end()) return body.cleared;
  return !body.cleared && at->second.share_e4 == body.share_e4;
}

void WriteFlag(const State& state, const std::string& name,
               const std::vector<DeclaredFlag>& declared, JsonWriter* out) {
  const auto set = state.flags.find(name);
  out->BeginObject().Member("flag", name);
  out->MemberOrNull("to", set == state.flags.end() ? "" : SettingText(set->second.share_e4));
  out->MemberOrNull("by", set == state.flags.end() ? "" : state.PersonOf(set->second.by));
  out->MemberOrNull("since", set == state.flags.end() ? "" : FormatTime(set->second.since));
  out->Key("declared").BeginArray();
  for (const DeclaredFlag& one : declared) {
    out->BeginObject().Member("policy_version", one.version->name);
    out->Member("stage", StageName(one.stage)).Member("default", one.given).EndObject();
  }
  out->EndArray().EndObject();
}

std::string FlagLine(const json& flag) {
  std::string line = flag.at("flag").get<std::string>() + "  ";
  const json& declared = flag.at("declared");
  if (!flag.at("to").is_null()) {
    line += flag.at("to").get<std::string>() + " since " + flag.at("since").get<std::string>();
    if (!flag.at("by").is_null()) line += " by " + flag.at("by").get<std::string>();
  } else {
    line += "not set";
  }
  if (declared.empty()) line += "; no version in use declares it";
  for (const json& one : declared) {
    line += fmt::format("\n  {} ({}): {} by default", one.at("policy_version").get<std::string>(),
                        one.at("stage").get<std::string>(),
                        one.at("default").get<bool>() ? "on" : "off");
  }
  return line + "\n";
}

}  // namespace

Result<FlagRequest> ParseFlagRequest(std::string_view name, std::string_view text) {
  FlagRequest request{std::string(name), "", ""};
  const json object = json::parse(text, nullptr, false);
  const bool says = object.is_object() && object.contains("to") && object["to"].is_string() &&
                    (!object.contains("by") || object["by"].is_null() || object["by"].is_string());
  if (!says)
    return Err(Code::kInvalid,
               "send {\"to\": \"on\"}; `to` is on, off, a share such as 25%, or default");
  for (const auto& [key, value] : object.items()) {
    if (key != "to" && key != "by")
      return Err(Code::kInvalid, "`" + key +
                                     "` is nothing that is known here; there are `to` and "
                                     "`by`");
  }
  request.to = object["to"].get<std::string>();
  if (object.contains("by") && object["by"].is_string()) request.by = object["by"];
  return request;
}

std::string FlagRequestJson(const FlagRequest& request) {
  std::string text;
  JsonWriter out(&text);
  out.BeginObject().Member("to", request.to).MemberOrNull("by", request.by).EndObject();
  return text;
}

Status SetPolicyFlag(Workspace& workspace, const std::string& actor, const FlagRequest& request) {
  SB_ASSIGN(ev::FlagSet body, FlagBody(request));
  const auto set = workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    SB_TRY(CheckDeclared(state, request.name));
    SB_ASSIGN(body.by, StatedPerson(state, request.by));
    if (IsSetTo(state, body)) return {};
    return turn.Input(EntityKind::kPolicy, DeriveId(0, state.log_id, 0, "policy"),
                      EventType::kFlagSet, {ActorKind::kOperator, actor}, body);
  });
  return set.ok() ? Status() : Status(set.error());
}

std::string PolicyFlagsJson(const State& state) {
  std::map<std::string, std::vector<DeclaredFlag>> flags = DeclaredFlags(state);
  for (const auto& [name, setting] : state.flags) flags[name];
  std::string text;
  JsonWriter out(&text);
  out.BeginObject().Key("flags").BeginArray();
  for (const auto& [name, declared] : flags) WriteFlag(state, name, declared, &out);
  out.EndArray().EndObject();
  return text;
}

Result<std::string> PolicyFlagsTextOf(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  try {
    std::string lines;
    for (const json& flag : object.at("flags")) lines += FlagLine(flag);
    return lines.empty() ? std::string("no version of the policy declares a flag\n") : lines;
  } catch (const json::exception&) {
    return Err(Code::kCorrupt, "the answer is no list of flags");
  }
}

}  // namespace signalbox
