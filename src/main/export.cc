// `signalbox export KIND FILE`: people and reference records as the CSV that `import` reads.
#include <cstdio>
#include <memory>

#include "main/command.h"
#include "main/control.h"
#include "main/reference_import.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

struct ExportOptions {
  WorkspaceOptions workspace;
  std::string kind, file;
};

Result<std::string> Export(const ExportOptions& options) {
  const Result<StoredWorkspace> stored = OpenStored(options.workspace);
  if (!stored.ok() && stored.error().code == Code::kConflict) {
    SB_TRY(CheckReferenceKind(options.kind));
    return AskServer(options.workspace, Method::kGet, "/v1/" + options.kind, "");
  }
  if (!stored.ok()) return stored.error();
  SB_ASSIGN(const std::unique_ptr<State> state, LoadStored(*stored, LoadStoredVersion));
  return ExportReference(*state, options.kind);
}

int RunExport(const ExportOptions& options) {
  const Result<std::string> csv = Export(options);
  if (!csv.ok()) return Fail(AsWrongUse(csv.error()));
  if (options.file == "-") {
    const bool whole = std::fwrite(csv->data(), 1, csv->size(), stdout) == csv->size();
    return whole ? kExitDone : Fail(Err(Code::kIo, "standard output takes no more"));
  }
  const Status written = WriteWhole(options.file, *csv);
  return written.ok() ? kExitDone : Fail(written.error());
}

}  // namespace

void AddExport(CLI::App& app, int* exit) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = app.add_subcommand(
      "export", "people, teams, accounts, contacts, opportunities or campaigns as a CSV file");
  command->add_option("kind", options->kind, "what is wanted")->required();
  command->add_option("file", options->file, "the file; - is standard output")->required();
  command->add_option("--workspace", options->workspace.directory, "the workspace")->required();
  command->add_option("--keys", options->workspace.keys_directory,
                      "keys directory (default: DIR.keys)");
  command->callback([options, exit] { *exit = RunExport(*options); });
}

}  // namespace signalbox
