#include "workspace/policy_versions.h"

#include <algorithm>

#include "base/json_writer.h"

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

}  // namespace signalbox
