// `signalbox forget SUBJECT`: a person's data can be read by nobody any more.
#include "workspace/forget.h"

#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/json_text.h"
#include "main/law_command.h"
#include "workspace/search_index.h"

namespace signalbox {
namespace {

int RunForget(const LawCommand& command) {
  const Result<std::string> report =
      AskOrDo(command, "/v1/forget", [&](Workspace& workspace) -> Result<std::string> {
        SB_ASSIGN(const ForgetReport done, Forget(workspace, CommandActor(), command.subject));
        // No server runs that would take the person's rows out; the next one makes it anew.
        RemoveSearchIndex(workspace.directory());
        return done.Json();
      });
  if (!report.ok()) return FailAsThingsStand(report.error());
  if (command.json)
    std::printf("%s\n", report->c_str());
  else
    std::printf("forgotten: %s destroyed\n",
                Counted(NumberMember(*report, "subjects"), "key").c_str());
  return kExitDone;
}

}  // namespace

void AddForget(CLI::App& app, int* exit) {
  auto options = std::make_shared<LawCommand>();
  CLI::App* command = app.add_subcommand("forget", "forget a person for good");
  AddSubject(*command, options.get());
  command->callback([options, exit] { *exit = RunForget(*options); });
}

}  // namespace signalbox
