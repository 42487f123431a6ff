// What a workspace is for, and what its environment file says: folded state. The file is read by
// workspace/environment_file.h; it stands outside every bundle, so that one version of the policy
// is the same in sandbox and production.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"

namespace signalbox {

inline constexpr std::string_view kSandbox = "sandbox", kProduction = "production";

struct Environment {
  bool production = false;  // for ever, as the workspace was made
  std::string text;         // environment.yaml as it was imported; empty for none
  TimeUs set_at = 0;
};

}  // namespace signalbox
