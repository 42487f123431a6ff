// Feature flags of the policy, set and shown: what commands and the API do (docs/lifecycle.md,
// "Flags").
//
// `by` names a person of the roster, as the caller states it. Thread safe but for those that take a
// state; SetPolicyFlag returns when it is durable.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/state.h"
#include "workspace/workspace.h"

namespace signalbox {

// What a flag is set to: `on`, `off`, a share such as `25%`, or `default`, which takes the setting
// back.
struct FlagRequest {
  std::string name;
  std::string to;
  std::string by;
};

// `{"to": "25%", "by": "ada"}`; kInvalid says so.
Result<FlagRequest> ParseFlagRequest(std::string_view name, std::string_view json);
std::string FlagRequestJson(const FlagRequest& request);

// kNotFound for a flag that no version declares which is not retired, with the one that is meant;
// kInvalid for what it cannot be set to, and for nobody. Runs that began keep what they pinned.
Status SetPolicyFlag(Workspace& workspace, const std::string& actor, const FlagRequest& request);

// `{"flags":[{"flag","to","by","since","declared":[{"policy_version","stage","default"}]}]}`, by
// name; `to` is null where nothing was set. Flags that are set and no longer declared are listed.
std::string PolicyFlagsJson(const State& state);
// What PolicyFlagsJson wrote, for a terminal; kCorrupt for anything else.
Result<std::string> PolicyFlagsTextOf(std::string_view json);

}  // namespace signalbox
