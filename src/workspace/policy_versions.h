// The published versions of a workspace, as `policy versions --json` and GET /v1/policies show
// them.
#pragma once

#include <string>

#include "engine/state.h"

namespace signalbox {

// `{"versions":[{"policy_version","hash","policy","active","activations"}]}`, oldest first.
std::string PolicyVersionsJson(const State& state);

}  // namespace signalbox
