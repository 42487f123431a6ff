// Compiles `pools:` of a bundle into the policy. Reports what is wrong and goes
// on; a pool with a mistake is kept under its name, so that rules which name it are not blamed.
#pragma once

#include "policy/compiled.h"
#include "policy/findings.h"

namespace signalbox {

// After fields, and calendars. Fallbacks, shared turns and the names of turns are checked over all
// pools at the end.
void CompilePools(const YamlNode& node, Policy* policy, Findings* findings);

// The chain of fallbacks from every pool ends, pools that share a turn have one strategy, and no
// two pools that do not share one keep it under the same name.
void CheckPoolsTogether(const YamlNode& node, const Policy& policy, Findings* findings);

}  // namespace signalbox
