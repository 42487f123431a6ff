// `signalbox hold set|clear|list`: legal holds, which keep a person from being forgotten.
#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "base/json_writer.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/json_text.h"
#include "main/law_command.h"
#include "workspace/legal_hold.h"

namespace signalbox {
namespace {

std::string CountJson(int64_t records) {
  std::string text;
  JsonWriter(&text).BeginObject().Member("records", records).EndObject();
  return text;
}

int RunSetHold(const LawCommand& command) {
  const Result<std::string> done =
      AskOrDo(command, "/v1/holds", [&](Workspace& workspace) -> Result<std::string> {
        SB_ASSIGN(const int64_t records,
                  SetLegalHold(workspace, CommandActor(), command.subject, command.reason));
        return CountJson(records);
      });
  if (!done.ok()) return FailAsThingsStand(done.error());
  if (command.json)
    std::printf("%s\n", done->c_str());
  else
    std::printf("held: %s\n", Counted(NumberMember(*done, "records"), "record").c_str());
  return kExitDone;
}

int RunClear(const LawCommand& command) {
  const Result<std::string> done =
      AskOrDo(command, "/v1/holds/clear", [&](Workspace& workspace) -> Result<std::string> {
        SB_ASSIGN(const int64_t records,
                  ClearLegalHold(workspace, CommandActor(), command.subject));
        return CountJson(records);
      });
  if (!done.ok()) return FailAsThingsStand(done.error());
  if (command.json)
    std::printf("%s\n", done->c_str());
  else
    std::printf("lifted: %s\n", Counted(NumberMember(*done, "records"), "record").c_str());
  return kExitDone;
}

int RunListHolds(const LawCommand& command) {
  const Result<std::string> list =
      AskOrDo(command, "/v1/holds", [](Workspace& workspace) -> Result<std::string> {
        SB_ASSIGN(const std::vector<HeldRecord> held, ListLegalHolds(workspace, Sight::Whole()));
        return HeldRecordsJson(held);
      });
  if (!list.ok()) return Fail(list.error());
  std::printf("%s\n", list->c_str());
  return kExitDone;
}

}  // namespace

void AddHold(CLI::App& app, int* exit) {
  auto options = std::make_shared<LawCommand>();
  CLI::App* hold = app.add_subcommand("hold", "legal holds: who has one is not forgotten");
  hold->require_subcommand(1);
  CLI::App* set = hold->add_subcommand("set", "put a legal hold on a person");
  AddSubject(*set, options.get());
  set->add_option("--reason", options->reason, "why, in one line")->required();
  set->callback([options, exit] { *exit = RunSetHold(*options); });
  CLI::App* clear = hold->add_subcommand("clear", "lift the legal hold on a person");
  AddSubject(*clear, options.get());
  clear->callback([options, exit] { *exit = RunClear(*options); });
  CLI::App* list = hold->add_subcommand("list", "the records on which there is a legal hold");
  AddWorkspace(*list, options.get());
  list->callback([options, exit] { *exit = RunListHolds(*options); });
}

}  // namespace signalbox
