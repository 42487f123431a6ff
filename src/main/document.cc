// `signalbox document add|list|show|remove`: the policy documents that requests are decided by.
#include <cstdio>
#include <functional>
#include <memory>

#include "base/markup.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/control.h"
#include "main/workspace_flags.h"
#include "workspace/desk_documents.h"

namespace signalbox {
namespace {

struct DocumentOptions {
  WorkspaceOptions workspace;
  std::string file, name, hash;
  bool json = false;
};

Result<std::string> StoreDocument(const DocumentOptions& options) {
  SB_ASSIGN(std::string text, ReadWhole(options.file));
  const DocumentRequest request{options.name.empty() ? DocumentNameOf(options.file) : options.name,
                                std::move(text)};
  return AskOrDo(options.workspace, {Method::kPost, "/v1/documents", DocumentRequestJson(request)},
                 [&](Workspace& workspace) -> Result<std::string> {
                   const Status set =
                       SetDocument(workspace, "command line", request.name, request.text);
                   if (!set.ok()) return Within("`" + options.file + "`", set.error());
                   return ReadDocument(workspace, KeeperOfDocuments(), request.name);
                 });
}

Result<std::string> ListStored(const DocumentOptions& options) {
  return AskOrDo(options.workspace, {Method::kGet, "/v1/documents", ""}, [](Workspace& workspace) {
    return ListDocuments(workspace, KeeperOfDocuments());
  });
}

Result<std::string> ShowDocument(const DocumentOptions& options) {
  const std::string query = options.hash.empty() ? "" : "?hash=" + UrlEscape(options.hash);
  return AskOrDo(options.workspace,
                 {Method::kGet, "/v1/documents/" + UrlEscape(options.name) + query, ""},
                 [&](Workspace& workspace) {
                   return ReadDocument(workspace, KeeperOfDocuments(), options.name, options.hash);
                 });
}

Result<std::string> Remove(const DocumentOptions& options) {
  return AskOrDo(options.workspace,
                 {Method::kDelete, "/v1/documents/" + UrlEscape(options.name), ""},
                 [&](Workspace& workspace) -> Result<std::string> {
                   SB_TRY(RemoveDocument(workspace, "command line", options.name));
                   return ListDocuments(workspace, KeeperOfDocuments());
                 });
}

using DocumentCommand = Result<std::string> (*)(const DocumentOptions&);

CLI::App* AddDocumentVerb(CLI::App* documents, const std::shared_ptr<DocumentOptions>& options,
                          int* exit, const std::string& name, const std::string& what,
                          DocumentCommand run) {
  CLI::App* command = documents->add_subcommand(name, what);
  AddWorkspaceFlags(*command, &options->workspace);
  command->add_flag("--json", options->json, "as JSON, which it is anyway");
  command->callback([options, exit, run] {
    const Result<std::string> answer = run(*options);
    *exit = answer.ok() ? kExitDone : Fail(answer.error());
    if (answer.ok()) std::printf("%s\n", answer->c_str());
  });
  return command;
}

}  // namespace

void AddDocument(CLI::App& app, int* exit) {
  auto options = std::make_shared<DocumentOptions>();
  CLI::App* documents =
      app.add_subcommand("document", "the policy documents that requests are decided by");
  documents->require_subcommand(1);
  CLI::App* add = AddDocumentVerb(documents, options, exit, "add",
                                  "add one, or a later version of one", StoreDocument);
  add->add_option("file", options->file, "Markdown with front matter title, version, owner")
      ->required();
  add->add_option("--name", options->name, "its name (default: the file's)");
  AddDocumentVerb(documents, options, exit, "list", "all of them", ListStored);
  CLI::App* show =
      AddDocumentVerb(documents, options, exit, "show", "one with its text", ShowDocument);
  show->add_option("name", options->name, "its name")->required();
  show->add_option("--hash", options->hash,
                   "of the version that a decision cites (default: the one that is there)");
  AddDocumentVerb(documents, options, exit, "remove", "cite it no more", Remove)
      ->add_option("name", options->name, "its name")
      ->required();
}

}  // namespace signalbox
