// `signalbox policy table [NAME] [FILE]`: the tables of the active policy, one of them, or a draft
// of the policy in which one has the rows of FILE.
#include <memory>

#include "base/markup.h"
#include "main/ask_or_do.h"
#include "main/json_text.h"
#include "main/policy.h"
#include "main/workspace_flags.h"
#include "workspace/table_edits.h"

namespace signalbox {
namespace {

struct TableOptions {
  WorkspaceOptions workspace;
  std::string name, file, base, by;
  bool json = false;
};

Result<std::string> ShowTable(const TableOptions& options) {
  if (options.name.empty()) {
    return AskOrDo(options.workspace, {Method::kGet, "/v1/tables"},
                   [](Workspace& workspace) { return ListTables(workspace, {}); });
  }
  return AskOrDo(options.workspace, {Method::kGet, "/v1/tables/" + UrlEscape(options.name)},
                 [&](Workspace& workspace) { return ReadTable(workspace, {}, options.name); });
}

Result<std::string> Edit(const TableOptions& options) {
  Result<std::string> read = ReadWhole(options.file);
  if (!read.ok()) return read.error();
  TableEdit edit{options.base, *std::move(read), options.by};
  if (edit.base.empty()) {
    SB_ASSIGN(const std::string shown, ShowTable(options));
    edit.base = TextMember(shown, "base");
  }
  return AskOrDo(options.workspace,
                 {Method::kPost, "/v1/tables/" + UrlEscape(options.name), TableEditJson(edit)},
                 [&](Workspace& workspace) {
                   TableEditor editor;
                   editor.person = options.by;
                   std::vector<Finding> findings;
                   auto done = EditTable(workspace, editor, options.name, edit, &findings);
                   PrintFindings(findings, stderr);
                   return done;
                 });
}

int RunTable(const TableOptions& options) {
  const bool edits = !options.file.empty();
  const Result<std::string> done = edits ? Edit(options) : ShowTable(options);
  if (!done.ok()) return edits ? FailAsThingsStand(done.error()) : Fail(done.error());
  if (options.json || options.name.empty())
    std::printf("%s\n", done->c_str());
  else if (edits)
    std::printf("policy version %s is a draft in which `%s` has these rows\n",
                TextMember(*done, "policy_version").c_str(), options.name.c_str());
  else
    std::printf("%s", TextMember(*done, "text").c_str());
  return kExitDone;
}

}  // namespace

void AddPolicyTable(CLI::App& policy, int* exit) {
  auto options = std::make_shared<TableOptions>();
  CLI::App* command =
      policy.add_subcommand("table", "show a table of the active policy, or edit it");
  command->add_option("name", options->name, "of the table; without it they are listed");
  command->add_option("file", options->file, "CSV: what the table is to be, in a draft");
  command->add_option("--base", options->base,
                      "the version that was edited; default: the active one");
  command->add_option("--by", options->by, "who edits it: a person of the roster");
  AddWorkspaceFlags(*command, &options->workspace, &options->json);
  command->callback([options, exit] { *exit = RunTable(*options); });
}

}  // namespace signalbox
