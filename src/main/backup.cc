// `signalbox backup --out F` and `signalbox restore F DIR`.
#include "workspace/backup.h"

#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/counted.h"
#include "base/json_writer.h"
#include "main/ask_or_do.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/law_command.h"

namespace signalbox {
namespace {

Result<std::string> Backup(const LawCommand& command) {
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(command.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    std::string body;
    // The server has a working directory of its own.
    JsonWriter(&body)
        .BeginObject()
        .Member("out", std::filesystem::absolute(command.out).string())
        .EndObject();
    return AskServer(command.workspace, Method::kPost, "/v1/backup", body);
  }
  if (!workspace.ok()) return workspace.error();
  const Result<BackupReport> report = WriteBackup(**workspace, command.out);
  (*workspace)->Close();
  if (!report.ok()) return report.error();
  return report->Json();
}

int RunBackup(const LawCommand& command) {
  const Result<std::string> report = Backup(command);
  if (!report.ok()) return FailAsThingsStand(report.error());
  if (command.json)
    std::printf("%s\n", report->c_str());
  else
    std::printf("%s in %s\n", Counted(NumberMember(*report, "events"), "event").c_str(),
                command.out.c_str());
  return kExitDone;
}

int RunRestore(const LawCommand& command) {
  const Result<RestoreReport> report = RestoreBackup(command.subject, command.workspace);
  if (!report.ok()) {
    const int code = FailAsThingsStand(report.error());
    return report.error().code == Code::kCorrupt ? kExitNotSo : code;
  }
  if (command.json)
    std::printf("%s\n", report->Json().c_str());
  else
    std::printf("restored %s into %s; %s forgotten since\n",
                Counted(report->events, "event").c_str(), command.workspace.directory.c_str(),
                Counted(report->forgotten, "lead").c_str());
  return kExitDone;
}

}  // namespace

void AddBackup(CLI::App& app, int* exit) {
  auto options = std::make_shared<LawCommand>();
  CLI::App* command = app.add_subcommand("backup", "the workspace's log as one file, without keys");
  AddWorkspace(*command, options.get());
  command->add_option("--out", options->out, "a new file")->required();
  command->callback([options, exit] { *exit = RunBackup(*options); });
}

void AddRestore(CLI::App& app, int* exit) {
  auto options = std::make_shared<LawCommand>();
  CLI::App* command = app.add_subcommand("restore", "make a workspace from a backup");
  command->add_option("backup", options->subject, "the file")->required();
  command->add_option("directory", options->workspace.directory, "the workspace, which is made")
      ->required();
  command->add_option("--keys", options->workspace.keys_directory,
                      "the keys that the workspace has now (default: DIR.keys)");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunRestore(*options); });
}

}  // namespace signalbox
