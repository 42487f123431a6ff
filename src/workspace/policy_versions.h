// The published versions of a workspace: found by name, and as `policy versions --json` and GET
// /v1/policies show them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/state.h"

namespace signalbox {

// `{"versions":[{"policy_version","hash","policy","active","activations"}]}`, oldest first.
std::string PolicyVersionsJson(const State& state);

// By its name or its full hash in hex; kNotFound when it was never published.
Result<Digest> FindPolicyVersion(const State& state, std::string_view wanted);

}  // namespace signalbox
