// `signalbox realign PLAN`: accounts or territories go to other people from a day on, and their
// open leads with them.
#include "main/move_command.h"

namespace signalbox {
namespace {

int RunRealign(MoveCommand command, const std::string& plan) {
  command.kind = MoveKind::kRealign;
  if (!plan.empty() && plan != "active") {
    Result<std::string> list = ReadWhole(plan);
    if (!list.ok()) return Fail(list.error());
    // An empty list would mean every open lead.
    if (list->empty()) {
      return Fail(
          Err(Code::kInvalid, "`" + plan +
                                  "` is empty; a list begins with `account_id,owner`, and every "
                                  "open lead is meant by `active`"));
    }
    command.request.realign.accounts = std::move(*list);
  }
  const bool asks =
      command.list || !command.undo.empty() || !command.approve.empty() || !command.go_on.empty();
  if (plan.empty() && !asks) {
    return Fail(Err(Code::kInvalid,
                    "name the plan: a CSV file of `account_id,owner` or of places and owners, or "
                    "`active` for every open lead by the active version of the policy"));
  }
  return RunMoves(std::move(command));
}

}  // namespace

void AddRealign(CLI::App& app, int* exit) {
  auto options = std::make_shared<MoveCommand>();
  auto plan = std::make_shared<std::string>();
  auto alone = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("realign", "give accounts or territories to other people");
  command->add_option("plan", *plan, "a CSV file of `account_id,owner` or of places, or `active`");
  AddMoveOptions(*command, options.get());
  command->add_option("--effective", options->effective, "not before this day or time");
  command->add_option("--holdover", options->holdover,
                      "how long leads that were taken up and accounts with open opportunities stay "
                      "(30d)");
  command->add_flag("--move-opportunities", options->request.realign.move_opportunities,
                    "accounts with open opportunities move at once");
  command->add_option("--approve", options->approve, "approve this plan of somebody else (`--by`)");
  command->add_flag("--without-approval", *alone, "nobody else needs to approve it");
  command->callback([options, plan, alone, exit] {
    options->request.options.needs_approval = !*alone;
    *exit = RunRealign(*options, *plan);
  });
}

}  // namespace signalbox
