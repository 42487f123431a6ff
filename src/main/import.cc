// `signalbox import KIND FILE`: people and reference records into a workspace.
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "base/json_writer.h"
#include "main/command.h"
#include "main/reference_import.h"
#include "main/workspace_flags.h"

namespace signalbox {
namespace {

// Enough to see what a removal is about; the count says the rest.
constexpr size_t kRemovalsShown = 20;

struct ImportOptions {
  WorkspaceOptions workspace;
  std::string kind, file;
  bool replace = false;
  bool yes = false;
  bool json = false;
};

Result<bool> AgreeToRemove(const ImportOptions& options, const std::vector<std::string>& ids) {
  std::fprintf(stderr, "%zu of the %s in the workspace are not in `%s` and would be removed:\n",
               ids.size(), options.kind.c_str(), options.file.c_str());
  for (size_t i = 0; i < std::min(ids.size(), kRemovalsShown); ++i) {
    std::fprintf(stderr, "  %s\n", ids[i].c_str());
  }
  if (ids.size() > kRemovalsShown) {
    std::fprintf(stderr, "  and %zu more\n", ids.size() - kRemovalsShown);
  }
  if (options.yes) return true;
  if (isatty(STDIN_FILENO) != 1 || options.file == "-") {
    return Err(Code::kInvalid, "nothing was changed; add `--yes` to remove them");
  }
  std::fprintf(stderr, "remove them? [y/N] ");
  char answer[8] = {};
  const bool read = std::fgets(answer, sizeof answer, stdin) != nullptr;
  if (read && (answer[0] == 'y' || answer[0] == 'Y')) return true;
  return Err(Code::kInvalid, "nothing was changed");
}

void PrintOutcome(const ImportOptions& options, const ReferenceImport& done) {
  const auto bad = static_cast<int64_t>(done.faults.size());
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject().Member("kind", options.kind).Member("rows", done.rows);
    json.Member("changed", done.changed).Member("removed", done.removed).Member("unreadable", bad);
    json.EndObject();
    std::printf("%s\n", text.c_str());
    return;
  }
  std::printf("%s: %s, %ld new or changed, %ld removed, %ld unreadable\n", options.kind.c_str(),
              Counted(done.rows, "row").c_str(), done.changed, done.removed, bad);
}

Result<ReferenceImport> ImportRecords(const ImportOptions& options, ByteSource* source) {
  ConfirmRemoval confirm;
  if (options.replace) {
    confirm = [&](const std::vector<std::string>& ids) { return AgreeToRemove(options, ids); };
  }
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (workspace.ok()) return ImportReference(**workspace, options.kind, source, confirm);
  if (workspace.error().code != Code::kConflict) return AsWrongUse(workspace.error());
  return ImportThroughServer(options.workspace, options.kind, source, confirm);
}

int RunImport(const ImportOptions& options) {
  if (options.yes && !options.replace) {
    return Fail(
        Err(Code::kInvalid, "`--yes` answers the question that `--replace` asks; give both"));
  }
  const Result<std::unique_ptr<ByteSource>> source = OpenFileSource(options.file);
  if (!source.ok()) return Fail(AsWrongUse(source.error()));
  const Result<ReferenceImport> done = ImportRecords(options, source->get());
  if (!done.ok()) return Fail(Within(options.file, done.error()));
  for (const std::string& note : done->notes) std::fprintf(stderr, "note: %s\n", note.c_str());
  PrintOutcome(options, *done);
  if (done->faults.empty()) return kExitDone;
  PrintFaults(options.file, done->faults);
  std::string rejects;
  WriteRejectsHeader(&rejects);
  for (const RowFault& fault : done->faults) WriteReject(fault, &rejects);
  const std::string path = (options.file == "-" ? options.kind : options.file) + ".rejects.csv";
  if (const Status kept = WriteWhole(path, rejects); !kept.ok()) return Fail(kept.error());
  std::fprintf(stderr, "the good rows are in; the others are in %s\n", path.c_str());
  return kExitNotSo;
}

}  // namespace

void AddImport(CLI::App& app, int* exit) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = app.add_subcommand(
      "import", "people, teams, accounts, contacts, opportunities or campaigns from a CSV file");
  command->add_option("kind", options->kind, "what the rows are")->required();
  command->add_option("file", options->file, "the file; - is standard input")->required();
  AddWorkspaceFlags(*command, &options->workspace);
  command->add_flag("--replace", options->replace, "remove what the file does not name");
  command->add_flag("--yes", options->yes, "with --replace: do not ask");
  command->add_flag("--json", options->json, "the outcome as JSON");
  command->callback([options, exit] { *exit = RunImport(*options); });
}

}  // namespace signalbox
