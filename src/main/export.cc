// `signalbox export KIND FILE`: people and reference records as the CSV that `import` reads; and
// `export person SUBJECT`: all that is known of one person, as JSON.
#include <cstdio>
#include <memory>

#include "base/json_writer.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/control.h"
#include "main/csv_table.h"
#include "main/law_command.h"
#include "main/output_path.h"
#include "main/reference_import.h"
#include "main/workspace_flags.h"
#include "workspace/person_export.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

struct ExportOptions {
  WorkspaceOptions workspace;
  std::string kind, file;
  std::string out;  // of a person
  bool json = false;
};

constexpr std::string_view kOnePerson = "person";

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

int WriteExport(const ExportOptions& options, const std::string& file, const std::string& text,
                int64_t rows) {
  const Status written = WriteWhole(file, text);
  if (!written.ok()) return Fail(written.error());
  if (!options.json) return kExitDone;
  std::string told;
  JsonWriter json(&told);
  json.BeginObject().Member("kind", options.kind).Member("file", file).Member("rows", rows);
  json.EndObject();
  std::fprintf(IsStandardOutput(file) ? stderr : stdout, "%s\n", told.c_str());
  return kExitDone;
}

int RunExportPerson(const ExportOptions& options) {
  LawCommand command;
  command.workspace = options.workspace;
  command.subject = options.file;
  const Result<std::string> person = AskOrDo(command, "/v1/person", [&](Workspace& workspace) {
    return ExportPerson(workspace, command.subject, Sight::Whole());
  });
  if (!person.ok()) return FailAsThingsStand(person.error());
  return WriteExport(options, options.out, *person + "\n", 1);
}

int RunExport(const ExportOptions& options) {
  if (options.kind == kOnePerson) return RunExportPerson(options);
  const Result<std::string> csv = Export(options);
  if (!csv.ok()) return Fail(AsWrongUse(csv.error()));
  return WriteExport(options, options.file, *csv, RowsOfCsv(*csv));
}

}  // namespace

void AddExport(CLI::App& app, int* exit) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = app.add_subcommand(
      "export", "people, teams, accounts, contacts, opportunities or campaigns as a CSV file");
  command->add_option("kind", options->kind, "what is wanted; `person` for all about one")
      ->required();
  command
      ->add_option("file", options->file,
                   "the file; - is standard output. Of `person` their e-mail address, or the lead "
                   "id or external id of one of their leads")
      ->required();
  command->add_option("--out", options->out, "of `person`: the file")->default_val("-");
  AddWorkspaceFlags(*command, &options->workspace, &options->json);
  command->callback([options, exit] { *exit = RunExport(*options); });
}

}  // namespace signalbox
