// --workspace, --keys and --json, which nearly every command on a workspace has.
#pragma once

#include <memory>

#include "main/command.h"
#include "workspace/workspace.h"

namespace signalbox {

// Without `json` the command has no --json.
void AddWorkspaceFlags(CLI::App& command, WorkspaceOptions* workspace, bool* json = nullptr);

// One command of a group, with these flags in `Options::workspace` and `Options::json`; `*exit` is
// what `run` returned.
template <typename Options>
CLI::App* AddToGroup(CLI::App& group, const std::shared_ptr<Options>& options, int* exit,
                     const char* name, const char* what, int (*run)(const Options&)) {
  CLI::App* command = group.add_subcommand(name, what);
  AddWorkspaceFlags(*command, &options->workspace, &options->json);
  command->callback([options, exit, run] { *exit = run(*options); });
  return command;
}

}  // namespace signalbox
