// What the commands about a person share: how the person is named, and where the work is done.
#pragma once

#include <functional>
#include <string>

#include "main/command.h"
#include "workspace/workspace.h"

namespace signalbox {

struct LawCommand {
  WorkspaceOptions workspace;
  std::string subject, reason, out;
  bool json = false;
};

void AddBackup(CLI::App& app, int* exit);
void AddRestore(CLI::App& app, int* exit);
void AddKeys(CLI::App& app, int* exit);
void AddRetention(CLI::App& app, int* exit);
// Of the command `retention`.
void AddRetentionPurge(CLI::App& retention, int* exit);

// SUBJECT, --workspace, --keys and --json.
void AddSubject(CLI::App& command, LawCommand* options);
void AddWorkspace(CLI::App& command, LawCommand* options);

Actor CommandActor();

// Asks the server that has the workspace open by POST of the subject, and the reason where there is
// one, to `target`; does it here where there is none.
Result<std::string> AskOrDo(const LawCommand& command, const std::string& target,
                            const std::function<Result<std::string>(Workspace&)>& here);

}  // namespace signalbox
