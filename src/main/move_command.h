// What `policy repair` and `realign` share: asking for a preview, a plan, an undo or an approval,
// on a workspace that is served or not, and carrying plans out at their pace.
#pragma once

#include <string>

#include "main/policy.h"
#include "workspace/move_requests.h"

namespace signalbox {

struct MoveCommand {
  WorkspaceOptions workspace;
  MoveKind kind = MoveKind::kRepair;
  MoveRequest request;
  std::string every, effective, holdover;  // as given
  std::string undo, approve, go_on;        // ids of plans
  std::string out;                         // a CSV file
  bool apply = false, list = false, json = false;
};

// The options that both have.
void AddMoveOptions(CLI::App& command, MoveCommand* options);

// The exit code. A plan that waits for its next batch is waited for; ending the program ends
// nothing but the waiting.
int RunMoves(MoveCommand command);

}  // namespace signalbox
