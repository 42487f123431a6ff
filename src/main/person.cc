// `signalbox person VERB ID`: when people are there, who stands in, how many turns they take, and
// what they have in hand; for a workspace that is served or not.
#include <cstdio>
#include <functional>
#include <memory>

#include "base/markup.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/law_command.h"
#include "main/person_command.h"
#include "main/whole_number.h"
#include "main/workspace_flags.h"
#include "workspace/availability.h"
#include "workspace/leave_import.h"
#include "workspace/person_weight.h"

namespace signalbox {
namespace {

struct PersonCommand {
  WorkspaceOptions workspace;
  std::string person, then, every, file;
  AvailabilityRequest change;
  ReassignRequest reassign;
  WeightRequest weight;
  bool nobody = false, json = false;
};

using OnWorkspace = std::function<Result<std::string>(Workspace&, const LeadsOwned&)>;

Result<std::string> HereOrThere(const PersonCommand& command, Method method,
                                const std::string& target, const std::string& body,
                                const OnWorkspace& here) {
  const AskedOfServer asked{.method = method,
                            .target = "/v1/people/" + UrlEscape(command.person) + "/" + target,
                            .body = body};
  return AskOrDo(command.workspace, asked, [&](Workspace& workspace) -> Result<std::string> {
    SB_ASSIGN(const LeadsOwned leads, LeadsOwnedAlone(workspace));
    return here(workspace, leads);
  });
}

int PrintPerson(const PersonCommand& command, const Result<std::string>& answer) {
  if (!answer.ok()) return FailAsThingsStand(answer.error());
  std::fputs(command.json ? (*answer + "\n").c_str() : TextMember(*answer, "text").c_str(), stdout);
  return kExitDone;
}

int RunShowPerson(const PersonCommand& command) {
  return PrintPerson(command, HereOrThere(command, Method::kGet, "availability", "",
                                          [&](Workspace& workspace, const LeadsOwned&) {
                                            return AvailabilityJson(workspace, command.person,
                                                                    OperatorPrincipal("local"));
                                          }));
}

int RunChange(AvailabilityVerb verb, PersonCommand command) {
  if (verb == AvailabilityVerb::kDelegate && command.nobody != command.change.delegate.empty()) {
    return Fail(Err(Code::kInvalid, "name who stands in, or say `--nobody`"));
  }
  if (!command.then.empty()) {
    const Result<InHandThen> then = InHandThenByName(command.then);
    if (!then.ok()) return Fail(then.error());
    command.change.then = *then;
  }
  return PrintPerson(command, HereOrThere(command, Method::kPost, std::string(SpecOf(verb).name),
                                          AvailabilityRequestJson(verb, command.change),
                                          [&](Workspace& workspace, const LeadsOwned& leads) {
                                            return ChangeAvailability(
                                                workspace, leads, command.person, verb,
                                                command.change, {}, CommandActor());
                                          }));
}

int RunWeight(const PersonCommand& command) {
  return PrintPerson(
      command, HereOrThere(command, Method::kPost, "weight", WeightRequestJson(command.weight),
                           [&](Workspace& workspace, const LeadsOwned&) {
                             return SetWeight(workspace, OperatorPrincipal("local"), command.person,
                                              command.weight, CommandActor());
                           }));
}

int RunHoldings(const PersonCommand& command) {
  const std::string& to = command.reassign.how.to;
  std::string target =
      "holdings?then=" + (to.empty() ? "route_again" : "delegate&to=" + UrlEscape(to));
  return PrintPerson(
      command,
      HereOrThere(command, Method::kGet, target, "",
                  [&](Workspace& workspace, const LeadsOwned& leads) -> Result<std::string> {
                    GiveOn how = command.reassign.how;
                    if (!to.empty()) how.then = InHandThen::kDelegate;
                    SB_ASSIGN(const Holdings holdings,
                              HoldingsOf(workspace, leads, command.person));
                    SB_ASSIGN(const MovePreview preview, PreviewGiveOn(workspace, holdings, how));
                    return HoldingsJson(holdings, &preview);
                  }));
}

int RunReassign(PersonCommand command) {
  GiveOn& how = command.reassign.how;
  how.then = how.to.empty() ? InHandThen::kRouteAgain : InHandThen::kDelegate;
  if (!command.every.empty()) {
    const Result<TimeUs> every = ParseDuration(command.every);
    if (!every.ok()) return Fail(every.error());
    command.reassign.every_us = *every;
  }
  return PrintPerson(
      command,
      HereOrThere(command, Method::kPost, "reassign", ReassignRequestJson(command.reassign),
                  [&](Workspace& workspace, const LeadsOwned& leads) {
                    return ReassignHoldings(workspace, leads, command.person, command.reassign, {},
                                            CommandActor());
                  }));
}

int RunImportLeave(const PersonCommand& command) {
  const Result<std::string> file = ReadWhole(command.file);
  if (!file.ok()) return Fail(file.error());
  const bool calendar = file->find("BEGIN:VCALENDAR") != std::string::npos;
  std::string target =
      std::string("/v1/leave-imports?dry_run=") + (command.change.dry_run ? "true" : "false");
  if (!command.person.empty()) target += "&person=" + UrlEscape(command.person);
  const auto import = [&]() -> Result<std::string> {
    const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(command.workspace);
    if (!workspace.ok() && workspace.error().code == Code::kConflict)
      return AskServer(command.workspace, Method::kPost, target, *file,
                       {{"Content-Type", calendar ? "text/calendar" : "text/csv"}});
    if (!workspace.ok()) return workspace.error();
    const auto anybody = [](const State&, const std::string&) { return true; };
    SB_ASSIGN(const LeaveImport done,
              ImportLeave(**workspace, *file, command.person, command.change.dry_run, anybody, {},
                          CommandActor()));
    (*workspace)->Close();
    return done.Json();
  };
  const Result<std::string> answer = import();
  const int exit = PrintPerson(command, answer);
  // The good ones are in; that some are not is said by the exit code.
  return exit == kExitDone && NumberMember(*answer, "fault_count") > 0 ? int{kExitNotSo} : exit;
}

CLI::App* AddOne(CLI::App* person, const std::string& name, const std::string& words,
                 PersonCommand* options) {
  CLI::App* command = person->add_subcommand(name, words);
  command->add_option("person", options->person, "the person's id")->required();
  AddWorkspaceFlags(*command, &options->workspace, &options->json);
  return command;
}

void AddThen(CLI::App* command, PersonCommand* options) {
  command->add_option("--then", options->then,
                      "the leads in hand: keep (if not given), delegate or route_again");
  command->add_flag("--dry-run", options->change.dry_run, "say what would change");
}

void AddDays(CLI::App* command, PersonCommand* options, bool needed) {
  CLI::Option* from = command->add_option("--from", options->change.from,
                                          "the first day, or a time `2026-12-21 13:00`");
  CLI::Option* to = command->add_option("--to", options->change.to, "the last day, or a time");
  from->required(needed);
  to->required(needed);
}

CLI::App* AddAvailabilityVerb(CLI::App* person, AvailabilityVerb verb, const std::string& words,
                              const std::shared_ptr<PersonCommand>& options, int* exit) {
  CLI::App* command = AddOne(person, std::string(SpecOf(verb).name), words, options.get());
  command->callback([options, verb, exit] { *exit = RunChange(verb, *options); });
  return command;
}

void AddChanges(CLI::App* person, const std::shared_ptr<PersonCommand>& options, int* exit) {
  AvailabilityRequest& change = options->change;
  CLI::App* leave =
      AddAvailabilityVerb(person, AvailabilityVerb::kLeave, "is on leave", options, exit);
  AddDays(leave, options.get(), true);
  leave->add_option("--part", change.part, "only these hours of each day, `09:00-12:00`");
  AddThen(leave, options.get());
  CLI::App* end =
      AddAvailabilityVerb(person, AvailabilityVerb::kEndLeave,
                          "takes leave away; without days all that is not over", options, exit);
  AddDays(end, options.get(), false);
  CLI::App* pause = AddAvailabilityVerb(person, AvailabilityVerb::kPause,
                                        "gets no leads for a while", options, exit);
  pause->add_option("--for", change.span, "how long, such as 2h");
  pause->add_option("--until", change.until, "a day or a time");
  AddThen(pause, options.get());
  AddAvailabilityVerb(person, AvailabilityVerb::kResume, "ends the pause", options, exit);
  CLI::App* delegate =
      AddAvailabilityVerb(person, AvailabilityVerb::kDelegate,
                          "says who stands in; with days, also that they are away", options, exit);
  delegate->add_option("delegate", change.delegate, "who stands in: a person's id");
  delegate->add_flag("--nobody", options->nobody, "nobody stands in any more");
  AddDays(delegate, options.get(), false);
  AddThen(delegate, options.get());
  CLI::App* gone = AddAvailabilityVerb(person, AvailabilityVerb::kDeactivate,
                                       "left: takes no leads any more", options, exit);
  gone->add_option("--delegate", change.delegate, "who stands in for what waits for them");
  AddThen(gone, options.get());
  AddAvailabilityVerb(person, AvailabilityVerb::kActivate, "is back for good", options, exit);
}

void AddPersonWeight(CLI::App* person, const std::shared_ptr<PersonCommand>& options, int* exit) {
  CLI::App* weight =
      AddOne(person, "weight", "sets how many turns somebody takes beside others", options.get());
  weight->add_option("weight", options->weight.weight, "0 to 1000; 0 takes no turns")
      ->required()
      ->check(WholeNumber());
  weight->add_option("--reason", options->weight.reason, "why, in one line");
  weight->add_option("--by", options->weight.by, "who sets it: a person's id");
  weight->callback([options, exit] { *exit = RunWeight(*options); });
}

void AddImportLeave(CLI::App* person, const std::shared_ptr<PersonCommand>& options, int* exit) {
  CLI::App* import = person->add_subcommand(
      "import-leave",
      "leave from a calendar (.ics) or from rows of `person,from,to[,then]` (.csv)");
  import->add_option("file", options->file, "the file")->required();
  import->add_option("--person", options->person, "whose leave all of it is");
  AddWorkspaceFlags(*import, &options->workspace);
  import->add_flag("--dry-run", options->change.dry_run, "say what would change");
  import->add_flag("--json", options->json, "as JSON");
  import->callback([options, exit] { *exit = RunImportLeave(*options);
});
}  // namespace

}  // namespace signalbox

void AddPerson(CLI::App& app, int* exit) {
  auto options = std::make_shared<PersonCommand>();
  CLI::App* person =
      app.add_subcommand("person", "when people are there, and what they have in hand");
  person->require_subcommand(1);
  CLI::App* show =
      AddOne(person, "show", "when somebody is there, and who stands in", options.get());
  show->callback([options, exit] { *exit = RunShowPerson(*options); });
  AddChanges(person, options, exit);
  AddPersonWeight(person, options, exit);
  AddImportLeave(person, options, exit);
  CLI::App* holdings =
      AddOne(person, "holdings", "what somebody has in hand, and who would get it", options.get());
  holdings->add_option("--to", options->reassign.how.to, "if all went to this person");
  holdings->callback([options, exit] { *exit = RunHoldings(*options); });
  CLI::App* reassign =
      AddOne(person, "reassign", "gives what somebody has in hand to others", options.get());
  reassign->add_option("--to", options->reassign.how.to,
                       "to this person; without it the policy is asked about each lead");
  reassign->add_flag("--accounts", options->reassign.how.accounts,
                     "their accounts too (with --to)");
  reassign->add_flag("--dry-run", options->reassign.dry_run, "say what would move");
  reassign->add_option("--batch", options->reassign.batch, "leads of one batch (100)")
      ->check(WholeNumber());
  reassign->add_option("--every", options->every, "time between batches, such as 10m (none)");
  reassign->callback([options, exit] { *exit = RunReassign(*options); });
}

}  // namespace signalbox
