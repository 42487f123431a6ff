#include "main/workspace_flags.h"

namespace signalbox {

void AddWorkspaceFlags(CLI::App& command, WorkspaceOptions* workspace, bool* json) {
  command.add_option("--workspace", workspace->directory, "the workspace")->required();
  command.add_option("--keys", workspace->keys_directory, "keys directory (default: DIR.keys)");
  if (json != nullptr) command.add_flag("--json", *json, "as JSON");
}

}  // namespace signalbox
