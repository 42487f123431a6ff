// `signalbox policy repair VERSION`: what a version that was taken back decided goes to whom the
// active one would give it.
#include "main/move_command.h"

namespace signalbox {

void AddPolicyRepair(CLI::App& policy, int* exit) {
  auto options = std::make_shared<MoveCommand>();
  CLI::App* command = policy.add_subcommand(
      "repair", "correct what a version decided otherwise than the active one would");
  command->add_option("version", options->request.version, "whose decisions: a published version");
  AddMoveOptions(*command, options.get());
  command->callback([options, exit] { *exit = RunMoves(*options); });
}

}  // namespace signalbox
