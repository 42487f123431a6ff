// How events name an agent and its version: `score_lead@1.2.0`. Views are of what is given. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "agents/contract.h"

namespace signalbox {

inline std::string VersionedName(const AgentSpec& spec) {
  return spec.id + "@" + spec.version;
}

inline std::string_view AgentIdOf(std::string_view name) {
  return name.substr(0, name.find('@'));
}

// Empty where the name has none.
inline std::string_view AgentVersionOf(std::string_view name) {
  return name.substr(std::min(AgentIdOf(name).size() + 1, name.size()));
}

}  // namespace signalbox
